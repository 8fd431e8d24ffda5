//! Every key and attribute name of the table; no other file has them in strings that make keys.
//!
//! | thing | pk | sk |
//! |---|---|---|
//! | organization | `ORG#{org}` | `ORG` |
//! | logo of an organization | `ORG#{org}` | `LOGO` |
//! | access token | `ORG#{org}` | `TOKEN#{sha256}` |
//! | slug of an organization | `SLUG#{slug}` | `SLUG` |
//! | external id of a customer | `ORG#{org}#EXTERNAL#{id}` | `EXTERNAL` |
//! | how many customers an organization has | `ORG#{org}#COUNT` | `COUNT#{00..15}` |
//! | an answered idempotency key | `ORG#{org}#IDEMPOTENCY#{sha256}` | `IDEMPOTENCY` |
//! | customer and members as merchants see them | `CUSTOMER#{customer}` | `CUSTOMER`, `MEMBER#{id}` |
//! | who may act | `CUSTOMER#{customer}` | `PRINCIPAL`, `PRINCIPAL#{member}` |
//! | sessions, portal links | `CUSTOMER#{customer}` | `SESSION#{sha256}`, `LINK#{sha256}` |
//! | external id of a member | `CUSTOMER#{customer}` | `EXTERNAL_MEMBER#{id}` |
//! | who signs in with an email | `LOGIN#{org}#{email}` | `CUSTOMER#{id}`, `MEMBER#{customer}` |
//! | mails to an email | `LOGIN#{org}#{email}` | `BUDGET#{day}` |
//! | a sign-in under way | `NETWORK#{keyed hash}` | `SIGNIN#{uuidv7}` |
//! | requests from a network | `NETWORK#{keyed hash}` | `BUDGET#{day}` |
//!
//! Customers that are not deleted are in two sparse indexes, which hold keys and nothing else:
//! `customers-by-age` on (`directory`, `directory_age`) and `customers-by-email` on (`directory`,
//! `directory_email`).

use std::{collections::HashMap, fmt::Write};

use aws_sdk_dynamodb::types::AttributeValue;
use uuid::Uuid;

use crate::domain::{
    email_address::EmailAddress,
    external_id::ExternalId,
    id::{CustomerId, MemberId, OrganizationId},
    network::NetworkHash,
    organization::Slug,
    sign_in_id::SignInId,
    timestamp::Timestamp,
    token::TokenHash,
};

/// The partition key's attribute.
pub(super) const PK: &str = "pk";
/// The sort key's attribute.
pub(super) const SK: &str = "sk";

