//! The proof that a browser has signed in to a login before (OWASP, "Device cookies").
//!
//! It opens nothing. It gives the browser a mail budget of its own, so that a stranger who asks for
//! code after code cannot keep the owner of an address out.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{
    base62,
    email_address::EmailAddress,
    id::OrganizationId,
    pepper::{Pepper, Peppers, Purpose},
    timestamp::Timestamp,
};

const NONCE: usize = 16;
const TIME: usize = 8;
const MAC: usize = 32;

/// A proof for one login: an email at an organization. It names neither.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceProof {
    nonce: [u8; NONCE],
    issued_at: Timestamp,
    mac: [u8; MAC],
}

impl DeviceProof {
    /// How long a proof is good, in seconds: 180 days.
    pub const LIFE: u32 = 180 * 24 * 60 * 60;
    /// After how long a proof that is shown again is replaced by a fresh one, in seconds: 30 days.
    const RENEWAL: i64 = 30 * 24 * 60 * 60;

    /// A proof for this login, issued now.
    #[must_use]
    pub fn issue(pepper: &Pepper, login: Login<'_>, nonce: [u8; NONCE], now: Timestamp) -> Self {
        Self { nonce, issued_at: now, mac: login.mac(pepper, nonce, now) }
    }

    /// Reads what its `expose` wrote; whether it proves anything [`DeviceProof::holds`] says.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 2 * (NONCE + TIME + MAC) {
            return None;
        }
        let bytes = Zeroizing::new(base62::decode(text)?);
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
        let (time, mac) = rest.split_first_chunk::<TIME>()?;
        Some(Self {
            nonce: *nonce,
            issued_at: Timestamp::from_unix_millis(i64::from_be_bytes(*time)),
            mac: mac.try_into().ok()?,
        })
    }

    /// Whether it was issued for this login and is still good, in time that does not depend on
    /// where it differs.
    #[must_use]
    pub fn holds(&self, peppers: &Peppers, login: Login<'_>, now: Timestamp) -> bool {
        let age = now.seconds_since(self.issued_at);
        let is_ours = |pepper| self.mac.ct_eq(&login.mac(pepper, self.nonce, self.issued_at));
        (0..i64::from(Self::LIFE)).contains(&age)
            && peppers.each().any(|pepper| bool::from(is_ours(pepper)))
    }

    /// Whether it is old enough to be replaced where it is shown.
    #[must_use]
    pub fn is_ageing(&self, now: Timestamp) -> bool {
        now.seconds_since(self.issued_at) >= Self::RENEWAL
    }

    /// The text itself: for the browser's cookie, and for nothing else.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(self.nonce.to_vec());
        bytes.extend(self.issued_at.unix_millis().to_be_bytes());
        bytes.extend(self.mac);
        Zeroizing::new(base62::encode(&bytes))
    }
}

/// Shows nothing.
impl fmt::Debug for DeviceProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceProof(..)")
    }
}

/// What a proof is for.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// The organization signed in to.
    pub organization: OrganizationId,
    /// The email signed in with.
    pub email: &'a EmailAddress,
}

impl Login<'_> {
    fn mac(&self, pepper: &Pepper, nonce: [u8; NONCE], issued_at: Timestamp) -> [u8; MAC] {
        let email = Sha256::digest(self.email.canonical());
        let issued_at = issued_at.unix_millis().to_be_bytes();
        let parts: [&[u8]; 4] = [self.organization.as_bytes(), &email, &nonce, &issued_at];
        pepper.derive(Purpose::Device).mac(&parts)
    }
}

#[cfg(test)]
mod tests {
    use super::{DeviceProof, Login};
    use crate::domain::{
        email_address::EmailAddress,
        id::OrganizationId,
        pepper::{Pepper, PepperVersion, Peppers},
        timestamp::Timestamp,
    };

    fn pepper(secret: &str) -> Pepper {
        Pepper::new(PepperVersion::new(secret), secret)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    fn email(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    #[test]
    fn it_proves_one_login_at_one_organization() {
        let (acme, globex) =
            (OrganizationId::from_bytes([1; 16]), OrganizationId::from_bytes([2; 16]));
        let (ada, bob) = (email("ada@example.com"), email("bob@example.com"));
        let peppers = Peppers { current: pepper("new"), previous: Some(pepper("old")) };
        let login = Login { organization: acme, email: &ada };
        for secret in ["new", "old"] {
            let proof = DeviceProof::issue(&pepper(secret), login, [7; 16], at(1_000));
            let proof = DeviceProof::parse(&proof.expose()).unwrap();
            assert!(proof.holds(&peppers, login, at(1_000)));
            let capitals = email("ADA@example.com");
            assert!(proof.holds(&peppers, Login { email: &capitals, ..login }, at(1_000)));
            assert!(!proof.holds(&peppers, Login { email: &bob, ..login }, at(1_000)));
            assert!(!proof.holds(&peppers, Login { organization: globex, ..login }, at(1_000)));
        }
        let forged = DeviceProof::issue(&pepper("guess"), login, [7; 16], at(1_000));
        assert!(!forged.holds(&peppers, login, at(1_000)));
    }

    #[test]
    fn it_ages_and_ends() {
        let peppers = Peppers { current: pepper("a"), previous: None };
        let ada = email("ada@example.com");
        let login = Login { organization: OrganizationId::from_bytes([1; 16]), email: &ada };
        let proof = DeviceProof::issue(&peppers.current, login, [7; 16], at(1_000));
        let day = 24 * 60 * 60;
        let end = 1_000 + i64::from(DeviceProof::LIFE);
        assert!(!proof.holds(&peppers, login, at(999)), "nobody issues proofs ahead of time");
        assert!(proof.holds(&peppers, login, at(end - 1)));
        assert!(!proof.holds(&peppers, login, at(end)));
        assert!(!proof.is_ageing(at(1_000 + 30 * day - 1)));
        assert!(proof.is_ageing(at(1_000 + 30 * day)));
    }

    #[test]
    fn its_time_cannot_be_changed_and_garbage_is_none() {
        let peppers = Peppers { current: pepper("a"), previous: None };
        let ada = email("ada@example.com");
        let login = Login { organization: OrganizationId::from_bytes([1; 16]), email: &ada };
        let proof = DeviceProof::issue(&peppers.current, login, [7; 16], at(1_000));
        let younger = DeviceProof { issued_at: at(2_000), ..proof.clone() };
        assert!(!younger.holds(&peppers, login, at(2_000)));
        for text in ["", "0", "é", &"0".repeat(500), &proof.expose()[1..]] {
            assert!(DeviceProof::parse(text).is_none(), "{text}");
        }
        assert_eq!(format!("{proof:?}"), "DeviceProof(..)");
    }
}
