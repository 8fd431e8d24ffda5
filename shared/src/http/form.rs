//! Forms of the hosted page: what they carry, and whether they come from our own page.
//!
//! Every form carries a token that the browser has in a cookie too (OWASP, "Double-Submit Cookie").
//! Another site can neither read nor set that cookie, so it can neither act in a customer's name nor
//! sign a customer in to an account of its own. Beside it, the browser itself says where a form came
//! from: `Sec-Fetch-Site` where it knows that header, else `Origin`. Where it does, one of the two
//! alone would do (decision 0010); each has its test.

use std::collections::HashMap;

use http::HeaderMap;
use lambda_http::Request;
use subtle::ConstantTimeEq;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{
    error::ApiError,
    request::{body_bytes, has_media_type},
};
use crate::rng::{NoRandomness, Rng};

/// What ties a browser's forms to its cookie: 128 random bits as 32 hexadecimal digits.
pub struct FormToken(Zeroizing<String>);

impl FormToken {
    const LENGTH: usize = 32;
    /// The field that carries it.
    pub const FIELD: &str = "form_token";

    /// A new one.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn new(rng: &Rng) -> Result<Self, NoRandomness> {
        let random = u128::from_be_bytes(rng.bytes()?);
        Ok(Self(Zeroizing::new(format!("{random:032x}"))))
    }

    /// The one in a cookie, if it has the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed =
            text.len() == Self::LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        well_formed.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text itself: for the cookie and the page's forms, and for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

/// Shows nothing.
impl std::fmt::Debug for FormToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormToken(..)")
    }
}

/// The fields of a form. It has no `Debug`, for it may hold a code.
pub struct Form(HashMap<String, Zeroizing<String>>);

impl Form {
    /// Characters that a field may have; one that is longer counts as not sent.
    const LONGEST: usize = 1_024;

    /// Reads a request's form. Of a field that was sent twice, the first counts.
    ///
    /// # Errors
    /// 413, 415.
    pub fn read(request: &Request) -> Result<Self, ApiError> {
        let bytes = body_bytes(request)?;
        if !has_media_type(request, "application/x-www-form-urlencoded") {
            return Err(ApiError::UnsupportedMediaType);
        }
        let mut fields = HashMap::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            if value.chars().count() <= Self::LONGEST {
                fields.entry(name.into_owned()).or_insert(Zeroizing::new(value.into_owned()));
            }
        }
        Ok(Self(fields))
    }

    /// A field's text.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(|text| text.as_str())
    }

    /// Whether the form is one of our own page's, in this browser.
    #[must_use]
    pub fn is_ours(&self, request: &Request, token: Option<&FormToken>) -> bool {
        let sent = self.get(FormToken::FIELD).unwrap_or_default();
        let has_token = token.is_some_and(|token| token.matches(sent));
        has_token && comes_from_here(request.headers())
    }
}

/// Whether the browser says that one of our pages sent this. Our pages have the referrer policy
/// `no-referrer`, under which a form's `Origin` is `null` (Fetch, "append a request Origin header"),
/// so a browser that sends no `Sec-Fetch-Site` may say just that.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some("null")) => true,
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, FormToken};
    use lambda_http::{Body, Request};

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    fn request(headers: &[(&'static str, &str)], body: &str) -> Request {
        let mut request = Request::new(Body::Text(body.to_owned()));
        let form = ("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
        for (name, value) in headers.iter().chain([&form, &("host", "portal.example.com")]) {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        request
    }

    fn is_ours(headers: &[(&'static str, &str)], body: &str) -> bool {
        let request = request(headers, body);
        let token = FormToken::parse(TOKEN).unwrap();
        Form::read(&request).unwrap().is_ours(&request, Some(&token))
    }

    #[test]
    fn a_form_needs_the_cookie_s_token_and_our_own_page() {
        let body = format!("a=b&form_token={TOKEN}");
        let ours: [&[(&str, &str)]; 4] = [
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("sec-fetch-site", "same-origin")],
            &[("origin", "https://portal.example.com")],
            &[("origin", "null")],
        ];
        for headers in ours {
            assert!(is_ours(headers, &body), "{headers:?}");
            assert!(!is_ours(headers, "a=b"), "{headers:?}");
            assert!(!is_ours(headers, "form_token="), "{headers:?}");
            assert!(!is_ours(headers, &body.replace('0', "1")), "{headers:?}");
        }
        let theirs: [&[(&str, &str)]; 6] = [
            &[("sec-fetch-site", "cross-site"), ("origin", "https://portal.example.com")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.example")],
            &[("origin", "https://portal.example.com.evil.example")],
            &[],
        ];
        for headers in theirs {
            assert!(!is_ours(headers, &body), "{headers:?}");
        }
    }

    #[test]
    fn a_browser_without_the_cookie_has_no_forms() {
        let headers = [("sec-fetch-site", "same-origin")];
        for body in ["form_token=", "", &format!("form_token={TOKEN}")] {
            let request = request(&headers, body);
            assert!(!Form::read(&request).unwrap().is_ours(&request, None));
        }
    }

    #[test]
    fn fields_are_decoded_and_endless_ones_are_not_there() {
        let body =
            format!("email=a%2Bb%40example.com&email=c&name=%C3%A9+x&long={}", "x".repeat(1_025));
        let form = Form::read(&request(&[], &body)).unwrap();
        assert_eq!(form.get("email"), Some("a+b@example.com"));
        assert_eq!(form.get("name"), Some("é x"));
        assert_eq!(form.get("long"), None);
    }
}
