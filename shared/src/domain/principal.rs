//! Principals: who may act. A customer, or a member of a team customer.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    customer::CustomerType,
    email_address::EmailAddress,
    id::{CustomerId, MemberId, OrganizationId},
    name::Name,
};

/// Names a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalId {
    /// The customer, or the team a member belongs to.
    pub customer: CustomerId,
    /// The member, where the principal is one.
    pub member: Option<MemberId>,
}

/// What a member may do in its team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// What concerns paying.
    BillingManager,
    /// Its own things.
    Member,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 3] = [Self::Owner, Self::BillingManager, Self::Member];

    /// Its name on the wire and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::BillingManager => "billing_manager",
            Self::Member => "member",
        }
    }
}

/// A text names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This must be owner, billing_manager or member.")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A counter that a change of email, a removal or a revocation raises: what was begun under an
/// older generation is dead from that write on (decision 0002).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(pub u64);

impl Generation {
    /// What everything begins at.
    pub const FIRST: Self = Self(0);

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The part of a customer that decides who may act for it.
#[derive(Clone, Debug)]
pub struct CustomerPrincipal {
    /// Its customer.
    pub id: CustomerId,
    /// The organization it belongs to.
    pub organization: OrganizationId,
    /// One person, or a team whose members sign in.
    pub kind: CustomerType,
    /// Where its mail goes; a team may have none.
    pub email: Option<EmailAddress>,
    /// What people call it.
    pub name: Option<Name>,
    /// Its current generation.
    pub generation: Generation,
}

/// The part of a member that decides who may act as it.
#[derive(Clone, Debug)]
pub struct MemberPrincipal {
    /// Its member.
    pub id: MemberId,
    /// Where its mail goes.
    pub email: EmailAddress,
    /// What people call it.
    pub name: Option<Name>,
    /// What it may do.
    pub role: Role,
    /// Its current generation.
    pub generation: Generation,
}

/// Who may act, as the table has it now.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The customer, or the member's team.
    pub customer: CustomerPrincipal,
    /// The member, where the principal is one.
    pub member: Option<MemberPrincipal>,
}

impl Principal {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> PrincipalId {
        PrincipalId {
            customer: self.customer.id,
            member: self.member.as_ref().map(|member| member.id),
        }
    }

    /// Where its mail goes.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        match &self.member {
            Some(member) => Some(&member.email),
            None => self.customer.email.as_ref(),
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match &self.member {
            Some(member) => member.name.as_ref(),
            None => self.customer.name.as_ref(),
        }
    }

    /// Whether somebody can act as it: a team acts through its members only.
    #[must_use]
    pub fn can_act(&self) -> bool {
        self.member.is_some() == (self.customer.kind == CustomerType::Team)
    }

    /// The principal with its generations of this moment.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing {
            customer: self.customer.id,
            customer_generation: self.customer.generation,
            member: self.member.as_ref().map(|member| (member.id, member.generation)),
        }
    }
}

/// A principal and the generations at which a session or a sign-in was begun for it. It is live
/// only while they equal the principal's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The customer, or the member's team.
    pub customer: CustomerId,
    /// The customer's generation.
    pub customer_generation: Generation,
    /// The member and its generation, where the principal is one.
    pub member: Option<(MemberId, Generation)>,
}

impl Standing {
    /// The principal's name.
    #[must_use]
    pub fn principal(&self) -> PrincipalId {
        PrincipalId { customer: self.customer, member: self.member.map(|(member, _)| member) }
    }
}
