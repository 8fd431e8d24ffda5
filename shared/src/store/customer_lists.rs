//! Lists of an organization's customers, the newest first, and how many there are.
//!
//! No list reads what grows with the table: an index is read as deep as the page lies, at most
//! 10,000 keys, and the customers themselves only for the page.

use futures_util::future::try_join;

use super::{
    Store, customers,
    error::StoreError,
    item::Reader,
    query::Slice,
    schema::{self, Item, Key, attribute as a},
};
use crate::domain::{
    customer::Customer,
    email_address::{EmailAddress, EmailPrefix},
    external_id::ExternalId,
    id::OrganizationId,
    listing::{DEPTH, Listed, PageOf},
};

/// Which customers are listed: those that fit all that is named.
#[derive(Clone, Debug, Default)]
pub struct CustomerFilter {
    /// Those with this email.
    pub email: Option<EmailAddress>,
    /// Those whose email begins so.
    pub query: Option<EmailPrefix>,
    /// The one with the merchant's own id.
    pub external_id: Option<ExternalId>,
}

impl CustomerFilter {
    /// Whether an email, in its canonical form, fits.
    fn fits(&self, email: &str) -> bool {
        let is_it = self.email.as_ref().is_none_or(|it| it.canonical() == email);
        is_it && self.query.as_ref().is_none_or(|prefix| email.starts_with(prefix.as_str()))
    }

    fn fits_customer(&self, customer: &Customer) -> bool {
        self.fits(&customer.email.as_ref().map(EmailAddress::canonical).unwrap_or_default())
    }

    /// What the emails that fit begin with, if they are limited at all.
    fn prefix(&self) -> Option<String> {
        // Behind an email in the index there is a `#`, which no domain has.
        let exact = self.email.as_ref().map(|email| format!("{}#", email.canonical()));
        exact.or_else(|| self.query.as_ref().map(|prefix| prefix.as_str().to_owned()))
    }
}

impl Store {
    /// A page of an organization's customers; none where more fit the filter than a list reaches.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn customers(
        &self,
        organization: OrganizationId,
        filter: &CustomerFilter,
        page: PageOf,
    ) -> Result<Option<Listed<Customer>>, StoreError> {
        if let Some(name) = &filter.external_id {
            let found = self.customer_by_external_id(organization, name).await?;
            return Ok(Some(Listed::one(page, found.filter(|it| filter.fits_customer(it)))));
        }
        match filter.prefix() {
            Some(prefix) if prefix.is_empty() => self.newest(organization, page).await.map(Some),
            Some(prefix) => self.matching(organization, filter, &prefix, page).await,
            None => self.newest(organization, page).await.map(Some),
        }
    }

    /// How many customers an organization has, exactly, as of now.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn customer_count(&self, organization: OrganizationId) -> Result<usize, StoreError> {
        let counters = self.slice(Slice::of(schema::customer_counts(organization))).await?;
        // One of them may be below zero: customers that were created together count on one.
        let count = |item: &Item| Reader(item).number::<i64>(a::CUSTOMERS);
        let sum: i64 = counters.iter().map(count).sum::<Result<_, _>>()?;
        usize::try_from(sum).map_err(|_| StoreError::Corrupt(a::CUSTOMERS))
    }

    /// A customer by the merchant's own id for it, as of now.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn customer_by_external_id(
        &self,
        organization: OrganizationId,
        name: &ExternalId,
    ) -> Result<Option<Customer>, StoreError> {
        match self.customer_id(organization, name).await? {
            Some(id) => self.customer(organization, id).await,
            None => Ok(None),
        }
    }

    async fn newest(
        &self,
        organization: OrganizationId,
        page: PageOf,
    ) -> Result<Listed<Customer>, StoreError> {
        let partition = schema::organization(organization);
        let slice = Slice::of_index(schema::CUSTOMERS_BY_AGE, a::DIRECTORY_AGE, partition);
        let slice = self.slice(slice.backward().at_most(page.reach()));
        let (entries, total) = try_join(slice, self.customer_count(organization)).await?;
        let keys = entries.iter().skip(page.skipped()).filter_map(Key::of).collect();
        Ok(Listed { items: self.customers_of(organization, keys).await?, total })
    }

    async fn matching(
        &self,
        organization: OrganizationId,
        filter: &CustomerFilter,
        prefix: &str,
        page: PageOf,
    ) -> Result<Option<Listed<Customer>>, StoreError> {
        let partition = schema::organization(organization);
        let slice = Slice::of_index(schema::CUSTOMERS_BY_EMAIL, a::DIRECTORY_EMAIL, partition);
        let entries = self.slice(slice.beginning(prefix).at_most(DEPTH + 1)).await?;
        if entries.len() > DEPTH {
            return Ok(None);
        }
        let mut found = Vec::new();
        for entry in &entries {
            let entry_of = Reader(entry);
            let place = schema::read_directory_email(entry_of.text(a::DIRECTORY_EMAIL)?);
            let (email, age) = place.ok_or(StoreError::Corrupt(a::DIRECTORY_EMAIL))?;
            if filter.fits(email) {
                found.extend(Key::of(entry).map(|key| (age.to_owned(), key)));
            }
        }
        found.sort_by(|one, other| other.0.cmp(&one.0));
        // While an email changes, the index may have the customer under both.
        found.dedup_by(|one, other| one.1 == other.1);
        let Listed { items: page, total } = page.of(found);
        let keys = page.into_iter().map(|(_, key)| key).collect();
        let mut items = self.customers_of(organization, keys).await?;
        items.retain(|customer| filter.fits_customer(customer));
        Ok(Some(Listed { items, total }))
    }

    /// The customers of these keys, in their order, as of now; those deleted since are left out.
    pub(super) async fn customers_of(
        &self,
        organization: OrganizationId,
        keys: Vec<Key>,
    ) -> Result<Vec<Customer>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let items = self.batch_get(keys.clone(), true).await?;
        let find = |key: &Key| customers::find(items.get(key), organization).transpose();
        keys.iter().filter_map(find).collect()
    }
}
