//! Exporting customers with their members, page by page, in the shape that an import takes.

use serde::Serialize;
use shared::{
    app::App,
    domain::{
        customer::{Customer, CustomerType},
        id::{CustomerId, MemberId, OrganizationId},
        member::Member,
        timestamp::Timestamp,
    },
    store::Place,
};

use crate::{AdminError, Done, ExportCustomers};

/// Customers on a page.
const MOST_CUSTOMERS: usize = 200;
/// Customers that are read at once: the largest ones are a megabyte.
const AT_ONCE: usize = 25;
/// Members of one team on a page; the next one goes on with it.
const MOST_MEMBERS: usize = 200;
/// Bytes after which a page takes no more: with the largest customer on top it stays below Lambda's
/// 6 MB.
const ENOUGH: usize = 2_000_000;

/// A customer as `GET /v1/customers/{id}` shows it, and a team's members.
#[derive(Debug, Serialize)]
pub struct ExportedCustomer {
    #[serde(flatten)]
    customer: Customer,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<Member>>,
}

/// Shows a page of an organization's customers.
pub(crate) async fn export_customers(
    app: &App,
    input: ExportCustomers,
) -> Result<Done, AdminError> {
    let cursor = input.after.as_deref().map(Cursor::parse).transpose()?;
    let mut page = Page { app, items: Vec::new(), bytes: 0 };
    if let Some(Cursor { place, member: Some(member) }) = cursor {
        let team = app.store.customer(input.organization_id, place.customer).await?;
        if let Some(team) = team
            && let Some(next) = page.add(team, Some(member)).await?
        {
            return Ok(page.until(Some(next)));
        }
    }
    let after = cursor.map(|cursor| cursor.place);
    let next = page.fill(input.organization_id, after).await?;
    let is_nothing = page.items.is_empty() && after.is_none();
    if is_nothing
        && app.store.recent_organization(input.organization_id, app.now()).await?.is_none()
    {
        return Err(AdminError::NoSuchOrganization);
    }
    Ok(page.until(next))
}

/// A page under way.
struct Page<'a> {
    app: &'a App,
    items: Vec<ExportedCustomer>,
    bytes: usize,
}

impl Page<'_> {
    /// Adds customers until it is full or there are no more, and tells where the next one goes on.
    async fn fill(
        &mut self,
        organization: OrganizationId,
        mut after: Option<Place>,
    ) -> Result<Option<Cursor>, AdminError> {
        loop {
            let oldest = self.app.store.oldest_customers(organization, after, AT_ONCE).await?;
            for customer in oldest.customers {
                let place = Place::of(&customer);
                if let Some(next) = self.add(customer, None).await? {
                    return Ok(Some(next));
                }
                if self.items.len() >= MOST_CUSTOMERS || self.bytes >= ENOUGH {
                    return Ok(Some(Cursor { place, member: None }));
                }
            }
            if oldest.end.is_none() {
                return Ok(None);
            }
            after = oldest.end;
        }
    }

    /// Adds a customer, and a team's members behind this one; where there are more of them, tells
    /// how the next page goes on with them.
    async fn add(
        &mut self,
        customer: Customer,
        after: Option<MemberId>,
    ) -> Result<Option<Cursor>, AdminError> {
        let place = Place::of(&customer);
        let members = match customer.kind {
            CustomerType::Individual => None,
            CustomerType::Team => {
                let store = &self.app.store;
                Some(store.oldest_members(customer.id, after, MOST_MEMBERS).await?)
            }
        };
        let last = members.iter().flatten().last().map(|member| member.id);
        let is_full = members.as_ref().is_some_and(|members| members.len() == MOST_MEMBERS);
        let item = ExportedCustomer { customer, members };
        self.bytes += serde_json::to_vec(&item).map_or(0, |json| json.len());
        self.items.push(item);
        Ok(last.filter(|_| is_full).map(|member| Cursor { place, member: Some(member) }))
    }

    fn until(self, next: Option<Cursor>) -> Done {
        Done::Exported { items: self.items, next: next.map(Cursor::into_text) }
    }
}

/// Where a page ended: behind a customer, or behind a member of one.
#[derive(Clone, Copy)]
struct Cursor {
    place: Place,
    member: Option<MemberId>,
}

impl Cursor {
    fn into_text(self) -> String {
        let Place { created_at, customer } = self.place;
        let member = self.member.map(|member| format!(".{member}")).unwrap_or_default();
        format!("{}.{customer}{member}", created_at.unix_millis())
    }

    fn parse(text: &str) -> Result<Self, AdminError> {
        Self::read(text).ok_or(AdminError::InvalidCursor)
    }

    fn read(text: &str) -> Option<Self> {
        let (millis, rest) = text.split_once('.')?;
        let (customer, member) = match rest.split_once('.') {
            Some((customer, member)) => (customer, Some(member.parse().ok()?)),
            None => (rest, None),
        };
        let created_at = Timestamp::from_unix_millis(millis.parse().ok()?);
        let customer: CustomerId = customer.parse().ok()?;
        Some(Self { place: Place { created_at, customer }, member })
    }
}
