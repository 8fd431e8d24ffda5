//! Organizations and their slugs.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use super::{
    Store,
    error::StoreError,
    item::{Reader, Writer},
    schema::{CUSTOMER_COUNTS, Item, Key, attribute as a},
    transact::Transaction,
};
use crate::domain::{
    accent_color::AccentColor,
    id::OrganizationId,
    logo::LogoHash,
    organization::{Organization, OrganizationName, Slug},
    timestamp::Timestamp,
};

/// What became of creating an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreatedOrganization {
    /// It exists.
    Created,
    /// Another organization has the slug.
    SlugTaken,
}

/// How long an organization is taken for unchanged, in seconds.
const RECENT: i64 = 60;
/// How many organizations one sandbox remembers.
const REMEMBERED: usize = 1_000;

/// Organizations that were read lately.
#[derive(Clone, Debug, Default)]
pub(super) struct RecentOrganizations(
    Arc<Mutex<HashMap<OrganizationId, (Timestamp, Organization)>>>,
);

impl RecentOrganizations {
    fn get(&self, id: OrganizationId, now: Timestamp) -> Option<Organization> {
        let known = self.0.lock().ok()?;
        if_recent(known.get(&id)?, now)
    }

    /// A slug never changes, so an entry is good for it as for the id. Looking through all of them
    /// takes microseconds.
    fn get_by_slug(&self, slug: &Slug, now: Timestamp) -> Option<Organization> {
        let known = self.0.lock().ok()?;
        if_recent(known.values().find(|(_, it)| it.slug == *slug)?, now)
    }

    fn keep(&self, organization: &Organization, now: Timestamp) {
        let Ok(mut known) = self.0.lock() else { return };
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(organization.id, (now, organization.clone()));
    }
}

fn if_recent(
    (read_at, organization): &(Timestamp, Organization),
    now: Timestamp,
) -> Option<Organization> {
    (now.seconds_since(*read_at) < RECENT).then(|| organization.clone())
}

impl Store {
    /// Creates an organization and what counts its customers, and claims its slug: all or nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn create_organization(
        &self,
        organization: &Organization,
    ) -> Result<CreatedOrganization, StoreError> {
        let slug = Writer::new(&Key::slug(&organization.slug))
            .text(a::ORGANIZATION, organization.id)
            .item();
        let mut writes = vec![self.put_new(write(organization))?, self.put_new(slug)?];
        for shard in 0..CUSTOMER_COUNTS {
            let counter = Writer::new(&Key::customer_count(organization.id, shard));
            writes.push(self.put_new(counter.number(a::CUSTOMERS, 0).item())?);
        }
        Ok(match self.transact(writes).await? {
            Transaction::Committed => CreatedOrganization::Created,
            Transaction::Refused(_) => CreatedOrganization::SlugTaken,
        })
    }

    /// An organization as it was within the last minute.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn recent_organization(
        &self,
        id: OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Organization>, StoreError> {
        if let Some(known) = self.organizations.get(id, now) {
            return Ok(Some(known));
        }
        let found = self.organization(id, false).await?;
        if let Some(found) = &found {
            self.organizations.keep(found, now);
        }
        Ok(found)
    }

    /// The organization of a slug as it was within the last minute. A slug of nobody is not
    /// remembered: strangers can make up any number of them.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn organization_by_slug(
        &self,
        slug: &Slug,
        now: Timestamp,
    ) -> Result<Option<Organization>, StoreError> {
        if let Some(known) = self.organizations.get_by_slug(slug, now) {
            return Ok(Some(known));
        }
        match self.get(&Key::slug(slug), false).await? {
            Some(item) => {
                self.recent_organization(Reader(&item).parsed(a::ORGANIZATION)?, now).await
            }
            None => Ok(None),
        }
    }

    /// An organization as of now, or as of a moment ago at half the cost.
    pub(super) async fn organization(
        &self,
        id: OrganizationId,
        strongly: bool,
    ) -> Result<Option<Organization>, StoreError> {
        let item = self.get(&Key::organization(id), strongly).await?;
        item.as_ref().map(read).transpose()
    }
}

fn write(organization: &Organization) -> Item {
    Writer::new(&Key::organization(organization.id))
        .text(a::ORGANIZATION, organization.id)
        .text(a::SLUG, organization.slug.as_str())
        .text(a::NAME, organization.name.as_str())
        .text(a::ACCENT_COLOR, organization.accent_color)
        .optional_text(a::LOGO, organization.logo)
        .texts(a::RETURN_ORIGINS, &organization.return_origins)
        .millis(a::CREATED_AT, organization.created_at)
        .item()
}

/// Reads what [`write`] wrote; items from before organizations had a color and a logo have the
/// default and none.
pub(super) fn read(item: &Item) -> Result<Organization, StoreError> {
    let item = Reader(item);
    Ok(Organization {
        id: item.parsed(a::ORGANIZATION)?,
        slug: Slug::parse(item.text(a::SLUG)?).map_err(|_| StoreError::Corrupt(a::SLUG))?,
        name: OrganizationName::parse(item.text(a::NAME)?)
            .map_err(|_| StoreError::Corrupt(a::NAME))?,
        accent_color: item.optional(a::ACCENT_COLOR, read_color)?.unwrap_or_default(),
        logo: item.optional(a::LOGO, read_hash)?,
        return_origins: item.texts(a::RETURN_ORIGINS)?,
        created_at: item.millis(a::CREATED_AT)?,
    })
}

fn read_color(item: &Reader<'_>, name: &'static str) -> Result<AccentColor, StoreError> {
    AccentColor::parse(item.text(name)?).map_err(|_| StoreError::Corrupt(name))
}

fn read_hash(item: &Reader<'_>, name: &'static str) -> Result<LogoHash, StoreError> {
    LogoHash::parse(item.text(name)?).ok_or(StoreError::Corrupt(name))
}