/// Attribute names. None is a reserved word of `DynamoDB`, so expressions use them as they are,
/// but for `name` and `role`, which [`super::expression::Changes`] aliases.
pub(super) mod attribute {
    /// Epoch seconds: the TTL attribute, and the truth about what is live.
    pub(in crate::store) const EXPIRES_AT: &str = "expires_at";
    /// Epoch seconds: the latest that a session's `expires_at` can become; on a portal link, when
    /// it stops opening anything, for its item outlives that to explain itself.
    pub(in crate::store) const ENDS_AT: &str = "ends_at";
    /// Epoch milliseconds.
    pub(in crate::store) const CREATED_AT: &str = "created_at";
    /// Epoch milliseconds.
    pub(in crate::store) const MODIFIED_AT: &str = "modified_at";
    /// Epoch milliseconds.
    pub(in crate::store) const LAST_USED_AT: &str = "last_used_at";
    pub(in crate::store) const ID: &str = "id";
    pub(in crate::store) const NAME: &str = "name";
    pub(in crate::store) const SLUG: &str = "slug";
    pub(in crate::store) const RETURN_ORIGINS: &str = "return_origins";
    /// `#rrggbb`.
    pub(in crate::store) const ACCENT_COLOR: &str = "accent_color";
    /// On an organization: what names its logo. On the logo: the file itself.
    pub(in crate::store) const LOGO: &str = "logo";
    pub(in crate::store) const MEDIA_TYPE: &str = "media_type";
    /// 32 bytes.
    pub(in crate::store) const HASH: &str = "token_hash";
    pub(in crate::store) const SCOPES: &str = "scopes";
    pub(in crate::store) const ORGANIZATION: &str = "organization_id";
    pub(in crate::store) const CUSTOMER: &str = "customer_id";
    pub(in crate::store) const MEMBER: &str = "member_id";
    pub(in crate::store) const EMAIL: &str = "email";
    pub(in crate::store) const EXTERNAL_ID: &str = "external_id";
    /// JSON text.
    pub(in crate::store) const METADATA: &str = "metadata";
    pub(in crate::store) const CUSTOMER_TYPE: &str = "customer_type";
    pub(in crate::store) const ROLE: &str = "role";
    /// A principal's own generation; on a session or sign-in, its customer's.
    pub(in crate::store) const GENERATION: &str = "generation";
    /// On a team: how many members it has.
    pub(in crate::store) const MEMBERS: &str = "members";
    /// On a team: how many of them own it.
    pub(in crate::store) const OWNERS: &str = "owners";
    /// On a team: counts the changes of its members, so that a deletion takes all whom it has read.
    pub(in crate::store) const ROSTER: &str = "roster";
    /// There, and true, on a team that is being imported and lacks members yet.
    pub(in crate::store) const IMPORTING: &str = "importing";
    /// On a counter: how many customers it has counted.
    pub(in crate::store) const CUSTOMERS: &str = "customers";
    /// Epoch milliseconds: there on a customer that was deleted, which nothing finds any more.
    pub(in crate::store) const DELETED_AT: &str = "deleted_at";
    /// The partition of both indexes of customers.
    pub(in crate::store) const DIRECTORY: &str = "directory";
    /// Sorts the customers of an organization by age.
    pub(in crate::store) const DIRECTORY_AGE: &str = "directory_age";
    /// Sorts the customers of an organization by email, and those of one email by age.
    pub(in crate::store) const DIRECTORY_EMAIL: &str = "directory_email";
    /// On a session or sign-in: its member's generation.
    pub(in crate::store) const MEMBER_GENERATION: &str = "member_generation";
    /// Seconds.
    pub(in crate::store) const IDLE: &str = "idle_seconds";
    pub(in crate::store) const RETURN_URL: &str = "return_url";
    pub(in crate::store) const USER_AGENT: &str = "user_agent";
    /// There, and true, on a session that was opened by who proved the principal's email.
    pub(in crate::store) const EMAIL_PROVEN: &str = "email_proven";
    /// A sign-in's principals, as a list of maps like a session's own attributes.
    pub(in crate::store) const STANDINGS: &str = "standings";
    /// 32 bytes: on a sign-in whose code was right, the hash of what may choose its principal.
    pub(in crate::store) const PROOF: &str = "proof_hash";
    /// Epoch milliseconds: on a portal link, when it opened a session.
    pub(in crate::store) const USED_AT: &str = "used_at";
    /// 32 bytes: what the body asked for that an idempotency key came with.
    pub(in crate::store) const BODY: &str = "body_hash";
    /// 16 random bytes: what tells the secrets apart that one idempotency key leads to.
    pub(in crate::store) const SALT: &str = "salt";
    /// 16 random bytes.
    pub(in crate::store) const SEED: &str = "seed";
    pub(in crate::store) const PEPPER: &str = "pepper";
    pub(in crate::store) const CHANNEL: &str = "channel";
    /// The tag of a language, by BCP 47.
    pub(in crate::store) const LOCALE: &str = "locale";
    /// Which mail is to be sent; its presence makes the item an outbox record. The stream's
    /// filter in `infra/template.yaml` looks for it.
    pub(in crate::store) const MAIL: &str = "mail";
    /// Tries charged so far, bare ones among them.
    pub(in crate::store) const TRIES: &str = "tries";
    /// Tries charged so far that came without the `request_id`.
    pub(in crate::store) const BARE_TRIES: &str = "bare_tries";
    /// Names the call that was charged last.
    pub(in crate::store) const LAST_TRY: &str = "last_try";
}

