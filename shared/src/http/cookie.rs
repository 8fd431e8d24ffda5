//! Cookies of the hosted page: each is bound to this very host (`__Host-`, RFC 6265bis section
//! 4.1.3.2), out of reach of scripts, and not sent along by other sites' forms.

use http::HeaderValue;
use lambda_http::Request;

/// A cookie's name: what it is, and for one that belongs to an organization, whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieName(String);

impl CookieName {
    /// The cookie of this name for the whole host.
    #[must_use]
    pub fn of_host(what: &str) -> Self {
        Self(format!("__Host-latchkey-{what}"))
    }

    /// The cookie of this name for one organization, by its slug.
    #[must_use]
    pub fn of_organization(what: &str, slug: &str) -> Self {
        Self(format!("__Host-latchkey-{what}.{slug}"))
    }

    /// What a request brings under this name. Bytes are compared: a cookie of a neighbouring site
    /// that is no text is in nobody's way, and a name with spaces of other alphabets around it, which
    /// any neighbour can set, is another name.
    #[must_use]
    pub fn read<'a>(&self, request: &'a Request) -> Option<&'a str> {
        let headers = request.headers().get_all(http::header::COOKIE).iter();
        let pairs = headers.flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
        let texts = pairs.filter_map(|pair| str::from_utf8(pair.trim_ascii()).ok());
        let mut named = texts.filter_map(|pair| pair.split_once('='));
        named.find(|(name, _)| *name == self.0).map(|(_, value)| value)
    }

    /// The header that sets it: for so many seconds, or until the browser is closed. Nothing where
    /// the value holds what no header can.
    #[must_use]
    pub fn set(&self, value: &str, seconds: Option<u32>) -> Option<HeaderValue> {
        let life = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let name = &self.0;
        let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{life}");
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// The header that removes it.
    #[must_use]
    pub fn clear(&self) -> Option<HeaderValue> {
        self.set("", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::CookieName;
    use lambda_http::Request;

    fn request(cookies: &'static str) -> Request {
        let mut request = Request::default();
        request.headers_mut().insert("cookie", cookies.parse().unwrap());
        request
    }

    #[test]
    fn each_organization_has_its_own() {
        let name = CookieName::of_organization("session", "acme");
        let both = request(
            "a=b; __Host-latchkey-session.globex=1; __Host-latchkey-session.acme=2; \
             latchkey-session.acme=3",
        );
        assert_eq!(name.read(&both), Some("2"));
        assert_eq!(name.read(&request("__Host-latchkey-session.acme-2=1; x")), None);
        assert_eq!(name.read(&Request::default()), None);
    }

    #[test]
    fn it_is_bound_to_the_host_and_hidden_from_scripts() {
        let name = CookieName::of_host("form");
        assert_eq!(
            name.set("v", Some(60)).unwrap(),
            "__Host-latchkey-form=v; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60"
        );
        assert!(name.set("v\r\nset-cookie: a=b", None).is_none());
    }
}
