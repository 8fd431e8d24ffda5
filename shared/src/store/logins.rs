//! Who may sign in with an email. The partition holds the email's mail budget too, so that one read
//! tells both.

use super::{
    Store,
    budgets::{is_budget, spent},
    error::StoreError,
    item::{Reader, text},
    schema::{self, Item, Key, attribute as a},
};
use crate::domain::{
    budget::{Lane, Spent},
    email_address::EmailAddress,
    id::OrganizationId,
    principal::PrincipalId,
    timestamp::Timestamp,
};

/// Who may sign in with an email, and what of its mail budget is spent.
#[derive(Clone, Debug, Default)]
pub struct Login {
    /// The customers and members with this email.
    pub principals: Vec<PrincipalId>,
    /// What of the day's mails is spent.
    pub spent: Spent,
}

impl Store {
    /// Who may sign in with an email: one strongly consistent read.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn login(
        &self,
        organization: OrganizationId,
        email: &EmailAddress,
        lane: Lane,
        now: Timestamp,
    ) -> Result<Login, StoreError> {
        let call = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(schema::login(organization, email)))
            .consistent_read(true);
        let items = self.patiently(|| call.clone().send()).await??.items.unwrap_or_default();
        let today = Key::address_budget(organization, email, now);
        let mut login = Login::default();
        for item in &items {
            if Key::of(item).as_ref() == Some(&today) {
                login.spent = spent(item, lane, now);
            } else if !is_budget(item) {
                login.principals.push(read_login(item)?);
            }
        }
        Ok(login)
    }
}

fn read_login(item: &Item) -> Result<PrincipalId, StoreError> {
    let item = Reader(item);
    Ok(PrincipalId {
        customer: item.parsed(a::CUSTOMER)?,
        member: item.optional(a::MEMBER, Reader::parsed)?,
    })
}
