//! Email addresses: what is accepted, how two compare, and what a mail is sent to.

use std::fmt;

use serde::Serializer;
use unicode_normalization::UnicodeNormalization;

const LOCAL_LIMIT: usize = 64;
const LIMIT: usize = 254;
/// What would need quoting in a header (RFC 5322 section 3.2.3): refused, never escaped.
const SPECIALS: &str = "()<>[]:;,\\\"";

/// An email address, trimmed and in Unicode normal form C.
///
/// Two compare equal when their canonical forms do: ASCII letters without case, the domain as
/// IDNA A-labels; plus signs and dots are kept.
#[derive(Clone)]
pub struct EmailAddress {
    given: String,
    local: String,
    domain: String,
}

/// Why a text is no email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Over 254 characters, or over 64 before the `@`.
    #[error("This email address is too long.")]
    TooLong,
    /// Not of the form `name@domain`, or with characters that no mail server takes.
    #[error("This is not a valid email address. It should look like name@example.com.")]
    Malformed,
}

impl EmailAddress {
    /// Reads an address as a person typed it.
    ///
    /// # Errors
    /// [`InvalidEmail`] says what is wrong with it, as a sentence for that person.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let given: String = text.trim().nfc().collect();
        // Characters that the domain's canonical form ignores count too.
        if given.chars().count() > LIMIT {
            return Err(InvalidEmail::TooLong);
        }
        let (local, domain) = given.split_once('@').ok_or(InvalidEmail::Malformed)?;
        if !is_local_part(local) || domain.contains('@') {
            return Err(InvalidEmail::Malformed);
        }
        let domain = canonical_domain(domain).ok_or(InvalidEmail::Malformed)?;
        if local.len() > LOCAL_LIMIT || local.len() + 1 + domain.len() > LIMIT {
            return Err(InvalidEmail::TooLong);
        }
        let local = local.to_owned();
        Ok(Self { given, local, domain })
    }

    /// The form by which addresses compare and are looked up.
    #[must_use]
    pub fn canonical(&self) -> String {
        format!("{}@{}", self.local.to_ascii_lowercase(), self.domain)
    }

    /// The first character of the name and the whole domain: enough for its owner to know it by.
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.local.chars().next().map(String::from).unwrap_or_default();
        let domain = self.given.rsplit_once('@').map_or(&*self.domain, |(_, domain)| domain);
        format!("{first}•••@{domain}")
    }

    /// Its domain, as IDNA A-labels in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The form a mail is sent to: the name as given, the domain as A-labels.
    #[must_use]
    pub fn deliverable(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }
}

/// What the canonical form of an address begins with: trimmed, in normal form C, ASCII letters
/// without case. What is behind an `@` is compared with A-labels as it is typed.
#[derive(Clone)]
pub struct EmailPrefix(String);

impl EmailPrefix {
    /// Reads the beginning of an address, or a whole one. With characters that no address has, nothing begins so.
    ///
    /// # Errors
    /// [`InvalidEmail::TooLong`] where it is longer than any address.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        if let Ok(whole) = EmailAddress::parse(text) {
            return Ok(Self(whole.canonical()));
        }
        let prefix = text.trim().nfc().collect::<String>().to_ascii_lowercase();
        if prefix.chars().count() > LIMIT { Err(InvalidEmail::TooLong) } else { Ok(Self(prefix)) }
    }

    /// The prefix that canonical forms have.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows nothing, as an address does.
impl fmt::Debug for EmailPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailPrefix(..)")
    }
}

/// Writes an address as it was given, for people whose own it is.
pub(super) fn as_given<S: Serializer>(
    address: &EmailAddress,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(address)
}

fn is_local_part(local: &str) -> bool {
    let refused =
        |c: char| c.is_whitespace() || c.is_control() || SPECIALS.contains(c) || is_invisible(c);
    !local.is_empty()
        && !local.chars().any(refused)
        && local.split('.').all(|word| !word.is_empty())
}

/// Characters that show nothing and so let two different addresses look alike.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn canonical_domain(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    let is_name = ascii.contains('.') && ascii.split('.').all(|label| !label.is_empty());
    let is_number = ascii.rsplit('.').next()?.bytes().all(|byte| byte.is_ascii_digit());
    (is_name && !is_number).then_some(ascii)
}

/// The address as it was given, trimmed and normalized.
impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.given)
    }
}

/// Shows nothing: addresses are personal data and have no place in a log.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for EmailAddress {}

#[cfg(test)]
mod tests {
    use super::{EmailAddress, InvalidEmail};

    fn canonical(text: &str) -> String {
        EmailAddress::parse(text).unwrap().canonical()
    }

    #[test]
    fn addresses_compare_without_case_and_space_around() {
        assert_eq!(
            EmailAddress::parse(" Ada@Example.COM "),
            EmailAddress::parse("ada@example.com")
        );
    }

    #[test]
    fn plus_signs_and_dots_are_kept() {
        assert_eq!(canonical("a.d.a+shop@example.com"), "a.d.a+shop@example.com");
    }

    #[test]
    fn domains_compare_as_a_labels() {
        assert_eq!(canonical("ada@BÜCHER.example"), "ada@xn--bcher-kva.example");
    }

    #[test]
    fn only_ascii_letters_lose_their_case() {
        assert_ne!(canonical("Ärzte@example.com"), canonical("ärzte@example.com"));
        assert_eq!(canonical("a\u{308}@example.com"), canonical("ä@example.com"), "both are NFC");
    }

    #[test]
    fn what_is_given_is_kept_for_people() {
        let address = EmailAddress::parse(" Ada@BÜCHER.example ").unwrap();
        assert_eq!(address.to_string(), "Ada@BÜCHER.example");
        assert_eq!(address.deliverable(), "Ada@xn--bcher-kva.example");
    }

    #[test]
    fn what_no_mail_server_takes_is_refused() {
        let refused = [
            "",
            "@",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "ada@@example.com",
            "ada@b@example.com",
            "a da@example.com",
            "ada\r\nBcc: x@example.com",
            "ada@exam ple.com",
            "ada,bob@example.com",
            "<ada@example.com>",
            "\"ada\"@example.com",
            ".ada@example.com",
            "ada.@example.com",
            "a..da@example.com",
            "ada@.example.com",
            "ada@example..com",
            "ada@example.com.",
            "ada@127.0.0.1",
            "ada@[127.0.0.1]",
            "a\u{200b}da@example.com",
            "a\u{0}da@example.com",
            "ada@exa_mple.com",
            "ada@-.com",
        ];
        for text in refused {
            assert_eq!(EmailAddress::parse(text), Err(InvalidEmail::Malformed), "{text:?}");
        }
    }

    #[test]
    fn length_is_bounded() {
        let local = "a".repeat(64);
        assert!(EmailAddress::parse(&format!("{local}@example.com")).is_ok());
        let longer = EmailAddress::parse(&format!("{local}a@example.com"));
        assert_eq!(longer, Err(InvalidEmail::TooLong));
        let label = "b".repeat(63);
        let domain = format!("{local}@{label}.{label}.{label}.com");
        assert_eq!(EmailAddress::parse(&domain), Err(InvalidEmail::TooLong));
    }

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?}", EmailAddress::parse("ada@example.com").unwrap());
        assert!(!shown.contains("ada"));
    }
}
