//! The network a request comes from, as the unit that requests and bare codes are counted by.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

use super::{
    id::OrganizationId,
    pepper::{Pepper, Purpose},
};

/// Where a sign-in was begun: an IPv4 address, an IPv6 /64, or a merchant's backend, which is one
/// address for all its customers and so counts as its organization.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// One IPv4 address.
    V4([u8; 4]),
    /// The first half of an IPv6 address, which is what one household or office has.
    V6([u8; 8]),
    /// A call with this organization's access token.
    Merchant(OrganizationId),
}

impl Network {
    /// The network of a client's address; an IPv4-mapped IPv6 address is its IPv4 address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.octets()),
            IpAddr::V6(address) => Self::V6(first_half(address)),
        }
    }

    /// The network's name in the table: a keyed hash, so that the table holds no addresses.
    #[must_use]
    pub fn keyed_hash(&self, pepper: &Pepper) -> NetworkHash {
        let (kind, bytes): (u8, &[u8]) = match self {
            Self::V4(bytes) => (4, bytes),
            Self::V6(bytes) => (6, bytes),
            Self::Merchant(organization) => (0, organization.as_bytes()),
        };
        let [hash, _] = halves(pepper.derive(Purpose::Network).mac(&[&[kind], bytes]));
        NetworkHash(hash)
    }
}

/// Shows nothing: addresses are personal data and have no place in a log.
impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network(..)")
    }
}

fn first_half(address: Ipv6Addr) -> [u8; 8] {
    u64::try_from(address.to_bits() >> 64).unwrap_or_default().to_be_bytes()
}

/// A network's name in the table: 16 bytes of HMAC-SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NetworkHash([u8; 16]);

impl NetworkHash {
    /// The hash with exactly these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

fn halves(bytes: [u8; 32]) -> [[u8; 16]; 2] {
    let mut halves = [[0; 16]; 2];
    for (place, byte) in halves.iter_mut().flatten().zip(bytes) {
        *place = byte;
    }
    halves
}

#[cfg(test)]
mod tests {
    use super::Network;
    use crate::domain::{
        id::OrganizationId,
        pepper::{Pepper, PepperVersion},
    };

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn an_ipv4_address_is_a_network_of_its_own() {
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("192.0.2.1"), network("::ffff:192.0.2.1"));
    }

    #[test]
    fn an_ipv6_network_is_a_slash_64() {
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff::2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
    }

    #[test]
    fn the_hash_depends_on_the_network_and_the_pepper() {
        let pepper = |secret| Pepper::new(PepperVersion::new("1"), secret);
        let hash = |address, secret| network(address).keyed_hash(&pepper(secret));
        assert_eq!(hash("192.0.2.1", "a"), hash("192.0.2.1", "a"));
        assert_ne!(hash("192.0.2.1", "a"), hash("192.0.2.2", "a"));
        assert_ne!(hash("192.0.2.1", "a"), hash("192.0.2.1", "b"));
        let merchant = Network::Merchant(OrganizationId::from_bytes([0; 16]));
        assert_ne!(merchant.keyed_hash(&pepper("a")), hash("0.0.0.0", "a"));
    }
}
