//! The merchant's own ids.

use std::fmt;

use serde::Serialize;

const LIMIT: usize = 255;

/// A merchant's own name for a customer or a member: 1 to 255 bytes of UTF-8, no control characters,
/// and neither a slash nor a question mark: either ends it in a path, even encoded, as the gateway
/// decodes a path before it looks for a route, and what is left would name somebody else. Nor is it
/// `.` or `..`, which clients take for steps on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ExternalId(String);

/// Why a text is no external id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "An external id has 1 to 255 bytes, no slash, no question mark and no control characters, and is not . or .."
)]
pub struct InvalidExternalId;

impl ExternalId {
    /// Reads an external id.
    ///
    /// # Errors
    /// [`InvalidExternalId`] where the text has not its form.
    pub fn parse(text: &str) -> Result<Self, InvalidExternalId> {
        let refused = |c: char| c.is_control() || matches!(c, '/' | '?');
        let well_formed = (1..=LIMIT).contains(&text.len())
            && !text.chars().any(refused)
            && !matches!(text, "." | "..");
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidExternalId) }
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::ExternalId;

    #[test]
    fn an_external_id_is_one_part_of_a_path_and_of_a_key() {
        for text in ["1", "user_42", "a b", "é", "a#b", &"a".repeat(255)] {
            assert!(ExternalId::parse(text).is_ok(), "{text}");
        }
        for text in ["", ".", "..", "a/b", "a?b", "a\n", &"a".repeat(256)] {
            assert!(ExternalId::parse(text).is_err(), "{text:?}");
        }
    }
}
