//! What an operator does, with IAM and never over HTTP: organizations, access tokens, and what
//! an incident asks for: customers and members without a merchant's token.
//!
//! ```sh
//! aws lambda invoke --function-name "$ADMIN" --cli-binary-format raw-in-base64-out \
//!   --payload '{"operation":"create_organization","name":"Acme","slug":"acme"}' /dev/stdout
//! ```

mod error;
mod export;
mod fields;
mod import;
mod operation;
mod row;

use std::collections::BTreeSet;

use serde::Serialize;
use shared::{
    app::App,
    config::PublicUrl,
    domain::{
        accent_color::AccentColor,
        access::{AccessGrant, Scope},
        customer::{Customer, CustomerType, Headcount},
        email_address::EmailAddress,
        id::{AccessTokenId, CustomerId, MemberId, OrganizationId},
        logo::Logo,
        member::Member,
        metadata::Metadata,
        organization::{Organization, OrganizationName, Slug},
        principal::Role,
        timestamp::Timestamp,
        token::{AccessToken, ShownOnce},
    },
    store::{
        ChangedCustomer, CreatedCustomer, CreatedMember, CreatedOrganization, CustomerChange,
        Deleted, Deletion, LogoChange, Minted, OrganizationChange, RemovedMember, Revoked,
    },
};

pub use self::{
    error::AdminError,
    export::ExportedCustomer,
    fields::Fault,
    import::ImportedRow,
    operation::{
        ExportCustomers, ImportCustomers, NewAccessToken, NewCustomer, NewMember, NewOrganization,
        Operation, UpdateOrganization,
    },
};

/// Does one operation and answers with what it made.
///
/// # Errors
/// [`AdminError`]: a sentence for the operator.
pub async fn handle(app: &App, operation: Operation) -> Result<Done, AdminError> {
    match operation {
        Operation::CreateOrganization(new) => create_organization(app, new).await,
        Operation::UpdateOrganization(update) => update_organization(app, update).await,
        Operation::MintAccessToken(new) => mint_access_token(app, new).await,
        Operation::ListAccessTokens { organization_id } => {
            let grants = app.store.access_grants(organization_id).await?;
            Ok(Done::AccessTokens {
                items: grants.into_iter().map(ListedAccessToken::from).collect(),
            })
        }
        Operation::RevokeAccessToken { organization_id, access_token_id } => {
            let revoked = app.store.revoke_access_token(organization_id, access_token_id).await?;
            if revoked { Ok(Done::NOTHING) } else { Err(AdminError::NoSuchAccessToken) }
        }
        Operation::ImportCustomers(input) => import::import_customers(app, input).await,
        Operation::ExportCustomers(input) => export::export_customers(app, input).await,
        Operation::CreateCustomer(new) => create_customer(app, new).await,
        Operation::ChangeCustomerEmail { organization_id, customer_id, email } => {
            let customer = (organization_id, customer_id);
            change_email(app, customer, email.0).await
        }
        Operation::DeleteCustomer { organization_id, customer_id, anonymize } => {
            let (now, deletion) =
                (app.now(), if anonymize { Deletion::Anonymized } else { Deletion::Plain });
            deleted(app.store.delete_customer(organization_id, customer_id, deletion, now).await?)
        }
        Operation::RevokeCustomerSessions { organization_id, customer_id } => {
            match app.store.raise_generation(organization_id, customer_id).await? {
                Revoked::Done => Ok(Done::NOTHING),
                Revoked::NoSuchCustomer => Err(AdminError::NoSuchCustomer),
            }
        }
        Operation::CreateMember(new) => create_member(app, new).await,
        Operation::DeleteMember { organization_id, customer_id, member_id } => {
            delete_member(app, organization_id, (customer_id, member_id)).await
        }
    }
}

