//! Bearer secrets that say where they are stored and nothing more.
//!
//! A token is `prefix + base62(kind ‖ owner ‖ secret ‖ CRC-32)`: the owner names the partition, so
//! looking a token up is one keyed read, and the checksum turns garbage away before any read
//! (decision 0001). Only the SHA-256 of a token is ever stored.

use std::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    base62,
    id::{CustomerId, MemberId, OrganizationId},
    principal::PrincipalId,
    sign_in_id::SignInId,
};

/// The random part of a token, in bytes: 192 bits (OWASP ASVS 7.2.3 asks for 128).
pub const SECRET_LENGTH: usize = 24;
/// No token is longer; anything that is, is none.
const LONGEST: usize = 128;

/// A customer's session token, `polar_cst_…`.
pub type SessionToken = Token<PrincipalId, Session>;
/// What a portal link carries: single use, and no session token.
pub type LinkToken = Token<PrincipalId, Link>;
/// A merchant's access token, `polar_oat_…`.
pub type AccessToken = Token<OrganizationId, Access>;

/// What a browser holds between the right code and the choice of one of several accounts.
pub type ProofToken = Token<SignInId, Proof>;

/// The family of session tokens.
#[derive(Clone, Copy)]
pub enum Session {}
/// The family of portal links.
#[derive(Clone, Copy)]
pub enum Link {}
/// The family of access tokens.
#[derive(Clone, Copy)]
pub enum Access {}

/// The family of proofs.
#[derive(Clone, Copy)]
pub enum Proof {}

/// What sets one family of tokens apart from the others.
pub trait Family {
    /// The text before the base62 part.
    const PREFIX: &'static str;
    /// The first kind byte of the family; an owner may add to it.
    const KIND: u8;
}

impl Family for Session {
    const PREFIX: &'static str = "polar_cst_";
    const KIND: u8 = 0x10;
}

impl Family for Link {
    const PREFIX: &'static str = "";
    const KIND: u8 = 0x20;
}

impl Family for Access {
    const PREFIX: &'static str = "polar_oat_";
    const KIND: u8 = 0x30;
}

impl Family for Proof {
    const PREFIX: &'static str = "";
    const KIND: u8 = 0x50;
}

/// Whose partition a token is stored in.
pub trait Owner: Copy {
    /// Added to the family's kind, and the owner's bytes.
    fn write(&self) -> (u8, Vec<u8>);
    /// The owner with these bytes, if there is one of this kind.
    fn read(kind: u8, bytes: &[u8]) -> Option<Self>;
}

impl Owner for OrganizationId {
    fn write(&self) -> (u8, Vec<u8>) {
        (0, self.as_bytes().to_vec())
    }

    fn read(kind: u8, bytes: &[u8]) -> Option<Self> {
        (kind == 0).then_some(())?;
        bytes.try_into().ok().map(Self::from_bytes)
    }
}

impl Owner for SignInId {
    fn write(&self) -> (u8, Vec<u8>) {
        (0, self.to_bytes().to_vec())
    }

    fn read(kind: u8, bytes: &[u8]) -> Option<Self> {
        (kind == 0).then_some(())?;
        bytes.try_into().ok().map(Self::from_bytes)
    }
}

impl Owner for PrincipalId {
    fn write(&self) -> (u8, Vec<u8>) {
        let mut bytes = self.customer.as_bytes().to_vec();
        bytes.extend(self.member.iter().flat_map(MemberId::as_bytes));
        (u8::from(self.member.is_some()), bytes)
    }

    fn read(kind: u8, bytes: &[u8]) -> Option<Self> {
        let (customer, rest) = bytes.split_first_chunk::<16>()?;
        let member = match (kind, rest) {
            (0, []) => None,
            (1, rest) => Some(MemberId::from_bytes(rest.try_into().ok()?)),
            _ => return None,
        };
        Some(Self { customer: CustomerId::from_bytes(*customer), member })
    }
}

/// A bearer secret of one family, with the owner whose partition it is stored in.
pub struct Token<O, F> {
    text: Zeroizing<String>,
    owner: O,
    family: std::marker::PhantomData<F>,
}

