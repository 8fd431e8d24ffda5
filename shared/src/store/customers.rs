//! Customers: as merchants see them, as principals, and by email and external id.

use super::{
    Store, delete,
    error::StoreError,
    item::{Reader, Writer, number, text},
    principals,
    schema::{self, Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    customer::{Customer, CustomerType},
    email_address::EmailAddress,
    id::{CustomerId, OrganizationId},
    principal::{CustomerPrincipal, Generation},
    timestamp::Timestamp,
};

/// How often a customer that changes under a call is read anew.
const ROUNDS: usize = 3;
/// What became of creating a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreatedCustomer {
    /// It exists, and whoever proves its email is signed in as it.
    Created,
    /// There is no such organization.
    NoSuchOrganization,
    /// Another customer of the organization has its external id.
    ExternalIdTaken,
}

/// What became of changing or deleting something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is done, and every session and open sign-in that it concerns is dead.
    Done,
    /// There is no such thing.
    NoSuchThing,
}

impl Store {
    /// Creates a customer and everything it is found by, all or nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn create_customer(
        &self,
        customer: &Customer,
    ) -> Result<CreatedCustomer, StoreError> {
        let principal = CustomerPrincipal {
            id: customer.id,
            organization: customer.organization,
            kind: customer.kind,
            email: customer.email.clone(),
            name: customer.name.clone(),
            generation: Generation(0),
        };
        let organization_exists = self
            .check(&Key::organization(customer.organization))
            .condition_expression("attribute_exists(pk)");
        let mut writes = vec![
            super::check(organization_exists)?,
            self.put_new(write(customer))?,
            self.put_new(principals::write_customer(&principal))?,
        ];
        if let Some(login) = login(customer) {
            writes.push(self.put_new(login_item(&login, customer.id))?);
        }
        if let Some(key) = external(customer) {
            let item = Writer::new(&key).text(a::CUSTOMER, customer.id).item();
            writes.push(self.put_new(item)?);
        }
        Ok(match self.transact(writes).await? {
            Transaction::Committed => CreatedCustomer::Created,
            Transaction::Refused(places) if places.contains(&0) => {
                CreatedCustomer::NoSuchOrganization
            }
            Transaction::Refused(_) => CreatedCustomer::ExternalIdTaken,
        })
    }

    /// Changes the email that a customer signs in by; what was begun by the old one is dead.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn change_customer_email(
        &self,
        (organization, id): (OrganizationId, CustomerId),
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<Changed, StoreError> {
        for _ in 0..ROUNDS {
            let Some(old) = self.customer(organization, id).await? else {
                return Ok(Changed::NoSuchThing);
            };
            let new = Customer { email: Some(email.clone()), ..old.clone() };
            let principal = self
                .update(&Key::principal(id))
                .update_expression("SET email = :email ADD generation :one")
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":email", text(email))
                .expression_attribute_values(":one", number(1));
            let (unchanged, values) = as_read(&old);
            let seen = self
                .update(&Key::customer(id))
                .update_expression("SET email = :email, modified_at = :now")
                .condition_expression(unchanged)
                .set_expression_attribute_values(values)
                .expression_attribute_values(":email", text(email))
                .expression_attribute_values(":now", number(now.unix_millis()));
            let mut writes = vec![update(principal)?, update(seen)?];
            if login(&old) != login(&new) {
                writes.extend(login(&old).map(|key| delete(self.delete(&key))).transpose()?);
                let put = login(&new).map(|key| self.put_new(login_item(&key, id)));
                writes.extend(put.transpose()?);
            }
            if let Transaction::Committed = self.transact(writes).await? {
                return Ok(Changed::Done);
            }
        }
        Err(StoreError::Busy("the customer keeps changing".into()))
    }

    /// Deletes a customer. The first transaction ends everything of it at once; what follows clears
    /// its members away, and where it was cut short, the next call goes on with it.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn delete_customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
    ) -> Result<Changed, StoreError> {
        let mut deleted = self.delete_itself(organization, id).await?;
        for item in self.query(schema::customer(id), schema::MEMBER_PRINCIPALS, usize::MAX).await? {
            let member = principals::read_member(&item)?.id;
            if self.delete_member(organization, id, member).await? == Changed::Done {
                deleted = Changed::Done;
            }
        }
        Ok(deleted)
    }

    async fn delete_itself(
        &self,
        organization: OrganizationId,
        id: CustomerId,
    ) -> Result<Changed, StoreError> {
        for _ in 0..ROUNDS {
            let Some(customer) = self.customer(organization, id).await? else {
                return Ok(Changed::NoSuchThing);
            };
            // What it is found by is as it was read, and no successor's.
            let (unchanged, values) = as_read(&customer);
            let itself = self
                .delete(&Key::customer(id))
                .condition_expression(unchanged)
                .set_expression_attribute_values(values);
            let mut writes = vec![delete(itself)?, delete(self.delete(&Key::principal(id)))?];
            for key in login(&customer).into_iter().chain(external(&customer)) {
                writes.push(delete(self.delete(&key))?);
            }
            if let Transaction::Committed = self.transact(writes).await? {
                return Ok(Changed::Done);
            }
        }
        Err(StoreError::Busy("the customer keeps changing".into()))
    }

    /// A customer of this organization, as of now.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn customer(
        &self,
        organization: OrganizationId,
        id: CustomerId,
    ) -> Result<Option<Customer>, StoreError> {
        let item = self.get(&Key::customer(id), true).await?;
        let customer = item.as_ref().map(read).transpose()?;
        Ok(customer.filter(|customer| customer.organization == organization))
    }
}

