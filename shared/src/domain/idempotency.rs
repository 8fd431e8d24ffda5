//! Idempotency keys: a call that was answered is answered alike again, and done once.
//!
//! No token is stored, so that of an answer can only be derived again: from the access token that
//! the call came with, which the table does not have, the key, the body and a salt (decision 0014).

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    pepper::DerivedKey,
    token::{AccessToken, SECRET_LENGTH},
};

const LIMIT: usize = 255;

/// What a client sends to be answered alike when it asks again: the `Idempotency-Key` header
/// (draft-ietf-httpapi-idempotency-key-header), 1 to 255 visible ASCII characters.
#[derive(Clone)]
pub struct IdempotencyKey(String);

/// Why a text is no idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An idempotency key has 1 to 255 visible ASCII characters.")]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`InvalidIdempotencyKey`] where the text has not its form.
    pub fn parse(text: &str) -> Result<Self, InvalidIdempotencyKey> {
        let well_formed =
            (1..=LIMIT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidIdempotencyKey) }
    }

    /// The key as it is good for this access token, and for no other.
    #[must_use]
    pub fn bound_to(&self, token: &AccessToken) -> BoundKey {
        let of_token = DerivedKey::of_secret(b"latchkey/1/idempotency", token.expose());
        BoundKey(DerivedKey::from_bytes(of_token.mac(&[self.0.as_bytes()])))
    }
}

/// Shows nothing: what is derived is as good as a token.
impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey(..)")
    }
}

/// What is under a bound key told apart by.
pub type Salt = [u8; 16];
/// What a body is compared by: the SHA-256 of what it asks for.
pub type BodyHash = [u8; 32];

/// The hash of what a body asks for.
#[must_use]
pub fn body_hash(asked: &impl Serialize) -> BodyHash {
    Sha256::digest(serde_json::to_vec(asked).unwrap_or_default()).into()
}

/// An idempotency key bound to an access token.
#[derive(Clone)]
pub struct BoundKey(DerivedKey);

impl BoundKey {
    /// What its answer is stored under.
    #[must_use]
    pub fn name(&self) -> [u8; 32] {
        self.0.mac(&[b"name"])
    }

    /// The secret of the session token that it was answered with.
    #[must_use]
    pub fn session_secret(&self, salt: &Salt, body: &BodyHash) -> [u8; SECRET_LENGTH] {
        self.secret(b"session", salt, body)
    }

    /// The secret of the portal link that it was answered with.
    #[must_use]
    pub fn link_secret(&self, salt: &Salt, body: &BodyHash) -> [u8; SECRET_LENGTH] {
        self.secret(b"link   ", salt, body)
    }

    fn secret(&self, label: &[u8], salt: &Salt, body: &BodyHash) -> [u8; SECRET_LENGTH] {
        let mac = self.0.mac(&[label, salt, body]);
        let mut secret = [0; SECRET_LENGTH];
        for (place, byte) in secret.iter_mut().zip(mac) {
            *place = byte;
        }
        secret
    }
}

/// Shows nothing.
impl fmt::Debug for BoundKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoundKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::IdempotencyKey;
    use crate::domain::{id::OrganizationId, token::AccessToken};

    fn token(secret: u8) -> AccessToken {
        AccessToken::mint(OrganizationId::from_bytes([0; 16]), [secret; 24])
    }

    #[test]
    fn a_key_is_visible_ascii() {
        for text in ["a", "\"8e03978e-40d5\"", &"k".repeat(255)] {
            assert!(IdempotencyKey::parse(text).is_ok(), "{text}");
        }
        for text in ["", "a b", "é", "a\n", &"k".repeat(256)] {
            assert!(IdempotencyKey::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_part_makes_another_secret() {
        let secrets = |key: &str, by: u8, salt: u8, body: u8| {
            let bound = IdempotencyKey::parse(key).unwrap().bound_to(&token(by));
            let (salt, body) = ([salt; 16], [body; 32]);
            (bound.session_secret(&salt, &body), bound.link_secret(&salt, &body))
        };
        let one = secrets("k", 1, 1, 1);
        assert_eq!(one, secrets("k", 1, 1, 1));
        assert_ne!(one.0, one.1);
        for other in [
            secrets("l", 1, 1, 1),
            secrets("k", 2, 1, 1),
            secrets("k", 1, 2, 1),
            secrets("k", 1, 1, 2),
        ] {
            assert_ne!(one.0, other.0);
            assert_ne!(one.1, other.1);
        }
    }
}
