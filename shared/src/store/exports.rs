//! Exporting customers: all of an organization's, the oldest first, however many.

use super::{
    Store,
    error::StoreError,
    item::{Reader, text},
    members,
    query::Slice,
    schema::{self, Item, Key, attribute as a},
};
use crate::domain::{
    customer::Customer,
    id::{CustomerId, MemberId, OrganizationId},
    member::Member,
    timestamp::Timestamp,
};

/// Where among an organization's customers, the oldest first, an export has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When the customer there was created.
    pub created_at: Timestamp,
    /// The customer.
    pub customer: CustomerId,
}

/// Some of an organization's customers.
#[derive(Clone, Debug)]
pub struct Oldest {
    /// The oldest first.
    pub customers: Vec<Customer>,
    /// Where this ends; none where nothing comes behind it.
    pub end: Option<Place>,
}

impl Store {
    /// So many of the oldest customers behind a place, at most 100, or a few less where some were
    /// just deleted.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn oldest_customers(
        &self,
        organization: OrganizationId,
        after: Option<Place>,
        most: usize,
    ) -> Result<Oldest, StoreError> {
        let partition = schema::organization(organization);
        let slice = Slice::of_index(schema::CUSTOMERS_BY_AGE, a::DIRECTORY_AGE, partition);
        let slice = slice.after(after.map(|place| place.key(organization))).at_most(most);
        let entries = self.slice(slice).await?;
        let last = entries.last().filter(|_| entries.len() == most);
        let end = last.map(Place::of_entry).transpose()?;
        let keys = entries.iter().filter_map(Key::of).collect();
        Ok(Oldest { customers: self.customers_of(organization, keys).await?, end })
    }

    /// So many of a team's oldest members behind one.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn oldest_members(
        &self,
        team: CustomerId,
        after: Option<MemberId>,
        most: usize,
    ) -> Result<Vec<Member>, StoreError> {
        let slice = Slice::of(schema::customer(team)).beginning(schema::MEMBERS).at_most(most);
        let after = after.map(|member| Key::member(team, member).attributes());
        let items = self.slice(slice.after(after)).await?;
        items.iter().map(|item| members::read(item, team)).collect()
    }
}

impl Place {
    /// The place of a customer.
    #[must_use]
    pub fn of(customer: &Customer) -> Self {
        Self { created_at: customer.created_at, customer: customer.id }
    }

    fn of_entry(entry: &Item) -> Result<Self, StoreError> {
        let entry = Reader(entry);
        let place = schema::read_directory_age(entry.text(a::DIRECTORY_AGE)?);
        let (created_at, customer) = place.ok_or(StoreError::Corrupt(a::DIRECTORY_AGE))?;
        Ok(Self { created_at, customer })
    }

    /// The key of its entry in the index by age.
    fn key(self, organization: OrganizationId) -> Item {
        let age = schema::directory_age(self.created_at, self.customer);
        let mut key = Key::customer(self.customer).attributes();
        key.insert(a::DIRECTORY.to_owned(), text(schema::organization(organization)));
        key.insert(a::DIRECTORY_AGE.to_owned(), text(age));
        key
    }
}
