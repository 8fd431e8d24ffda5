//! Customers as merchants see them.

use std::str::FromStr;

use super::{
    email_address::EmailAddress,
    external_id::ExternalId,
    id::{CustomerId, MemberId, OrganizationId},
    member::Member,
    metadata::Metadata,
    name::Name,
    principal::{CustomerPrincipal, Generation, Role},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize, Serializer};

/// A picture that is the same for everybody: SDK generations before 1.0 refuse a null here, and a
/// third party's picture service would learn who the customers are.
const AVATAR: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%202%202'%3E%3Ccircle%20cx='1'%20cy='1'%20r='1'%20fill='%23888'/%3E%3C/svg%3E";

/// Whether a customer is one person or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerType {
    /// One person, who signs in by the customer's own email.
    Individual,
    /// A team, whose members sign in.
    Team,
}

impl CustomerType {
    /// Every type there is.
    pub const ALL: [Self; 2] = [Self::Individual, Self::Team];

    /// Its name on the wire and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Team => "team",
        }
    }
}

/// How a merchant names a customer.
#[derive(Clone, Debug)]
pub enum CustomerName {
    /// By its id.
    Id(CustomerId),
    /// By the merchant's own id for it.
    External(ExternalId),
}

/// How many members a team has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headcount {
    /// All of them.
    pub members: usize,
    /// The owners among them.
    pub owners: usize,
}

impl Headcount {
    /// That of a team with these members.
    #[must_use]
    pub fn of<'m>(members: impl IntoIterator<Item = &'m Member>) -> Self {
        members.into_iter().fold(Self::default(), |count, member| Self {
            members: count.members + 1,
            owners: count.owners + usize::from(member.role == Role::Owner),
        })
    }
}

/// A text names no type of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This must be individual or team.")]
pub struct UnknownType;

impl FromStr for CustomerType {
    type Err = UnknownType;

    fn from_str(text: &str) -> Result<Self, UnknownType> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownType)
    }
}

/// A customer of an organization.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Its name.
    pub id: CustomerId,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub modified_at: Option<Timestamp>,
    /// The merchant's own notes.
    pub metadata: Metadata,
    /// The merchant's own name for it, unique in the organization.
    pub external_id: Option<ExternalId>,
    /// Where its mail goes; a team may have none.
    pub email: Option<EmailAddress>,
    /// One person or several.
    pub kind: CustomerType,
    /// What people call it.
    pub name: Option<Name>,
    /// The organization it belongs to.
    pub organization: OrganizationId,
    /// A team's members.
    pub headcount: Headcount,
}

impl Customer {
    /// The part of a new customer that decides who may act for it.
    #[must_use]
    pub fn principal(&self) -> CustomerPrincipal {
        CustomerPrincipal {
            id: self.id,
            organization: self.organization,
            kind: self.kind,
            email: self.email.clone(),
            name: self.name.clone(),
            generation: Generation::FIRST,
        }
    }

    /// Who owns a team unless somebody is named: whoever has its own email. An individual has no
    /// owner, nor has a team of nobody.
    #[must_use]
    pub fn owner(&self, id: MemberId, created_at: Timestamp) -> Option<Member> {
        let email = self.email.clone().filter(|_| self.kind == CustomerType::Team)?;
        Some(Member {
            id,
            created_at,
            modified_at: None,
            customer_id: self.id,
            email,
            name: self.name.clone(),
            external_id: None,
            role: Role::Owner,
        })
    }
}

/// The shape of the field's SDKs, `fixtures/customer.json`: every listed field, null where empty.
impl Serialize for Customer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
            id: CustomerId,
            created_at: Timestamp,
            modified_at: Option<Timestamp>,
            metadata: &'a Metadata,
            external_id: Option<&'a ExternalId>,
            email: Option<String>,
            email_verified: bool,
            r#type: CustomerType,
            name: Option<&'a Name>,
            billing_name: Option<&'a str>,
            billing_address: Option<&'a str>,
            tax_id: Option<&'a str>,
            organization_id: OrganizationId,
            deleted_at: Option<Timestamp>,
            avatar_url: &'a str,
            first_user_event_at: Option<Timestamp>,
        }
        Wire {
            id: self.id,
            created_at: self.created_at,
            modified_at: self.modified_at,
            metadata: &self.metadata,
            external_id: self.external_id.as_ref(),
            email: self.email.as_ref().map(ToString::to_string),
            email_verified: false,
            r#type: self.kind,
            name: self.name.as_ref(),
            billing_name: None,
            billing_address: None,
            tax_id: None,
            organization_id: self.organization,
            deleted_at: None,
            avatar_url: AVATAR,
            first_user_event_at: None,
        }
        .serialize(serializer)
    }
}