impl<O: Owner, F: Family> Token<O, F> {
    /// A new token of this owner with this secret.
    #[must_use]
    pub fn mint(owner: O, secret: [u8; SECRET_LENGTH]) -> Self {
        let (kind, owner_bytes) = owner.write();
        let mut bytes = Zeroizing::new(vec![F::KIND | kind]);
        bytes.extend(owner_bytes);
        bytes.extend(secret);
        let checksum = crc32fast::hash(&bytes);
        bytes.extend(checksum.to_be_bytes());
        let text = Zeroizing::new(format!("{}{}", F::PREFIX, base62::encode(&bytes)));
        Self { text, owner, family: std::marker::PhantomData }
    }

    /// The token with this text, if it has the form of one. Whether it opens anything only the
    /// table knows.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = Zeroizing::new(base62::decode(text.strip_prefix(F::PREFIX)?)?);
        let (body, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(body) != u32::from_be_bytes(*checksum) {
            return None;
        }
        let (kind, rest) = body.split_first()?;
        let (owner, _secret) = rest.split_last_chunk::<SECRET_LENGTH>()?;
        let owner = O::read(kind.checked_sub(F::KIND)?, owner)?;
        let text = Zeroizing::new(text.to_owned());
        Some(Self { text, owner, family: std::marker::PhantomData })
    }

    /// The text itself: for a link that hands it over, and for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The token as the one answer that hands it over writes it.
    #[must_use]
    pub fn into_shown_once(self) -> ShownOnce {
        ShownOnce(self.text)
    }

    /// Whose it claims to be.
    #[must_use]
    pub fn owner(&self) -> O {
        self.owner
    }

    /// What of it may be stored.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.text.as_bytes()).into())
    }
}

/// Shows nothing.
impl<O, F> fmt::Debug for Token<O, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// A secret on its way out, in the one answer that hands it over: its JSON is the secret, its
/// `Debug` shows nothing.
#[derive(Serialize)]
#[serde(transparent)]
pub struct ShownOnce(#[serde(serialize_with = "serialize_secret")] Zeroizing<String>);

impl From<Zeroizing<String>> for ShownOnce {
    fn from(secret: Zeroizing<String>) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for ShownOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownOnce(..)")
    }
}

fn serialize_secret<S: Serializer>(secret: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret)
}

/// The SHA-256 of a token, by which it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash with exactly these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Shows nothing.
impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessToken, LinkToken, SECRET_LENGTH, SessionToken};
    use crate::domain::{
        id::{CustomerId, MemberId, OrganizationId},
        principal::PrincipalId,
    };

    fn member() -> PrincipalId {
        PrincipalId {
            customer: CustomerId::from_bytes([1; 16]),
            member: Some(MemberId::from_bytes([2; 16])),
        }
    }

    #[test]
    fn a_token_names_its_owner() {
        let customer = PrincipalId { member: None, ..member() };
        for owner in [customer, member()] {
            let token = SessionToken::mint(owner, [7; SECRET_LENGTH]);
            let parsed = SessionToken::parse(token.expose()).unwrap();
            assert_eq!(parsed.owner(), owner);
            assert_eq!(parsed.hash(), token.hash());
        }
    }

    #[test]
    fn a_changed_character_makes_it_no_token() {
        let token = SessionToken::mint(member(), [7; SECRET_LENGTH]);
        for index in 0..token.expose().len() {
            let mut text = token.expose().to_owned().into_bytes();
            text[index] = if text[index] == b'x' { b'y' } else { b'x' };
            let text = String::from_utf8(text).unwrap();
            assert!(SessionToken::parse(&text).is_none(), "{index}");
        }
    }

    #[test]
    fn one_family_is_not_taken_for_another() {
        let link = LinkToken::mint(member(), [7; SECRET_LENGTH]);
        assert!(SessionToken::parse(&format!("polar_cst_{}", link.expose())).is_none());
        let access = AccessToken::mint(OrganizationId::from_bytes([1; 16]), [7; SECRET_LENGTH]);
        assert!(SessionToken::parse(access.expose()).is_none());
        let renamed = access.expose().replace("oat", "cst");
        assert!(SessionToken::parse(&renamed).is_none());
    }

    #[test]
    fn garbage_is_no_token() {
        for text in ["", "polar_cst_", "polar_cst_0", "polar_cst_é", &"polar_cst_0".repeat(50)] {
            assert!(SessionToken::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let token = SessionToken::mint(member(), [7; SECRET_LENGTH]);
        assert_eq!(format!("{token:?} {:?}", token.hash()), "Token(..) TokenHash(..)");
    }
}
