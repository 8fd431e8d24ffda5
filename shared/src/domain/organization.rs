//! Organizations: the merchants, each a tenant of its own.

use super::{
    accent_color::AccentColor, id::OrganizationId, logo::LogoHash, name::is_unfit,
    return_url::ReturnUrl, timestamp::Timestamp,
};

const SLUG_LIMIT: usize = 63;
const NAME_LIMIT: usize = 64;
const RESERVED: [&str; 2] = ["v1", "docs"];

/// An organization.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its part of the portal's address.
    pub slug: Slug,
    /// What its customers call it.
    pub name: OrganizationName,
    /// What its pages are accented with.
    pub accent_color: AccentColor,
    /// What names its logo, where it has one.
    pub logo: Option<LogoHash>,
    /// Origins that a `return_url` may have; where the list is empty, any.
    pub return_origins: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl Organization {
    /// Whether the portal may lead back to this page.
    #[must_use]
    pub fn allows_return_to(&self, url: &ReturnUrl) -> bool {
        self.return_origins.is_empty() || self.return_origins.contains(&url.origin())
    }
}

/// An organization's part of the portal's address: 1 to 63 lower-case letters, digits and dashes,
/// no dash at either end, and neither `v1` nor `docs`, which are the API's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slug(String);

/// Why a text is no slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "A slug has 1 to 63 lower-case letters, digits and dashes, no dash at either end, and is neither v1 nor docs."
)]
pub struct InvalidSlug;

impl Slug {
    /// Reads a slug.
    ///
    /// # Errors
    /// [`InvalidSlug`] where the text has not its form.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let well_formed = (1..=SLUG_LIMIT).contains(&text.len())
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if well_formed && !RESERVED.contains(&text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSlug)
        }
    }

    /// The slug itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an organization's customers call it, in pages and in a mail's headers: 1 to 64
/// characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationName(String);

/// Why a text is no name of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A name has 1 to 64 characters and no line breaks or other control characters.")]
pub struct InvalidName;

impl OrganizationName {
    /// Reads a name, trimmed.
    ///
    /// # Errors
    /// [`InvalidName`] where the text has not its form.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        let well_formed =
            (1..=NAME_LIMIT).contains(&text.chars().count()) && !text.chars().any(is_unfit);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidName) }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{OrganizationName, Slug};

    #[test]
    fn a_slug_is_one_plain_part_of_a_path() {
        for text in ["a", "acme", "acme-2", &"a".repeat(63)] {
            assert!(Slug::parse(text).is_ok(), "{text}");
        }
        for text in ["", "-a", "a-", "Acme", "a/b", "a.b", "é", "v1", "docs", &"a".repeat(64)] {
            assert!(Slug::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_fits_a_mail_header() {
        assert_eq!(OrganizationName::parse(" Café & Söhne ").unwrap().as_str(), "Café & Söhne");
        for text in ["", "  ", "a\r\nBcc: b", &"a".repeat(65)] {
            assert!(OrganizationName::parse(text).is_err(), "{text:?}");
        }
    }
}
