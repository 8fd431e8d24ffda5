//! What people call a customer or a member.

use std::fmt;

use serde::Serialize;

const LIMIT: usize = 256;

/// A name: at most 256 bytes of UTF-8, so that a principal stays under 1 KB, and no control
/// characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A name has 1 to 256 bytes and no line breaks or other control characters.")]
pub struct InvalidName;

impl Name {
    /// Reads a name, trimmed.
    ///
    /// # Errors
    /// [`InvalidName`] where the text has not its form.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        let well_formed = (1..=LIMIT).contains(&text.len()) && !text.chars().any(char::is_control);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidName) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_name_is_short_and_of_one_line() {
        assert_eq!(Name::parse(" Ada Lovelace ").unwrap().to_string(), "Ada Lovelace");
        assert!(Name::parse(&"a".repeat(256)).is_ok());
        for text in ["", " ", "a\nb", &"a".repeat(257)] {
            assert!(Name::parse(text).is_err(), "{text:?}");
        }
    }
}
