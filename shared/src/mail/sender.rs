//! The sender's name in a mail's header.

use aws_smithy_types::base64;

use crate::domain::organization::OrganizationName;

/// Bytes whose base64 fits an encoded word (RFC 2047 section 2: 75 characters in all).
const CHUNK: usize = 42;

/// Characters that SES takes as a sender, name and all; of a longer name, the beginning is shown.
const LIMIT: usize = 320;

/// `"Name" <address>`: plain ASCII as a quoted string (RFC 5322 section 3.2.4), anything else as
/// encoded words.
pub(super) fn named(name: &OrganizationName, address: &str) -> String {
    let name = name.as_str();
    if name.is_ascii() {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{quoted}\" <{address}>");
    }
    let mut header = String::new();
    for chunk in chunks(name) {
        let word = format!("=?UTF-8?B?{}?= ", base64::encode(chunk));
        if header.len() + word.len() + address.len() + 2 > LIMIT {
            break;
        }
        header.push_str(&word);
    }
    format!("{header}<{address}>")
}

/// Parts of at most [`CHUNK`] bytes that split no character.
fn chunks(text: &str) -> Vec<String> {
    let mut chunks = vec![String::new()];
    for c in text.chars() {
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + c.len_utf8() <= CHUNK => chunk.push(c),
            _ => chunks.push(c.to_string()),
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::domain::organization::OrganizationName;

    fn header(name: &str) -> String {
        named(&OrganizationName::parse(name).unwrap(), "login@example.com")
    }

    #[test]
    fn a_plain_name_is_quoted() {
        assert_eq!(header("Acme, Inc."), r#""Acme, Inc." <login@example.com>"#);
        assert_eq!(header(r#"A "B" \ C"#), r#""A \"B\" \\ C" <login@example.com>"#);
    }

    #[test]
    fn any_other_name_is_encoded_in_words_that_fit() {
        assert_eq!(header("Café"), "=?UTF-8?B?Q2Fmw6k=?= <login@example.com>");
        let long = header(&"é".repeat(64));
        assert!(long.is_ascii());
        assert_eq!(long.matches("=?UTF-8?B?").count(), 4);
        assert!(long.split(' ').all(|word| word.len() <= 75));
        assert!(header(&"\u{1f511}".repeat(64)).len() <= 320);
    }
}
