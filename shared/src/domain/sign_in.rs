//! A sign-in under way: one mail, its code and its link, good once.

use std::fmt;

use super::{
    id::OrganizationId,
    locale::Locale,
    one_time_code::{Code, LinkCode, OneTimeCode},
    pepper::{Pepper, PepperVersion, Purpose},
    principal::Standing,
    sign_in_id::SignInId,
    timestamp::Timestamp,
};

/// Tries per code, bare ones among them.
pub const TRIES: u32 = 5;

/// How a sign-in was begun, which decides how its code may be redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By anybody, through the public endpoint: a bare code from the same network will do.
    Public,
    /// By a merchant's backend: with its `request_id` only.
    Merchant,
    /// On the hosted page: with its `request_id` only, which the browser keeps. Where several
    /// principals share the email, which one is asked after the code.
    Page,
}

impl Channel {
    /// Every channel there is.
    pub const ALL: [Self; 3] = [Self::Public, Self::Merchant, Self::Page];

    /// Its name in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Merchant => "merchant",
            Self::Page => "page",
        }
    }

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
    /// For whom it was begun: nobody where the email is nobody's, and several only on the page.
    pub standings: Vec<Standing>,
    /// How it was begun.
    pub channel: Channel,
    /// What its code is made from.
    pub seed: Seed,
    /// Which pepper its code is made with.
    pub pepper: PepperVersion,
    /// Which language its mail is in.
    pub locale: Locale,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// Tries charged so far.
    pub tries: u32,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redemption {
    /// It is the right one, and somebody's.
    Granted,
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
        let somebody_s = !self.standings.is_empty();
        if matches && somebody_s { Redemption::Granted } else { Redemption::Refused }
    }

    /// How many more tries there are.
    #[must_use]
    pub fn tries_left(&self) -> u32 {
        TRIES.saturating_sub(self.tries)
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
        locale::Locale,
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
            standings: vec![Standing {
                customer: CustomerId::from_bytes([3; 16]),
                customer_generation: Generation(0),
                member: None,
            }],
            channel: Channel::Public,
            seed: Seed([4; 16]),
            pepper: PepperVersion::new("1"),
            locale: Locale::En,
            expires_at: now.expiry_after(900),
            tries: 0,
        }
    }

    fn digits(sign_in: &SignIn, pepper: &Pepper) -> Code {
        Code::parse(&sign_in.one_time_code(pepper).expose()).unwrap()
    }

    #[test]
    fn code_and_link_of_one_mail_are_granted() {
        let (sign_in, pepper) = (sign_in(7), pepper("a"));
        let link = Code::parse(&sign_in.link_code(&pepper).expose()).unwrap();
        assert_eq!(sign_in.redeem(&digits(&sign_in, &pepper), &pepper), Redemption::Granted);
        assert_eq!(sign_in.redeem(&link, &pepper), Redemption::Granted);
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
        let nobody = SignIn { standings: Vec::new(), ..sign_in(7) };
        let code = digits(&nobody, &pepper("a"));
        assert_eq!(nobody.redeem(&code, &pepper("a")), Redemption::Refused);
    }
}
