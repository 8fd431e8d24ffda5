//! The answers of the hosted page: HTML, redirects and the files it needs, each with the headers
//! that keep it to itself.

use http::{HeaderName, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use sha2::{Digest, Sha256};

/// Headers of every answer of the page.
///
/// - OWASP ASVS 3.4.1: HTTPS from now on, for two years.
/// - ASVS 3.4.5: where a page was reached from, and so whatever its address holds, is told to
///   nobody.
/// - ASVS 3.4.8 and 3.5.8: a window that another site opened has no hold on it, and no other site
///   can embed what it serves.
/// - ASVS 3.4.6: what has no policy of its own, such as a redirect, loads and is framed by nothing.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// An answer of the hosted page.
#[derive(Debug)]
pub struct Page(Response<Body>);

impl Page {
    /// A page. `style` is the content of its one style element, which no other style is allowed
    /// beside; scripts come from our own files only. They fetch nothing: what may be read is for
    /// auditors' tools, which look for `robots.txt` from within a page.
    #[must_use]
    pub fn html(status: StatusCode, html: String, style: &str) -> Self {
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src '{}'; img-src 'self' data:; \
             connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            source_hash(style)
        );
        Self::new(status, Body::Text(html))
            .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, &policy)
    }

    /// On to another page, with a GET (RFC 9110 section 15.4.4).
    #[must_use]
    pub fn see_other(path: &str) -> Self {
        Self::new(StatusCode::SEE_OTHER, Body::Empty).header(header::LOCATION, path)
    }

    /// A file that the page needs, under a name that changes with its content: a cache may keep it.
    /// Whatever it is, opened by itself it can do nothing.
    #[must_use]
    pub fn file(media_type: &str, content: Body) -> Self {
        Self::new(StatusCode::OK, content)
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
            .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
    }

    /// The same with this header. A value that no header can have is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers_mut().insert(name, value);
        }
        self
    }

    /// The same with this cookie.
    #[must_use]
    pub fn cookie(mut self, cookie: Option<HeaderValue>) -> Self {
        if let Some(cookie) = cookie {
            self.0.headers_mut().append(header::SET_COOKIE, cookie);
        }
        self
    }

    /// The answer as it goes out.
    #[must_use]
    pub fn respond(self) -> Response<Body> {
        self.0
    }

    fn new(status: StatusCode, body: Body) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = HEADERS.into_iter().chain([(header::CACHE_CONTROL, "no-store")]);
        for (name, value) in headers {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        Self(response)
    }
}

/// `sha256-…` (CSP Level 3, "hash-source").
fn source_hash(source: &str) -> String {
    use aws_smithy_types::base64::encode;
    format!("sha256-{}", encode(Sha256::digest(source)))
}
