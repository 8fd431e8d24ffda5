//! What an operator can ask for.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use shared::domain::{
    access::Scope,
    customer::CustomerType,
    email_address::EmailAddress,
    external_id::ExternalId,
    id::{AccessTokenId, CustomerId, MemberId, OrganizationId},
    name::Name,
    principal::Role,
};

/// One operation: `{"operation": "create_organization", …}`.
#[derive(Debug, Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    /// Creates an organization and claims its slug.
    CreateOrganization(NewOrganization),
    /// Changes what is named of an organization, and nothing else of it.
    UpdateOrganization(UpdateOrganization),
    /// Mints an access token, which is shown this once.
    MintAccessToken(NewAccessToken),
    /// Lists an organization's access tokens, without the tokens themselves.
    ListAccessTokens {
        /// Whose.
        organization_id: OrganizationId,
    },
    /// Ends an access token at once.
    RevokeAccessToken {
        /// Whose.
        organization_id: OrganizationId,
        /// Which, by the id that minting and listing show.
        access_token_id: AccessTokenId,
    },
    /// Creates customers that come from elsewhere, each but once.
    ImportCustomers(ImportCustomers),
    /// Shows a page of all customers with their members.
    ExportCustomers(ExportCustomers),
    /// Creates a customer, and with a team that has an email its owner.
    CreateCustomer(NewCustomer),
    /// Changes the email that a customer signs in by, which ends what was begun by the old one.
    ChangeCustomerEmail {
        /// Whose.
        organization_id: OrganizationId,
        /// Which.
        customer_id: CustomerId,
        /// The new one.
        email: Email,
    },
    /// Deletes a customer and ends everything of it.
    DeleteCustomer {
        /// Whose.
        organization_id: OrganizationId,
        /// Which.
        customer_id: CustomerId,
        /// Whether nothing personal is to be kept.
        #[serde(default)]
        anonymize: bool,
    },
    /// Ends every session, portal link and open sign-in of a customer that began before.
    RevokeCustomerSessions {
        /// Whose.
        organization_id: OrganizationId,
        /// Which.
        customer_id: CustomerId,
    },
    /// Creates a member of a team customer.
    CreateMember(NewMember),
    /// Removes a member and ends everything of it.
    DeleteMember {
        /// Whose.
        organization_id: OrganizationId,
        /// Its team.
        customer_id: CustomerId,
        /// Which.
        member_id: MemberId,
    },
}

/// Customers to be imported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportCustomers {
    /// Whose they are to be.
    pub organization_id: OrganizationId,
    /// Rows, at most 200; what is wrong with one is no fault of the others.
    pub customers: Vec<Value>,
}

/// Which page of an export.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportCustomers {
    /// Whose.
    pub organization_id: OrganizationId,
    /// What the page before had as `next`; without it, the first.
    pub after: Option<String>,
}

/// An organization to be created.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// What its customers call it.
    pub name: String,
    /// Its part of the portal's address.
    pub slug: String,
    /// What its pages are accented with: `#rrggbb`; without it, a calm blue.
    pub accent_color: Option<String>,
    /// Origins that a `return_url` may have; where there are none, any.
    #[serde(default)]
    pub return_origins: Vec<String>,
}

/// What is to be different about an organization. What is absent or null stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateOrganization {
    /// Which.
    pub organization_id: OrganizationId,
    /// What its customers call it.
    pub name: Option<String>,
    /// What its pages are accented with: `#rrggbb`.
    pub accent_color: Option<String>,
    /// Its logo, as a data URI.
    pub logo: Option<String>,
    /// Whether it is to have no logo any more.
    pub remove_logo: Option<bool>,
    /// All of the origins that a `return_url` may have; where there are none, any.
    pub return_origins: Option<Vec<String>>,
}

/// An access token to be minted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccessToken {
    /// Whose.
    pub organization_id: OrganizationId,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// What an operator calls it.
    pub name: Option<String>,
    /// Seconds until it is refused; without it, never.
    pub expires_in_seconds: Option<u32>,
}

/// A customer to be created.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Whose.
    pub organization_id: OrganizationId,
    /// Where its mail goes; only a team may have none, and is owned by who has it.
    pub email: Option<Email>,
    /// What people call it.
    pub name: Option<PersonName>,
    /// The merchant's own id for it.
    pub external_id: Option<External>,
    /// One person or several.
    #[serde(default = "individual")]
    pub r#type: CustomerType,
    /// The merchant's own notes.
    #[serde(default)]
    pub metadata: Map<String, Value>,
}

fn individual() -> CustomerType {
    CustomerType::Individual
}

/// A member to be created.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// Whose.
    pub organization_id: OrganizationId,
    /// Its team.
    pub customer_id: CustomerId,
    /// Where its mail goes.
    pub email: Email,
    /// What people call it.
    pub name: Option<PersonName>,
    /// What it may do: a plain member unless told, and the first of a team its owner in any case.
    pub role: Option<Role>,
    /// The merchant's own id for it.
    pub external_id: Option<External>,
}

/// An email address in an operation.
#[derive(Debug)]
pub struct Email(pub EmailAddress);

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        EmailAddress::parse(&text).map(Self).map_err(de::Error::custom)
    }
}

/// A name in an operation.
#[derive(Debug)]
pub struct PersonName(pub Name);

impl<'de> Deserialize<'de> for PersonName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Name::parse(&text).map(Self).map_err(de::Error::custom)
    }
}

/// An external id in an operation.
#[derive(Debug)]
pub struct External(pub ExternalId);

impl<'de> Deserialize<'de> for External {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        ExternalId::parse(&text).map(Self).map_err(de::Error::custom)
    }
}
