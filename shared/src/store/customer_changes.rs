//! Changing a customer: what is not named stays as others may have changed it meanwhile.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::{
    Store,
    customers::{
        as_read, directory_email, external, external_item, login, login_item, write_metadata,
    },
    delete,
    error::StoreError,
    expression::Changes,
    item::{number, text},
    members,
    schema::{Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    customer::{Customer, CustomerType, Headcount},
    email_address::EmailAddress,
    external_id::ExternalId,
    id::MemberId,
    member::Member,
    metadata::Metadata,
    name::Name,
    timestamp::Timestamp,
};

/// How often a customer that changes under a call is read anew.
pub(super) const ROUNDS: usize = 3;

/// What is to be different about a customer.
#[derive(Clone, Debug, Default)]
pub struct CustomerChange {
    /// Where its mail goes.
    pub email: Option<EmailAddress>,
    /// What people call it.
    pub name: Option<Name>,
    /// The merchant's own id for it.
    pub external_id: Option<ExternalId>,
    /// The merchant's own notes, as a whole.
    pub metadata: Option<Metadata>,
    /// The id of the owner that it gets, where it becomes a team.
    pub becomes_team: Option<MemberId>,
}

/// What became of changing a customer.
#[derive(Clone, Debug)]
pub enum ChangedCustomer {
    /// It is as it is to be, and what was begun by an email that it has no more is dead.
    Changed(Box<Customer>),
    /// There is no such customer any more.
    NoSuchCustomer,
    /// Another customer of the organization has the external id.
    ExternalIdTaken,
}

impl Store {
    /// Changes a customer, given as it was read: all that is named or nothing. What is the same
    /// already is not written.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn change_customer(
        &self,
        mut old: Customer,
        change: &CustomerChange,
        now: Timestamp,
    ) -> Result<ChangedCustomer, StoreError> {
        for _ in 0..ROUNDS {
            let Some(new) = changed(&old, change, now) else {
                return Ok(ChangedCustomer::Changed(Box::new(old)));
            };
            // Who was the customer until now.
            let becomes_team = change.becomes_team.filter(|_| old.kind != new.kind);
            let owner = becomes_team.and_then(|id| new.owner(id, now));
            let plan = self.plan_change(&old, &new, owner.as_ref())?;
            let external_id = plan.external_id;
            match self.transact(plan.writes).await? {
                Transaction::Committed => return Ok(ChangedCustomer::Changed(Box::new(new))),
                Transaction::Refused(places)
                    if !places.contains(&0)
                        && external_id.is_some_and(|place| places.contains(&place)) =>
                {
                    return Ok(ChangedCustomer::ExternalIdTaken);
                }
                Transaction::Refused(_) => {}
            }
            let Some(read_again) = self.customer(old.organization, old.id).await? else {
                return Ok(ChangedCustomer::NoSuchCustomer);
            };
            old = read_again;
        }
        Err(StoreError::Busy("the customer keeps changing".into()))
    }

    fn plan_change(
        &self,
        old: &Customer,
        new: &Customer,
        owner: Option<&Member>,
    ) -> Result<Plan, StoreError> {
        let mut writes = vec![self.change_seen(old, new)?, self.change_principal(old, new)?];
        if login(old) != login(new) {
            writes.extend(login(old).map(|key| delete(self.delete(&key))).transpose()?);
            let claim = login(new).map(|key| self.put_new(login_item(&key, new.id)));
            writes.extend(claim.transpose()?);
        }
        if let Some(owner) = owner {
            writes.extend(members::new_member(self, new.organization, owner)?);
        }
        let mut place = None;
        if external(old) != external(new) {
            writes.extend(external(old).map(|key| delete(self.delete(&key))).transpose()?);
            place = Some(writes.len());
            let claim = external(new).map(|key| self.put_new(external_item(&key, new.id)));
            writes.extend(claim.transpose()?);
        }
        Ok(Plan { writes, external_id: place })
    }

    /// The part that merchants see.
    fn change_seen(&self, old: &Customer, new: &Customer) -> Result<TransactWriteItem, StoreError> {
        let mut changes = Changes::default()
            .set_some(a::MODIFIED_AT, new.modified_at.map(|it| number(it.unix_millis())));
        let email = |customer: &Customer| customer.email.as_ref().map(ToString::to_string);
        if email(old) != email(new) {
            changes = changes
                .set_some(a::EMAIL, email(new).map(text))
                .set_some(a::DIRECTORY_EMAIL, directory_email(new).map(text));
        }
        if old.name != new.name {
            changes = changes.set_some(a::NAME, new.name.as_ref().map(text));
        }
        if old.external_id != new.external_id {
            changes = changes.set_some(a::EXTERNAL_ID, new.external_id.as_ref().map(text));
        }
        if old.metadata != new.metadata {
            changes = changes.set(a::METADATA, text(write_metadata(&new.metadata)));
        }
        if old.kind != new.kind {
            changes = changes
                .set(a::CUSTOMER_TYPE, text(new.kind.as_str()))
                .set(a::MEMBERS, number(new.headcount.members))
                .set(a::OWNERS, number(new.headcount.owners));
        }
        let (unchanged, values) = as_read(old);
        let mut seen = changes.apply(self.update(&Key::customer(old.id)));
        for (name, value) in values {
            seen = seen.expression_attribute_values(name, value);
        }
        update(seen.condition_expression(unchanged))
    }

    /// The part that decides who may act. A new email, and becoming a team, end what was begun
    /// before; a team's own email opens nothing, so that changing it ends nothing.
    fn change_principal(
        &self,
        old: &Customer,
        new: &Customer,
    ) -> Result<TransactWriteItem, StoreError> {
        let ends = login(old) != login(new);
        let renamed = new.name.as_ref().filter(|_| old.name != new.name);
        let changes = Changes::default()
            .set(a::CUSTOMER_TYPE, text(new.kind.as_str()))
            .set_some(a::EMAIL, new.email.as_ref().map(text))
            .set_some(a::NAME, renamed.map(text))
            .add(a::GENERATION, i64::from(ends));
        let principal = changes.apply(self.update(&Key::principal(old.id)));
        update(principal.condition_expression("attribute_exists(pk)"))
    }
}

/// What a change does, and where in it the new external id is claimed.
struct Plan {
    writes: Vec<TransactWriteItem>,
    external_id: Option<usize>,
}

/// The customer as it is to be; none where it is so already.
fn changed(old: &Customer, change: &CustomerChange, now: Timestamp) -> Option<Customer> {
    let mut new = old.clone();
    new.email = change.email.clone().or(new.email);
    new.name = change.name.clone().or(new.name);
    new.external_id = change.external_id.clone().or(new.external_id);
    new.metadata = change.metadata.clone().unwrap_or(new.metadata);
    if change.becomes_team.is_some() && old.kind == CustomerType::Individual {
        new.kind = CustomerType::Team;
        new.headcount = Headcount { members: 1, owners: 1 };
    }
    let email = |customer: &Customer| customer.email.as_ref().map(ToString::to_string);
    let is_same = email(old) == email(&new)
        && old.name == new.name
        && old.external_id == new.external_id
        && old.metadata == new.metadata
        && old.kind == new.kind;
    new.modified_at = Some(now);
    (!is_same).then_some(new)
}
