//! Where the portal's back button leads.

use std::fmt;

use serde::Serialize;
use url::Url;

const LIMIT: usize = 2048;

/// An absolute http or https URL, normalized (WHATWG URL), without credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ReturnUrl(String);

/// Why a text is no return URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReturnUrl {
    /// Not a URL, or too long for one.
    #[error("This is not a valid URL of at most 2,048 characters.")]
    Malformed,
    /// A scheme other than http and https, or a name and password in it.
    #[error("A return URL begins with https:// or http:// and holds no user name.")]
    Forbidden,
}

impl ReturnUrl {
    /// Reads a URL as a merchant sends it.
    ///
    /// # Errors
    /// [`InvalidReturnUrl`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, InvalidReturnUrl> {
        let url = Url::parse(text).map_err(|_| InvalidReturnUrl::Malformed)?;
        if url.as_str().len() > LIMIT {
            return Err(InvalidReturnUrl::Malformed);
        }
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidReturnUrl::Forbidden);
        }
        Ok(Self(url.into()))
    }

    /// The URL itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its origin, such as `https://shop.example.com`, in the ASCII form of RFC 6454.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.0).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }
}

impl fmt::Display for ReturnUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidReturnUrl, ReturnUrl};

    #[test]
    fn web_addresses_are_accepted_and_normalized() {
        let url = ReturnUrl::parse("HTTPS://Shop.Example.com:443/a?b=c#d").unwrap();
        assert_eq!(url.as_str(), "https://shop.example.com/a?b=c#d");
        assert_eq!(url.origin(), "https://shop.example.com");
        assert_eq!(
            ReturnUrl::parse("http://localhost:3000").unwrap().origin(),
            "http://localhost:3000"
        );
    }

    #[test]
    fn everything_else_is_refused() {
        let refused = [
            ("", InvalidReturnUrl::Malformed),
            ("/account", InvalidReturnUrl::Malformed),
            ("//evil.example", InvalidReturnUrl::Malformed),
            ("javascript:alert(1)", InvalidReturnUrl::Forbidden),
            ("data:text/html,x", InvalidReturnUrl::Forbidden),
            ("https://shop.example.com@evil.example/", InvalidReturnUrl::Forbidden),
            ("ftp://shop.example.com/", InvalidReturnUrl::Forbidden),
        ];
        for (text, error) in refused {
            assert_eq!(ReturnUrl::parse(text), Err(error), "{text:?}");
        }
        let long = format!("https://shop.example.com/{}", "a".repeat(2_048));
        assert_eq!(ReturnUrl::parse(&long), Err(InvalidReturnUrl::Malformed));
    }
}
