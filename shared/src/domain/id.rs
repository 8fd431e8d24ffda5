//! Identifiers: UUIDs that cannot be mistaken for one another, written in lower case.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::timestamp::Timestamp;

/// A text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a valid UUID.")]
pub struct InvalidId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A version 4 UUID (RFC 9562 section 5.4) of these random bytes.
            #[must_use]
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// A version 7 UUID (RFC 9562 section 5.7) of this time and these random bytes: its text
            /// sorts by age.
            #[must_use]
            pub fn from_time(time: Timestamp, random: [u8; 10]) -> Self {
                let millis = u64::try_from(time.unix_millis()).unwrap_or_default();
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The identifier with exactly these bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The identifier's 16 bytes, most significant first.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Of the forms of a UUID, the one with four hyphens only.
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let is_hyphenated = text.len() == uuid::fmt::Hyphenated::LENGTH;
                let id = Uuid::try_parse(text).ok().filter(|_| is_hyphenated);
                id.map(Self).ok_or(InvalidId)
            }
        }
    };
}

id!(
    /// Names a merchant's organization: the tenant.
    OrganizationId
);
id!(
    /// Names a customer of an organization.
    CustomerId
);
id!(
    /// Names a member of a team customer.
    MemberId
);
id!(
    /// Names a session to people; it opens nothing.
    SessionId
);
id!(
    /// Names a merchant's access token to operators; it opens nothing.
    AccessTokenId
);