/// One item, as the SDK has it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// The primary key of one item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    pub(super) fn organization(id: OrganizationId) -> Self {
        Self::new(organization(id), "ORG")
    }

    pub(super) fn logo(id: OrganizationId) -> Self {
        Self::new(organization(id), "LOGO")
    }

    pub(super) fn access_token(id: OrganizationId, hash: &TokenHash) -> Self {
        Self::new(organization(id), format!("{ACCESS_TOKENS}{}", hex(hash.as_bytes())))
    }

    pub(super) fn slug(slug: &Slug) -> Self {
        Self::new(format!("SLUG#{}", slug.as_str()), "SLUG")
    }

    pub(super) fn external_customer(id: OrganizationId, external_id: &ExternalId) -> Self {
        Self::new(format!("ORG#{id}#EXTERNAL#{external_id}"), "EXTERNAL")
    }

    /// One of the counters of an organization's customers. There are several, chosen by the
    /// customer, so that those who create customers at once do not all meet at one item.
    pub(super) fn customer_count(id: OrganizationId, shard: u8) -> Self {
        Self::new(customer_counts(id), format!("COUNT#{shard:02}"))
    }

    /// What was answered to a call with an idempotency key, by the key's bound name.
    pub(super) fn idempotency(id: OrganizationId, name: &[u8; 32]) -> Self {
        Self::new(format!("ORG#{id}#IDEMPOTENCY#{}", hex(name)), "IDEMPOTENCY")
    }

    pub(super) fn customer(id: CustomerId) -> Self {
        Self::new(customer(id), "CUSTOMER")
    }

    pub(super) fn member(id: CustomerId, member: MemberId) -> Self {
        Self::new(customer(id), format!("{MEMBERS}{member}"))
    }

    pub(super) fn external_member(id: CustomerId, external_id: &ExternalId) -> Self {
        Self::new(customer(id), format!("EXTERNAL_MEMBER#{external_id}"))
    }

    pub(super) fn principal(id: CustomerId) -> Self {
        Self::new(customer(id), "PRINCIPAL")
    }

    pub(super) fn member_principal(id: CustomerId, member: MemberId) -> Self {
        Self::new(customer(id), format!("PRINCIPAL#{member}"))
    }

    pub(super) fn session(id: CustomerId, hash: &TokenHash) -> Self {
        Self::new(customer(id), format!("{SESSIONS}{}", hex(hash.as_bytes())))
    }

    pub(super) fn link(id: CustomerId, hash: &TokenHash) -> Self {
        Self::new(customer(id), format!("{LINKS}{}", hex(hash.as_bytes())))
    }

    pub(super) fn customer_login(id: OrganizationId, email: &EmailAddress, c: CustomerId) -> Self {
        Self::new(login(id, email), format!("CUSTOMER#{c}"))
    }

    /// One email, one member in each team: the sort key holds the team, not the member.
    pub(super) fn member_login(id: OrganizationId, email: &EmailAddress, c: CustomerId) -> Self {
        Self::new(login(id, email), format!("MEMBER#{c}"))
    }

    pub(super) fn address_budget(id: OrganizationId, email: &EmailAddress, now: Timestamp) -> Self {
        Self::new(login(id, email), budget(now))
    }

    pub(super) fn network_budget(hash: NetworkHash, now: Timestamp) -> Self {
        Self::new(network(hash), budget(now))
    }

    pub(super) fn sign_in(id: SignInId) -> Self {
        Self::new(network(id.network), sign_in_sort_key(id.uuid))
    }

    /// The hash of the session's token that is stored under this key.
    pub(super) fn session_hash(&self) -> Option<TokenHash> {
        unhex(self.sk.strip_prefix(SESSIONS)?).map(TokenHash::from_bytes)
    }

    /// The key of an item.
    pub(super) fn of(item: &Item) -> Option<Self> {
        let part = |name| item.get(name)?.as_s().ok().cloned();
        Some(Self { pk: part(PK)?, sk: part(SK)? })
    }

    /// The key as the SDK takes it.
    pub(super) fn attributes(&self) -> Item {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk.clone())),
            (SK.to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// Counters of customers that each organization has.
pub(super) const CUSTOMER_COUNTS: u8 = 16;
/// The index of customers by age.
pub(super) const CUSTOMERS_BY_AGE: &str = "customers-by-age";
/// The index of customers by email.
pub(super) const CUSTOMERS_BY_EMAIL: &str = "customers-by-email";
/// What every member's sort key begins with; members' ids sort by age.
pub(super) const MEMBERS: &str = "MEMBER#";
/// What every access token's sort key begins with.
pub(super) const ACCESS_TOKENS: &str = "TOKEN#";
/// What every budget's sort key begins with.
pub(super) const BUDGETS: &str = "BUDGET#";
/// What every session's sort key begins with.
pub(super) const SESSIONS: &str = "SESSION#";
/// What every portal link's sort key begins with.
pub(super) const LINKS: &str = "LINK#";
/// Sorts after every sign-in.
pub(super) const SIGN_INS_END: &str = "SIGNIN~";

/// The partition of an organization, its logo and its access tokens.
pub(super) fn organization(id: OrganizationId) -> String {
    format!("ORG#{id}")
}

/// The partition of the counters of an organization's customers.
pub(super) fn customer_counts(id: OrganizationId) -> String {
    format!("ORG#{id}#COUNT")
}

/// Where a customer stands among those of its organization, by age.
pub(super) fn directory_age(created_at: Timestamp, id: CustomerId) -> String {
    format!("{:015}#{id}", created_at.unix_millis())
}

/// The time and the customer that [`directory_age`] was made of.
pub(super) fn read_directory_age(text: &str) -> Option<(Timestamp, CustomerId)> {
    let (millis, id) = text.split_once('#')?;
    Some((Timestamp::from_unix_millis(millis.parse().ok()?), id.parse().ok()?))
}

/// Where a customer stands among those of its organization, by email. No domain has a `#`, so
/// an email and a `#` are what that email's customers begin with, and no others.
pub(super) fn directory_email(
    email: &EmailAddress,
    created_at: Timestamp,
    id: CustomerId,
) -> String {
    format!("{}#{}", email.canonical(), directory_age(created_at, id))
}

/// The email and the age that [`directory_email`] was made of.
pub(super) fn read_directory_email(text: &str) -> Option<(&str, &str)> {
    let (place, _) = text.rmatch_indices('#').nth(1)?;
    let (email, age) = text.split_at_checked(place)?;
    Some((email, age.strip_prefix('#')?))
}

/// The partition of a customer and everything that dies with it.
pub(super) fn customer(id: CustomerId) -> String {
    format!("CUSTOMER#{id}")
}

/// The partition of those who sign in with an email.
pub(super) fn login(id: OrganizationId, email: &EmailAddress) -> String {
    format!("LOGIN#{id}#{}", email.canonical())
}

/// The partition of a network's sign-ins.
pub(super) fn network(hash: NetworkHash) -> String {
    format!("NETWORK#{}", hex(hash.as_bytes()))
}

/// The sort key of a sign-in; a version 7 UUID's text sorts by age.
pub(super) fn sign_in_sort_key(uuid: Uuid) -> String {
    format!("SIGNIN#{uuid}")
}

fn budget(now: Timestamp) -> String {
    format!("{BUDGETS}{}", now.day())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes().chunks_exact(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.map(byte).collect::<Option<_>>()?;
    bytes.try_into().ok()
}