/// What an operation made.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Done {
    /// An organization.
    Organization(ShownOrganization),
    /// An access token, shown this once.
    AccessToken {
        /// Its name, to revoke it by.
        id: AccessTokenId,
        /// The token itself.
        token: ShownOnce,
        /// From when on it is refused, if ever.
        expires_at: Option<Timestamp>,
    },
    /// An organization's access tokens.
    AccessTokens {
        /// Each of them, without the token itself.
        items: Vec<ListedAccessToken>,
    },
    /// What became of the rows of an import.
    Imported {
        /// Of each row, in their order.
        results: Vec<ImportedRow>,
    },
    /// A page of an export.
    Exported {
        /// The customers, the oldest first. One that the page before ended with comes again, with
        /// more of its members.
        items: Vec<ExportedCustomer>,
        /// What the next page is asked for with; null on the last.
        next: Option<String>,
    },
    /// A customer.
    Customer(Box<Customer>),
    /// A member.
    Member(Box<Member>),
    /// Nothing: it is done.
    Nothing {},
}

impl Done {
    const NOTHING: Self = Self::Nothing {};
}

/// An organization, without its logo's file.
#[derive(Debug, Serialize)]
pub struct ShownOrganization {
    id: OrganizationId,
    slug: String,
    name: String,
    accent_color: String,
    has_logo: bool,
    return_origins: Vec<String>,
}

impl From<Organization> for ShownOrganization {
    fn from(organization: Organization) -> Self {
        Self {
            id: organization.id,
            slug: organization.slug.as_str().to_owned(),
            name: organization.name.as_str().to_owned(),
            accent_color: organization.accent_color.to_string(),
            has_logo: organization.logo.is_some(),
            return_origins: organization.return_origins,
        }
    }
}

/// An access token without the token itself.
#[derive(Debug, Serialize)]
pub struct ListedAccessToken {
    id: AccessTokenId,
    name: Option<String>,
    scopes: BTreeSet<Scope>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
}

impl From<AccessGrant> for ListedAccessToken {
    fn from(grant: AccessGrant) -> Self {
        let AccessGrant { id, name, scopes, created_at, expires_at, .. } = grant;
        Self { id, name, scopes, created_at, expires_at }
    }
}

async fn create_organization(app: &App, new: NewOrganization) -> Result<Done, AdminError> {
    let organization = Organization {
        id: OrganizationId::from_random(app.rng.bytes()?),
        slug: Slug::parse(&new.slug)?,
        name: OrganizationName::parse(&new.name)?,
        accent_color: accent_color(new.accent_color)?.unwrap_or_default(),
        logo: None,
        return_origins: origins(&new.return_origins)?,
        created_at: app.now(),
    };
    match app.store.create_organization(&organization).await? {
        CreatedOrganization::Created => Ok(Done::Organization(organization.into())),
        CreatedOrganization::SlugTaken => Err(AdminError::SlugTaken),
    }
}

async fn update_organization(app: &App, update: UpdateOrganization) -> Result<Done, AdminError> {
    let change = OrganizationChange {
        name: update.name.map(|it| OrganizationName::parse(&it)).transpose()?,
        accent_color: accent_color(update.accent_color)?,
        logo: match (update.logo, update.remove_logo.unwrap_or_default()) {
            (None, false) => LogoChange::Keep,
            (None, true) => LogoChange::Remove,
            (Some(logo), false) => LogoChange::Set(Logo::parse(&logo)?),
            (Some(_), true) => return Err(AdminError::AmbiguousLogo),
        },
        return_origins: update.return_origins.map(|it| origins(&it)).transpose()?,
    };
    match app.store.update_organization(update.organization_id, &change).await? {
        Some(organization) => Ok(Done::Organization(organization.into())),
        None => Err(AdminError::NoSuchOrganization),
    }
}

fn accent_color(text: Option<String>) -> Result<Option<AccentColor>, AdminError> {
    Ok(text.map(|it| AccentColor::parse(&it)).transpose()?)
}

fn origins(texts: &[String]) -> Result<Vec<String>, AdminError> {
    texts.iter().map(|it| origin(it)).collect()
}

/// An origin in the form that return URLs are compared with: what the public URL is, too.
fn origin(text: &str) -> Result<String, AdminError> {
    let url = PublicUrl::parse(text).ok_or(AdminError::InvalidOrigin)?;
    Ok(url.origin().to_owned())
}

