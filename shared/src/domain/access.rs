//! What a merchant's access token allows.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::{
    id::{AccessTokenId, OrganizationId},
    timestamp::Timestamp,
    token::TokenHash,
};

/// One thing an access token may do (RFC 6749 section 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// Create and revoke customers' sessions, and request codes for them.
    #[serde(rename = "customer_sessions:write")]
    CustomerSessionsWrite,
    /// Read customers.
    #[serde(rename = "customers:read")]
    CustomersRead,
    /// Create, change and delete customers.
    #[serde(rename = "customers:write")]
    CustomersWrite,
    /// Read members.
    #[serde(rename = "members:read")]
    MembersRead,
    /// Create, change and delete members.
    #[serde(rename = "members:write")]
    MembersWrite,
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Self; 5] = [
        Self::CustomerSessionsWrite,
        Self::CustomersRead,
        Self::CustomersWrite,
        Self::MembersRead,
        Self::MembersWrite,
    ];

    /// Its name on the wire and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerSessionsWrite => "customer_sessions:write",
            Self::CustomersRead => "customers:read",
            Self::CustomersWrite => "customers:write",
            Self::MembersRead => "members:read",
            Self::MembersWrite => "members:write",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An access token as it is stored.
#[derive(Clone, Debug)]
pub struct AccessGrant {
    /// Its name, which opens nothing.
    pub id: AccessTokenId,
    /// What is stored of the token.
    pub hash: TokenHash,
    /// The organization it acts for.
    pub organization: OrganizationId,
    /// What an operator calls it.
    pub name: Option<String>,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// When it was minted.
    pub created_at: Timestamp,
    /// From when on it is refused, if ever.
    pub expires_at: Option<Timestamp>,
}

impl AccessGrant {
    /// Whether its time has not run out.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }

    /// Whether it allows this now.
    #[must_use]
    pub fn allows(&self, scope: Scope, now: Timestamp) -> bool {
        self.is_live(now) && self.scopes.contains(&scope)
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_scope_has_one_name_everywhere() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
        }
    }
}
