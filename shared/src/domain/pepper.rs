//! The pepper: the one secret that lives outside the table. Codes and network hashes are made
//! from it, so a copy of the table opens nothing (decision 0003).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// HMAC-SHA-256's block: a key as long as this is used as it is (RFC 2104 section 2).
const BLOCK: usize = 64;

/// Which version of the pepper made a code, so that codes outlive its rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PepperVersion(String);

impl PepperVersion {
    /// A version by the name its keeper gives it.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One version of the pepper.
#[derive(Clone)]
pub struct Pepper {
    version: PepperVersion,
    key: DerivedKey,
}

/// What a derived key is for: no two uses share a key.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// The six digits of a sign-in mail.
    OneTimeCode,
    /// The secret in the link of a sign-in mail.
    LinkCode,
    /// The partition of a network.
    Network,
    /// The proof that a browser has signed in before.
    Device,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::OneTimeCode => b"latchkey/1/one-time-code",
            Self::LinkCode => b"latchkey/1/link-code",
            Self::Network => b"latchkey/1/network",
            Self::Device => b"latchkey/1/device",
        }
    }
}

impl Pepper {
    /// The pepper of this version with this secret, at least 32 random characters.
    #[must_use]
    pub fn new(version: PepperVersion, secret: &str) -> Self {
        Self { version, key: DerivedKey(Zeroizing::new(Sha256::digest(secret).into())) }
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> &PepperVersion {
        &self.version
    }

    /// The key for one use.
    pub(super) fn derive(&self, purpose: Purpose) -> DerivedKey {
        DerivedKey(Zeroizing::new(self.key.mac(&[purpose.label()])))
    }
}

/// Shows the version and nothing of the secret.
impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pepper({}, ..)", self.version.0)
    }
}

/// A 32-byte HMAC key.
#[derive(Clone)]
pub(super) struct DerivedKey(Zeroizing<[u8; 32]>);

impl DerivedKey {
    /// The key with exactly these bytes, which are a MAC's.
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A key for one use of a secret text that is random enough to be a key itself.
    pub(super) fn of_secret(label: &[u8], secret: &str) -> Self {
        let digest = Sha256::new().chain_update(label).chain_update(secret).finalize();
        Self(Zeroizing::new(digest.into()))
    }

    /// HMAC-SHA-256 (RFC 2104) over the parts one after the other. Every caller's parts have
    /// fixed lengths, so no two lists of parts run together alike.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut block = Zeroizing::new([0; BLOCK]);
        for (place, byte) in block.iter_mut().zip(self.0.iter()) {
            *place = *byte;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// The pepper's current version and the one before it.
#[derive(Clone, Debug)]
pub struct Peppers {
    /// What new codes are made with.
    pub current: Pepper,
    /// What codes made before the last rotation are checked with.
    pub previous: Option<Pepper>,
}

impl Peppers {
    /// The pepper of this version, if it is one of the two.
    #[must_use]
    pub fn version(&self, version: &PepperVersion) -> Option<&Pepper> {
        self.each().find(|pepper| pepper.version == *version)
    }

    /// Both, the current one first.
    pub fn each(&self) -> impl Iterator<Item = &Pepper> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

#[cfg(test)]
mod tests {
    use super::{DerivedKey, Pepper, PepperVersion, Purpose};
    use zeroize::Zeroizing;

    /// RFC 4231 section 4.2 has a 20-byte key; padded with zeros to 32 it is the same HMAC key.
    #[test]
    fn the_mac_is_hmac_sha_256() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let mac = DerivedKey(Zeroizing::new(key)).mac(&[b"Hi ", b"There"]);
        assert_eq!(mac[..4], [0xb0, 0x34, 0x4c, 0x61]);
        assert_eq!(mac[28..], [0x2e, 0x32, 0xcf, 0xf7]);
    }

    #[test]
    fn each_use_has_a_key_of_its_own() {
        let pepper = Pepper::new(PepperVersion::new("1"), "secret");
        let mac = |purpose| pepper.derive(purpose).mac(&[b"same"]);
        assert_ne!(mac(Purpose::OneTimeCode), mac(Purpose::LinkCode));
        assert_ne!(mac(Purpose::OneTimeCode), mac(Purpose::Network));
    }

    #[test]
    fn debug_shows_no_secret() {
        let pepper = Pepper::new(PepperVersion::new("7"), "do not show");
        assert_eq!(format!("{pepper:?}"), "Pepper(7, ..)");
    }
}
