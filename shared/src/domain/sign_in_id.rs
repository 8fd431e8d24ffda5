//! The name of a sign-in, which is also its address in the table.

use std::fmt;

use uuid::Uuid;

use super::{base62, network::NetworkHash, timestamp::Timestamp};

/// Random bytes that a sign-in's id takes.
pub const ID_RANDOMNESS: usize = 10;

/// Names a sign-in and where it is stored: what the contract calls `request_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInId {
    /// The network it was begun from.
    pub network: NetworkHash,
    /// A version 7 UUID (RFC 9562 section 5.7), so that a network's sign-ins sort by age.
    pub uuid: Uuid,
}

impl SignInId {
    /// Its length in bytes.
    pub const LENGTH: usize = 32;

    /// The name of a sign-in begun now.
    #[must_use]
    pub fn new(network: NetworkHash, now: Timestamp, random: [u8; ID_RANDOMNESS]) -> Self {
        Self { network, uuid: uuid_v7(now, random) }
    }

    /// What sorts before every sign-in begun at this time or later.
    #[must_use]
    pub fn first_at(time: Timestamp) -> Uuid {
        uuid_v7(time, [0; ID_RANDOMNESS])
    }

    /// When it was begun.
    #[must_use]
    pub fn begun_at(&self) -> Timestamp {
        let time = self.uuid.get_timestamp().map(|time| time.to_unix());
        let millis = time.map(|(seconds, nanos)| seconds * 1_000 + u64::from(nanos / 1_000_000));
        Timestamp::from_unix_millis(millis.and_then(|it| it.try_into().ok()).unwrap_or_default())
    }

    /// The name with exactly these bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        let (mut network, mut uuid) = ([0; 16], [0; 16]);
        for (place, byte) in network.iter_mut().chain(&mut uuid).zip(bytes) {
            *place = *byte;
        }
        Self { network: NetworkHash::from_bytes(network), uuid: Uuid::from_bytes(uuid) }
    }

    /// Its bytes: the network's, then the UUID's.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let parts = self.network.as_bytes().iter().chain(self.uuid.as_bytes());
        for (place, byte) in bytes.iter_mut().zip(parts) {
            *place = *byte;
        }
        bytes
    }

    /// Reads what its `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 {
            return None;
        }
        let bytes = base62::decode(text)?;
        Some(Self::from_bytes(bytes.as_slice().try_into().ok()?))
    }
}

fn uuid_v7(time: Timestamp, random: [u8; ID_RANDOMNESS]) -> Uuid {
    let millis = u64::try_from(time.unix_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

impl fmt::Display for SignInId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base62::encode(&self.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::SignInId;
    use crate::domain::{network::NetworkHash, timestamp::Timestamp};

    fn id(random: u8) -> SignInId {
        let now = Timestamp::from_unix_seconds(1_000);
        SignInId::new(NetworkHash::from_bytes([1; 16]), now, [random; 10])
    }

    #[test]
    fn its_name_survives_its_text_and_has_one_length() {
        let id = id(7);
        assert_eq!(SignInId::parse(&id.to_string()), Some(id));
        assert_eq!(id.to_string().len(), 44);
        assert_eq!(id.begun_at(), Timestamp::from_unix_seconds(1_000));
        assert_eq!(SignInId::parse(""), None);
        assert_eq!(SignInId::parse(&"0".repeat(45)), None);
    }

    #[test]
    fn a_network_s_sign_ins_sort_by_age() {
        let at = |second| SignInId::first_at(Timestamp::from_unix_seconds(second));
        assert!(at(999) < id(0).uuid);
        assert!(at(1_000) <= id(0).uuid);
        assert!(id(255).uuid < at(1_001));
    }
}
