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
        let well_formed = (1..=LIMIT).contains(&text.len()) && !text.chars().any(is_unfit);
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidName) }
    }
}

/// Characters that no name has: control characters, and those that turn round the text behind them
/// (Unicode UAX 9, section 2), by which one name can be made to look like another.
pub(super) fn is_unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
        for text in ["", " ", "a\nb", "a\u{202e}b", &"a".repeat(257)] {
            assert!(Name::parse(text).is_err(), "{text:?}");
        }
    }
}
