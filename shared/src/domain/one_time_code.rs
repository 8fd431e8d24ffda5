//! What a customer types or follows: six digits, or the long code of the mail's link.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{base62, sign_in_id::SignInId};

const DIGITS: usize = 6;
const MAC_LENGTH: usize = 24;
/// Says what follows in a long code, so that a request id is never taken for one.
const LINK_KIND: u8 = 0x40;

/// What proves an email: read from what a person typed or a link carried.
pub enum Code {
    /// The six digits.
    Digits(OneTimeCode),
    /// The link's long code.
    Link(LinkCode),
}

impl Code {
    /// Reads a code as people type and paste it: spaces and dashes are ignored, and the decimal
    /// digits of every script that mail clients and keyboards put in their place count as digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !is_separator(*c)).map(ascii_digit).collect());
        match <[u8; DIGITS]>::try_from(plain.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => {
                Some(Self::Digits(OneTimeCode(digits)))
            }
            _ => LinkCode::parse(&plain).map(Self::Link),
        }
    }
}

fn is_separator(c: char) -> bool {
    let dash = matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}');
    let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    dash || invisible || c.is_whitespace()
}

fn ascii_digit(c: char) -> char {
    let zeros = ['\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}'];
    zeros
        .into_iter()
        .find_map(|zero| u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10))
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Six decimal digits, leading zeros kept.
pub struct OneTimeCode([u8; DIGITS]);

impl OneTimeCode {
    /// The code that a MAC gives: its first eight bytes modulo 10⁶, which favours no code by more
    /// than one part in 10¹³.
    pub(super) fn of(mac: &[u8; 32]) -> Self {
        let mut value = mac.iter().take(8).fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        value %= 1_000_000;
        let mut digits = [b'0'; DIGITS];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(value % 10).unwrap_or_default();
            value /= 10;
        }
        Self(digits)
    }

    /// Whether the two are the same, in time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The digits themselves: for the mail, and for nothing else.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().copied().map(char::from).collect())
    }
}

/// Shows nothing.
impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(..)")
    }
}

/// The long code of a mail's link: which sign-in it belongs to, and 192 bits that only the mail
/// and the holder of the pepper know.
pub struct LinkCode {
    sign_in: SignInId,
    mac: [u8; MAC_LENGTH],
}

impl LinkCode {
    /// The code of this sign-in that a MAC gives.
    pub(super) fn of(sign_in: SignInId, mac: &[u8; 32]) -> Self {
        let mut shortened = [0; MAC_LENGTH];
        for (place, byte) in shortened.iter_mut().zip(mac) {
            *place = *byte;
        }
        Self { sign_in, mac: shortened }
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(base62::decode(text)?);
        let (kind, rest) = bytes.split_first()?;
        let (sign_in, mac) = rest.split_first_chunk::<{ SignInId::LENGTH }>()?;
        (*kind == LINK_KIND).then_some(())?;
        Some(Self { sign_in: SignInId::from_bytes(sign_in), mac: mac.try_into().ok()? })
    }

    /// The sign-in it belongs to.
    #[must_use]
    pub fn sign_in(&self) -> SignInId {
        self.sign_in
    }

    /// Whether the two are the same, in time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.sign_in == other.sign_in && bool::from(self.mac.ct_eq(&other.mac))
    }

    /// The text itself: for the mail's link, and for nothing else.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![LINK_KIND]);
        bytes.extend(self.sign_in.to_bytes());
        bytes.extend(self.mac);
        Zeroizing::new(base62::encode(&bytes))
    }
}

/// Shows nothing.
impl fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, LinkCode, OneTimeCode};
    use crate::domain::sign_in_id::SignInId;

    fn digits(text: &str) -> Option<String> {
        match Code::parse(text)? {
            Code::Digits(code) => Some(code.expose().to_string()),
            Code::Link(_) => None,
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let typed = [
            "012345",
            "012 345",
            "012-345",
            " 0 1 2 3 4 5 ",
            "012\u{2013}345",
            "012\u{a0}345",
            "\u{ff10}\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}",
            "\u{660}\u{661}\u{662}\u{663}\u{664}\u{665}",
            "\u{200f}012345\n",
        ];
        for text in typed {
            assert_eq!(digits(text).as_deref(), Some("012345"), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_six_digits_is_no_code() {
        for text in ["", "12345", "1234567", "12345a", "0x1234", "+12345", "１２３４５", "½½½½½½"]
        {
            assert!(digits(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn leading_zeros_are_kept() {
        let mut mac = [0; 32];
        mac[7] = 42;
        assert_eq!(*OneTimeCode::of(&mac).expose(), "000042");
        mac[..8].copy_from_slice(&u64::MAX.to_be_bytes());
        assert_eq!(*OneTimeCode::of(&mac).expose(), "551615", "2^64 - 1 modulo 10^6");
    }

    #[test]
    fn a_link_code_names_its_sign_in_and_survives_its_text() {
        let sign_in = SignInId::from_bytes(&[5; SignInId::LENGTH]);
        let code = LinkCode::of(sign_in, &[9; 32]);
        let Some(Code::Link(parsed)) = Code::parse(&code.expose()) else { panic!("no link code") };
        assert_eq!(parsed.sign_in(), sign_in);
        assert!(parsed.matches(&code));
        assert!(!parsed.matches(&LinkCode::of(sign_in, &[8; 32])));
        assert!(Code::parse(&sign_in.to_string()).is_none(), "a request id is no code");
    }
}
