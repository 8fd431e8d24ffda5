//! Changing an organization, and the logo beside it: an item of its own, so that whoever reads the
//! organization does not pay for it.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::{
    Store, delete,
    error::StoreError,
    item::{Reader, Writer, text, texts},
    put,
    schema::{Item, Key, attribute as a},
    transact::Transaction,
    update,
};
use crate::domain::{
    accent_color::AccentColor,
    id::OrganizationId,
    logo::{Logo, LogoHash, LogoType},
    organization::{Organization, OrganizationName},
};

/// What is to be different about an organization; what is not named stays.
#[derive(Clone, Debug, Default)]
pub struct OrganizationChange {
    /// What its customers call it.
    pub name: Option<OrganizationName>,
    /// What its pages are accented with.
    pub accent_color: Option<AccentColor>,
    /// Its logo.
    pub logo: LogoChange,
    /// Origins that a `return_url` may have; where the list is empty, any.
    pub return_origins: Option<Vec<String>>,
}

/// What is to be different about an organization's logo.
#[derive(Clone, Debug, Default)]
pub enum LogoChange {
    /// Nothing.
    #[default]
    Keep,
    /// It has this one.
    Set(Logo),
    /// It has none.
    Remove,
}

impl Store {
    /// Changes an organization, all that is named or nothing, and gives it as it is then; nothing
    /// where there is none of this id. Whoever remembers it sees the change within a minute.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn update_organization(
        &self,
        id: OrganizationId,
        change: &OrganizationChange,
    ) -> Result<Option<Organization>, StoreError> {
        let item = self.change_item(id, change)?;
        let writes: Vec<_> = item.into_iter().chain(self.change_logo(id, &change.logo)?).collect();
        if !writes.is_empty() && matches!(self.transact(writes).await?, Transaction::Refused(_)) {
            return Ok(None);
        }
        self.organization(id, true).await
    }

    /// The logo of this name, while it is the organization's. Read as of now: an organization's
    /// item may name a logo that a read as of a moment ago does not find yet.
    ///
    /// # Errors
    /// [`StoreError`] where the table does not answer.
    pub async fn logo(
        &self,
        organization: OrganizationId,
        hash: &LogoHash,
    ) -> Result<Option<Logo>, StoreError> {
        let item = self.get(&Key::logo(organization), true).await?;
        let logo = item.as_ref().map(read).transpose()?;
        Ok(logo.filter(|logo| logo.hash() == *hash))
    }

    /// The write that changes the organization's own item, if anything changes.
    fn change_item(
        &self,
        id: OrganizationId,
        change: &OrganizationChange,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let logo = match &change.logo {
            LogoChange::Set(logo) => Some(text(logo.hash())),
            LogoChange::Keep | LogoChange::Remove => None,
        };
        let values = [
            (a::NAME, change.name.as_ref().map(|name| text(name.as_str()))),
            (a::ACCENT_COLOR, change.accent_color.map(text)),
            (a::RETURN_ORIGINS, change.return_origins.as_ref().map(texts)),
            (a::LOGO, logo),
        ];
        let mut builder =
            self.update(&Key::organization(id)).condition_expression("attribute_exists(pk)");
        let mut sets = Vec::new();
        for (name, value) in values {
            let Some(value) = value else { continue };
            // Aliased, all of them: `name` has to be.
            sets.push(format!("#{name} = :{name}"));
            builder = builder
                .expression_attribute_names(format!("#{name}"), name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        let set = (!sets.is_empty()).then(|| format!("SET {}", sets.join(", ")));
        let remove = matches!(change.logo, LogoChange::Remove).then(|| "REMOVE logo".to_owned());
        let expression = set.into_iter().chain(remove).collect::<Vec<_>>().join(" ");
        if expression.is_empty() {
            return Ok(None);
        }
        update(builder.update_expression(expression)).map(Some)
    }

    /// The write that changes the logo's item, if it changes.
    fn change_logo(
        &self,
        id: OrganizationId,
        change: &LogoChange,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        match change {
            LogoChange::Keep => Ok(None),
            LogoChange::Set(logo) => put(self.put(write(id, logo))).map(Some),
            LogoChange::Remove => delete(self.delete(&Key::logo(id))).map(Some),
        }
    }
}

fn write(organization: OrganizationId, logo: &Logo) -> Item {
    Writer::new(&Key::logo(organization))
        .text(a::MEDIA_TYPE, logo.media_type.media_type())
        .bytes(a::LOGO, &logo.bytes)
        .item()
}

fn read(item: &Item) -> Result<Logo, StoreError> {
    let item = Reader(item);
    let media_type = LogoType::named(item.text(a::MEDIA_TYPE)?);
    Ok(Logo {
        media_type: media_type.ok_or(StoreError::Corrupt(a::MEDIA_TYPE))?,
        bytes: item.blob(a::LOGO)?.to_vec(),
    })
}
