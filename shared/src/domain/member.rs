//! Members of team customers as merchants see them.

use serde::Serialize;

use super::{
    email_address::EmailAddress,
    external_id::ExternalId,
    id::{CustomerId, MemberId},
    name::Name,
    principal::{Generation, MemberPrincipal, Role},
    timestamp::Timestamp,
};

/// How a merchant names a member.
#[derive(Clone, Debug)]
pub enum MemberName {
    /// By its id.
    Id(MemberId),
    /// By the merchant's own id for it.
    External(ExternalId),
}

/// A member of a team: `fixtures/member.json`, every field, null where empty.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Its name. It tells when the member was created, so that a team's members sort by age.
    pub id: MemberId,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub modified_at: Option<Timestamp>,
    /// Its team.
    pub customer_id: CustomerId,
    /// Where its mail goes, unique in the team.
    #[serde(serialize_with = "super::email_address::as_given")]
    pub email: EmailAddress,
    /// What people call it.
    pub name: Option<Name>,
    /// The merchant's own name for it, unique in the team.
    pub external_id: Option<ExternalId>,
    /// What it may do.
    pub role: Role,
}

impl Member {
    /// The part of a new member that decides who may act as it.
    #[must_use]
    pub fn principal(&self) -> MemberPrincipal {
        MemberPrincipal {
            id: self.id,
            email: self.email.clone(),
            name: self.name.clone(),
            role: self.role,
            generation: Generation::FIRST,
        }
    }
}