/// The condition that a customer still is there with the email it was read with, or without one,
/// and what it refers to.
fn as_read(customer: &Customer) -> (&'static str, Option<Item>) {
    match &customer.email {
        Some(email) => (
            "attribute_exists(pk) AND email = :old",
            Some(Item::from([(":old".to_owned(), text(email))])),
        ),
        None => ("attribute_exists(pk) AND attribute_not_exists(email)", None),
    }
}

/// Where an email leads to a customer: a team's own email leads nowhere, its members' do.
fn login(customer: &Customer) -> Option<Key> {
    let email = customer.email.as_ref().filter(|_| customer.kind == CustomerType::Individual)?;
    Some(Key::customer_login(customer.organization, email, customer.id))
}

fn login_item(key: &Key, customer: CustomerId) -> Item {
    Writer::new(key).text(a::CUSTOMER, customer).item()
}

fn external(customer: &Customer) -> Option<Key> {
    let name = customer.external_id.as_ref()?;
    Some(Key::external_customer(customer.organization, name))
}

fn write(customer: &Customer) -> Item {
    let metadata = serde_json::Value::Object(customer.metadata.clone());
    let writer = Writer::new(&Key::customer(customer.id))
        .text(a::CUSTOMER, customer.id)
        .text(a::ORGANIZATION, customer.organization)
        .text(a::CUSTOMER_TYPE, customer.kind.as_str())
        .text(a::METADATA, metadata)
        .optional_text(a::EXTERNAL_ID, customer.external_id.as_ref())
        .optional_text(a::EMAIL, customer.email.as_ref())
        .optional_text(a::NAME, customer.name.as_ref())
        .millis(a::CREATED_AT, customer.created_at);
    match customer.modified_at {
        Some(modified_at) => writer.millis(a::MODIFIED_AT, modified_at),
        None => writer,
    }
    .item()
}

pub(super) fn read(item: &Item) -> Result<Customer, StoreError> {
    let item = Reader(item);
    let metadata = serde_json::from_str(item.text(a::METADATA)?);
    Ok(Customer {
        id: item.parsed(a::CUSTOMER)?,
        created_at: item.millis(a::CREATED_AT)?,
        modified_at: item.optional(a::MODIFIED_AT, Reader::millis)?,
        metadata: metadata.map_err(|_| StoreError::Corrupt(a::METADATA))?,
        external_id: item.optional(a::EXTERNAL_ID, Reader::external_id)?,
        email: item.optional(a::EMAIL, Reader::email)?,
        kind: principals::read_kind(&item)?,
        name: item.optional(a::NAME, Reader::name)?,
        organization: item.parsed(a::ORGANIZATION)?,
    })
}
