//! A sign-in under way: one mail, its code and its link, good once.

use std::fmt;

use super::{
    id::OrganizationId,
    one_time_code::{Code, LinkCode, OneTimeCode},
    pepper::{Pepper, PepperVersion, Purpose},
    principal::Standing,
    sign_in_id::SignInId,
    timestamp::Timestamp,
};

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
        pepper.derive(purpose).mac(&[&self.seed.0, &self.id.to_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Redemption, Seed, SignIn};
    use crate::domain::{
        id::{CustomerId, OrganizationId},
        network::NetworkHash,
        one_time_code::Code,
        pepper::{Pepper, PepperVersion},
        principal::{Generation, Standing},
        sign_in_id::SignInId,
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
        let nobody = SignIn { standing: None, ..sign_in(7) };
        let code = digits(&nobody, &pepper("a"));
        assert_eq!(nobody.redeem(&code, &pepper("a")), Redemption::Refused);
    }
}
