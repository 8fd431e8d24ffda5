//! Customers: as merchants see them, as principals, and by email and external id.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::{
    Store,
    error::StoreError,
    expression::Changes,
    item::{Reader, Writer, text},
    members, principals,
    schema::{self, Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    customer::{Customer, CustomerType, Headcount},
    id::{CustomerId, OrganizationId},
    member::Member,
    metadata::Metadata,
};

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

/// What became of deleting something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is done, and every session and open sign-in of it is dead.
    Done,
    /// There is no such thing.
    NoSuchThing,
}

impl Store {
    /// Creates a customer and everything it is found by, with a team's first owner where it has
    /// one: all or nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn create_customer(
        &self,
        customer: &Customer,
        owner: Option<&Member>,
    ) -> Result<CreatedCustomer, StoreError> {
        let mut writes = vec![self.count_customer(customer, 1)?];
        for item in items(customer) {
            writes.push(self.put_new(item)?);
        }
        if let Some(owner) = owner {
            writes.extend(members::new_member(self, customer.organization, owner)?);
        }
        Ok(match self.transact(writes).await? {
            Transaction::Committed => CreatedCustomer::Created,
            Transaction::Refused(places) if places.contains(&0) => {
                CreatedCustomer::NoSuchOrganization
            }
            Transaction::Refused(_) => CreatedCustomer::ExternalIdTaken,
        })
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
        find(item.as_ref(), organization)
    }

    /// Counts so many customers more, as part of a transaction that fails where there is no such
    /// organization, at the counter that one of them belongs to.
    pub(super) fn count_customer(
        &self,
        one: &Customer,
        change: i64,
    ) -> Result<TransactWriteItem, StoreError> {
        let shard = one.id.as_bytes().last().copied().unwrap_or_default() % schema::CUSTOMER_COUNTS;
        let counter = self.update(&Key::customer_count(one.organization, shard));
        let counter = Changes::default().add(a::CUSTOMERS, change).apply(counter);
        update(counter.condition_expression("attribute_exists(pk)"))
    }
}

/// Everything that a customer is, but for its part of the count; first what claims its external id,
/// if it has one.
pub(super) fn items(customer: &Customer) -> impl Iterator<Item = Item> {
    let external = external(customer).map(|key| external_item(&key, customer.id));
    let login = login(customer).map(|key| login_item(&key, customer.id));
    let itself = [write(customer), principals::write_customer(&customer.principal())];
    external.into_iter().chain(itself).chain(login)
}

/// Where an email leads to a customer: a team's own email leads nowhere, its members' do.
pub(super) fn login(customer: &Customer) -> Option<Key> {
    let email = customer.email.as_ref().filter(|_| customer.kind == CustomerType::Individual)?;
    Some(Key::customer_login(customer.organization, email, customer.id))
}

pub(super) fn login_item(key: &Key, customer: CustomerId) -> Item {
    Writer::new(key).text(a::CUSTOMER, customer).item()
}

pub(super) fn external(customer: &Customer) -> Option<Key> {
    let name = customer.external_id.as_ref()?;
    Some(Key::external_customer(customer.organization, name))
}

pub(super) fn external_item(key: &Key, customer: CustomerId) -> Item {
    Writer::new(key).text(a::CUSTOMER, customer).item()
}

/// Where a customer stands in the index by email, if it has one.
pub(super) fn directory_email(customer: &Customer) -> Option<String> {
    let email = customer.email.as_ref()?;
    Some(schema::directory_email(email, customer.created_at, customer.id))
}

fn write(customer: &Customer) -> Item {
    let age = schema::directory_age(customer.created_at, customer.id);
    let writer = Writer::new(&Key::customer(customer.id))
        .text(a::CUSTOMER, customer.id)
        .text(a::ORGANIZATION, customer.organization)
        .text(a::CUSTOMER_TYPE, customer.kind.as_str())
        .text(a::METADATA, write_metadata(&customer.metadata))
        .optional_text(a::EXTERNAL_ID, customer.external_id.as_ref())
        .optional_text(a::EMAIL, customer.email.as_ref())
        .optional_text(a::NAME, customer.name.as_ref())
        .millis(a::CREATED_AT, customer.created_at)
        .text(a::DIRECTORY, schema::organization(customer.organization))
        .text(a::DIRECTORY_AGE, age)
        .optional_text(a::DIRECTORY_EMAIL, directory_email(customer));
    match customer.kind {
        CustomerType::Individual => writer,
        CustomerType::Team => writer
            .number(a::MEMBERS, customer.headcount.members)
            .number(a::OWNERS, customer.headcount.owners),
    }
    .item()
}

/// Metadata as JSON text.
pub(super) fn write_metadata(metadata: &Metadata) -> String {
    serde_json::to_string(metadata).unwrap_or_default()
}

/// The customer of an item, where it is this organization's and not deleted.
pub(super) fn find(
    item: Option<&Item>,
    organization: OrganizationId,
) -> Result<Option<Customer>, StoreError> {
    let live = item.filter(|item| !Reader(item).has(a::DELETED_AT));
    let customer = live.map(read).transpose()?;
    Ok(customer.filter(|customer| customer.organization == organization))
}

pub(super) fn read(item: &Item) -> Result<Customer, StoreError> {
    let item = Reader(item);
    Ok(Customer {
        id: item.parsed(a::CUSTOMER)?,
        created_at: item.millis(a::CREATED_AT)?,
        modified_at: item.optional(a::MODIFIED_AT, Reader::millis)?,
        metadata: read_metadata(item.text(a::METADATA)?)?,
        external_id: item.optional(a::EXTERNAL_ID, Reader::external_id)?,
        email: item.optional(a::EMAIL, Reader::email)?,
        kind: item.parsed(a::CUSTOMER_TYPE)?,
        name: item.optional(a::NAME, Reader::name)?,
        organization: item.parsed(a::ORGANIZATION)?,
        headcount: Headcount {
            members: item.optional(a::MEMBERS, Reader::number)?.unwrap_or_default(),
            owners: item.optional(a::OWNERS, Reader::number)?.unwrap_or_default(),
        },
    })
}

fn read_metadata(json: &str) -> Result<Metadata, StoreError> {
    let corrupt = StoreError::Corrupt(a::METADATA);
    let Ok(object) = serde_json::from_str(json) else { return Err(corrupt) };
    Metadata::parse(object).map_err(|_| corrupt)
}

/// A customer's condition: that it is not deleted.
pub(super) const IS_THERE: &str = "attribute_exists(pk) AND attribute_not_exists(deleted_at)";

/// A customer's condition: that it still is there with the email, the external id and the type that
/// it was read with, and what the condition refers to.
pub(super) fn as_read(customer: &Customer) -> (String, Item) {
    let mut values = Item::from([(":was_type".to_owned(), text(customer.kind.as_str()))]);
    let mut condition = vec![IS_THERE.to_owned(), "customer_type = :was_type".to_owned()];
    let email = customer.email.as_ref().map(text);
    let external_id = customer.external_id.as_ref().map(text);
    for (name, value) in [(a::EMAIL, email), (a::EXTERNAL_ID, external_id)] {
        match value {
            Some(value) => {
                condition.push(format!("{name} = :was_{name}"));
                values.insert(format!(":was_{name}"), value);
            }
            None => condition.push(format!("attribute_not_exists({name})")),
        }
    }
    (condition.join(" AND "), values)
}