async fn mint_access_token(app: &App, new: NewAccessToken) -> Result<Done, AdminError> {
    if new.scopes.is_empty() {
        return Err(AdminError::NoScopes);
    }
    let now = app.now();
    let token = AccessToken::mint(new.organization_id, app.rng.bytes()?);
    let grant = AccessGrant {
        id: AccessTokenId::from_random(app.rng.bytes()?),
        hash: token.hash(),
        organization: new.organization_id,
        name: new.name,
        scopes: new.scopes,
        created_at: now,
        expires_at: new.expires_in_seconds.map(|seconds| now.expiry_after(seconds)),
    };
    match app.store.mint_access_token(&grant).await? {
        Minted::Minted => Ok(Done::AccessToken {
            id: grant.id,
            token: token.into_shown_once(),
            expires_at: grant.expires_at,
        }),
        Minted::NoSuchOrganization => Err(AdminError::NoSuchOrganization),
    }
}

async fn create_customer(app: &App, new: NewCustomer) -> Result<Done, AdminError> {
    if new.r#type == CustomerType::Individual && new.email.is_none() {
        return Err(AdminError::EmailMissing);
    }
    let now = app.now();
    let mut customer = Customer {
        id: CustomerId::from_random(app.rng.bytes()?),
        created_at: now,
        modified_at: None,
        metadata: Metadata::parse(new.metadata)?,
        external_id: new.external_id.map(|it| it.0),
        email: new.email.map(|it| it.0),
        kind: new.r#type,
        name: new.name.map(|it| it.0),
        organization: new.organization_id,
        headcount: Headcount::default(),
    };
    let owner = customer.owner(MemberId::from_time(now, app.rng.bytes()?), now);
    customer.headcount = Headcount::of(&owner);
    match app.store.create_customer(&customer, owner.as_ref()).await? {
        CreatedCustomer::Created => Ok(Done::Customer(Box::new(customer))),
        CreatedCustomer::NoSuchOrganization => Err(AdminError::NoSuchOrganization),
        CreatedCustomer::ExternalIdTaken => Err(AdminError::ExternalIdTaken),
    }
}

async fn create_member(app: &App, new: NewMember) -> Result<Done, AdminError> {
    let team = app.store.customer(new.organization_id, new.customer_id).await?;
    let team = team.filter(|it| it.kind == CustomerType::Team).ok_or(AdminError::NoSuchTeam)?;
    let member = Member {
        id: MemberId::from_time(app.now(), app.rng.bytes()?),
        created_at: app.now(),
        modified_at: None,
        customer_id: new.customer_id,
        email: new.email.0,
        name: new.name.map(|it| it.0),
        external_id: new.external_id.map(|it| it.0),
        role: new.role.unwrap_or(Role::Member),
    };
    match app.store.create_member(team, member).await? {
        CreatedMember::Created(member) => Ok(Done::Member(member)),
        CreatedMember::NoSuchTeam => Err(AdminError::NoSuchTeam),
        CreatedMember::Taken { email: true, .. } => Err(AdminError::EmailTaken),
        CreatedMember::Taken { .. } => Err(AdminError::ExternalIdTaken),
    }
}

async fn change_email(
    app: &App,
    (organization, id): (OrganizationId, CustomerId),
    email: EmailAddress,
) -> Result<Done, AdminError> {
    let customer = app.store.customer(organization, id).await?;
    let customer = customer.ok_or(AdminError::NoSuchCustomer)?;
    let change = CustomerChange { email: Some(email), ..CustomerChange::default() };
    match app.store.change_customer(customer, &change, app.now()).await? {
        ChangedCustomer::Changed(_) => Ok(Done::NOTHING),
        ChangedCustomer::NoSuchCustomer | ChangedCustomer::ExternalIdTaken => {
            Err(AdminError::NoSuchCustomer)
        }
    }
}

async fn delete_member(
    app: &App,
    organization: OrganizationId,
    (team, id): (CustomerId, MemberId),
) -> Result<Done, AdminError> {
    let member = app.store.member(organization, team, id).await?;
    let member = member.ok_or(AdminError::NoSuchMember)?;
    match app.store.remove_member(organization, member).await? {
        RemovedMember::Removed => Ok(Done::NOTHING),
        RemovedMember::NoSuchMember => Err(AdminError::NoSuchMember),
        RemovedMember::LastOwner => Err(AdminError::LastOwner),
    }
}

fn deleted(deleted: Deleted) -> Result<Done, AdminError> {
    match deleted {
        Deleted::Done => Ok(Done::NOTHING),
        Deleted::NoSuchThing => Err(AdminError::NoSuchCustomer),
    }
}
