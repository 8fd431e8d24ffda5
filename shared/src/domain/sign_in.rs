//! A sign-in under way: one mail, its code and its link, good once.

use std::fmt;

use uuid::Uuid;

use super::{
    base62,
    id::OrganizationId,
    network::NetworkHash,
    one_time_code::{Code, LinkCode, OneTimeCode},
    pepper::{Pepper, PepperVersion, Purpose},
    principal::Standing,
    timestamp::Timestamp,
};

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
        Self {
            network,
            uuid: uuid_v7(now, random),
        }
    }

    /// What sorts before every sign-in begun at this time or later.
    #[must_use]
    pub fn first_at(time: Timestamp) -> Uuid {
        uuid_v7(time, [0; ID_RANDOMNESS])
    }

    /// The name with exactly these bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        let (mut network, mut uuid) = ([0; 16], [0; 16]);
        for (place, byte) in network.iter_mut().chain(&mut uuid).zip(bytes) {
            *place = *byte;
        }
        Self {
            network: NetworkHash::from_bytes(network),
            uuid: Uuid::from_bytes(uuid),
        }
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

/// How a sign-in was begun, which decides how its code may be redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By anybody, through the public endpoint: a bare code from the same network will do.
    Public,
    /// By a merchant's backend: with its `request_id` only.
    Merchant,
}

impl Channel {
    /// Whether a code without `request_id` may belong to it.
    #[must_use]
    pub fn allows_bare_codes(self) -> bool {
        self == Self::Public
    }
}

/// The random bytes a code is made from, together with the pepper. Alone they open nothing.
#[derive(Clone)]
pub struct Seed(pub [u8; 16]);

/// Shows nothing.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// A sign-in under way.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Its name.
    pub id: SignInId,
    /// The organization signed in to.
    pub organization: OrganizationId,
    /// For whom it was begun; none where the email is nobody's.
    pub standing: Option<Standing>,
    /// How it was begun.
    pub channel: Channel,
    /// What its code is made from.
    pub seed: Seed,
    /// Which pepper its code is made with.
    pub pepper: PepperVersion,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redemption {
    /// It is the right one, for this principal.
    Granted(Standing),
    /// It is not, or it is nobody's.
    Refused,
}

impl SignIn {
    /// The six digits that its mail carries.
    #[must_use]
    pub fn one_time_code(&self, pepper: &Pepper) -> OneTimeCode {
        OneTimeCode::of(&self.mac(pepper, Purpose::OneTimeCode))
    }

    /// The long code that its mail's link carries.
    #[must_use]
    pub fn link_code(&self, pepper: &Pepper) -> LinkCode {
        LinkCode::of(self.id, &self.mac(pepper, Purpose::LinkCode))
    }

    /// Compares a code with this sign-in's own. Whoever calls this has charged a try for it.
    #[must_use]
    pub fn redeem(&self, code: &Code, pepper: &Pepper) -> Redemption {
        let matches = match code {
            Code::Digits(digits) => self.one_time_code(pepper).matches(digits),
            Code::Link(link) => self.link_code(pepper).matches(link),
        };
        match self.standing {
            Some(standing) if matches => Redemption::Granted(standing),
            _ => Redemption::Refused,
        }
    }

    fn mac(&self, pepper: &Pepper, purpose: Purpose) -> [u8; 32] {
        pepper
            .derive(purpose)
            .mac(&[&self.seed.0, &self.id.to_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Redemption, Seed, SignIn, SignInId};
    use crate::domain::{
        id::{CustomerId, OrganizationId},
        network::NetworkHash,
        one_time_code::Code,
        pepper::{Pepper, PepperVersion},
        principal::{Generation, Standing},
        timestamp::Timestamp,
    };

    fn pepper(secret: &str) -> Pepper {
        Pepper::new(PepperVersion::new("1"), secret)
    }

    fn sign_in(random: u8) -> SignIn {
        let now = Timestamp::from_unix_seconds(1_000);
        SignIn {
            id: SignInId::new(NetworkHash::from_bytes([1; 16]), now, [random; 10]),
            organization: OrganizationId::from_bytes([2; 16]),
            standing: Some(Standing {
                customer: CustomerId::from_bytes([3; 16]),
                customer_generation: Generation(0),
                member: None,
            }),
            channel: Channel::Public,
            seed: Seed([4; 16]),
            pepper: PepperVersion::new("1"),
            expires_at: now.expiry_after(900),
        }
    }

    fn digits(sign_in: &SignIn, pepper: &Pepper) -> Code {
        Code::parse(&sign_in.one_time_code(pepper).expose()).unwrap()
    }

    #[test]
    fn its_name_survives_its_text_and_has_one_length() {
        let id = sign_in(7).id;
        assert_eq!(SignInId::parse(&id.to_string()), Some(id));
        assert_eq!(id.to_string().len(), 44);
        assert_eq!(SignInId::parse(""), None);
        assert_eq!(SignInId::parse(&"0".repeat(45)), None);
    }

    #[test]
    fn a_network_s_sign_ins_sort_by_age() {
        let at = |second| SignInId::first_at(Timestamp::from_unix_seconds(second));
        assert!(at(999) < sign_in(0).id.uuid);
        assert!(at(1_000) <= sign_in(0).id.uuid);
        assert!(sign_in(255).id.uuid < at(1_001));
    }

    #[test]
    fn code_and_link_of_one_mail_are_granted() {
        let (sign_in, pepper) = (sign_in(7), pepper("a"));
        let link = Code::parse(&sign_in.link_code(&pepper).expose()).unwrap();
        let granted = Redemption::Granted(sign_in.standing.unwrap());
        assert_eq!(sign_in.redeem(&digits(&sign_in, &pepper), &pepper), granted);
        assert_eq!(sign_in.redeem(&link, &pepper), granted);
    }

    #[test]
    fn a_code_belongs_to_one_sign_in_and_one_pepper() {
        let (first, second) = (sign_in(7), sign_in(8));
        let code = digits(&first, &pepper("a"));
        assert_eq!(second.redeem(&code, &pepper("a")), Redemption::Refused);
        assert_eq!(first.redeem(&code, &pepper("b")), Redemption::Refused);
    }

    #[test]
    fn a_sign_in_of_nobody_refuses_even_its_own_code() {
        let nobody = SignIn {
            standing: None,
            ..sign_in(7)
        };
        let code = digits(&nobody, &pepper("a"));
        assert_eq!(nobody.redeem(&code, &pepper("a")), Redemption::Refused);
    }
}
