//! What calls with an idempotency key were answered: no secret, but what it is derived from again.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::{
    Store,
    error::StoreError,
    item::{Reader, Writer, seconds},
    put,
    schema::{Item, Key, attribute as a},
};
use crate::domain::{
    id::{OrganizationId, SessionId},
    idempotency::{BodyHash, Salt},
    principal::PrincipalId,
    timestamp::Timestamp,
};

/// How long a key is remembered, in seconds.
const REMEMBERED: u32 = 24 * 60 * 60;

/// The session that a call with an idempotency key was answered with.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// The session's id.
    pub session: SessionId,
    /// Whom it was opened for.
    pub principal: PrincipalId,
    /// What its body asked for.
    pub body: BodyHash,
    /// What its secrets were derived with.
    pub salt: Salt,
    /// When it was answered.
    pub created_at: Timestamp,
}

/// An answer to be remembered.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer {
    /// Whose merchant was answered.
    pub organization: OrganizationId,
    /// What the key is stored under.
    pub name: [u8; 32],
    /// What was answered.
    pub answered: Answered,
}

impl Store {
    /// Remembers an answer for 24 hours, as part of a transaction that fails where there is one.
    pub(super) fn remember(
        &self,
        NewAnswer { organization, name, answered }: &NewAnswer,
    ) -> Result<TransactWriteItem, StoreError> {
        let now = answered.created_at;
        let item = Writer::new(&Key::idempotency(*organization, name))
            .text(a::ID, answered.session)
            .text(a::CUSTOMER, answered.principal.customer)
            .optional_text(a::MEMBER, answered.principal.member)
            .bytes(a::BODY, &answered.body)
            .bytes(a::SALT, &answered.salt)
            .millis(a::CREATED_AT, now)
            .seconds(a::EXPIRES_AT, now.expiry_after(REMEMBERED))
            .item();
        let unless_there = "attribute_not_exists(pk) OR expires_at <= :now";
        put(self
            .put(item)
            .condition_expression(unless_there)
            .expression_attribute_values(":now", seconds(now)))
    }
}

/// What was answered, while it is remembered.
pub(super) fn read(item: &Item, now: Timestamp) -> Result<Option<Answered>, StoreError> {
    let item = Reader(item);
    if now >= item.seconds(a::EXPIRES_AT)? {
        return Ok(None);
    }
    Ok(Some(Answered {
        session: item.parsed(a::ID)?,
        principal: PrincipalId {
            customer: item.parsed(a::CUSTOMER)?,
            member: item.optional(a::MEMBER, Reader::parsed)?,
        },
        body: item.bytes(a::BODY)?,
        salt: item.bytes(a::SALT)?,
        created_at: item.millis(a::CREATED_AT)?,
    }))
}
