//! HTTP requests as clients send them, and what comes back.

use std::net::IpAddr;

use axum::body::Bytes;
use http::{HeaderMap, Method, Request, header};
use serde_json::Value;

/// The paths of the customer's endpoints.
#[derive(Clone, Copy, Debug)]
pub struct PortalPaths;

impl PortalPaths {
    /// Asking for a code.
    pub const REQUEST: &str = "/v1/customer-portal/customer-session/request";
    /// Exchanging it.
    pub const AUTHENTICATE: &str = "/v1/customer-portal/customer-session/authenticate";
    /// Introspection.
    pub const INTROSPECT: &str = "/v1/customer-portal/customer-session/introspect";
    /// Who is signed in.
    pub const USER: &str = "/v1/customer-portal/customer-session/user";
    /// Signing out.
    pub const SESSION: &str = "/v1/customer-portal/customer-session";
    /// Where else the customer is signed in.
    pub const SESSIONS: &str = "/v1/customer-portal/customer-sessions";
    /// A merchant's own sessions for customers.
    pub const CUSTOMER_SESSIONS: &str = "/v1/customer-sessions/";
    /// A merchant's customers, and below each the members of a team.
    pub const CUSTOMERS: &str = "/v1/customers";
    /// The members of a customer that the query names.
    pub const MEMBERS: &str = "/v1/members";
}

/// The address that calls come from unless they say otherwise.
pub(crate) const HOME: &str = "192.0.2.1";

/// The header that says which of several calls one is. No function knows it.
pub(crate) const RACER: &str = "x-test-racer";

/// A request under construction.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
    from: IpAddr,
}

impl Call {
    /// A call with this method.
    pub fn new(method: Method, path: &str) -> Self {
        let from = HOME.parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "api.example.com".parse().unwrap());
        Self { method, path: path.to_owned(), headers, body: Bytes::new(), from }
    }

    /// A `GET`.
    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    /// A `POST`.
    pub fn post(path: &str) -> Self {
        Self::new(Method::POST, path)
    }

    /// A `PATCH`.
    pub fn patch(path: &str) -> Self {
        Self::new(Method::PATCH, path)
    }

    /// A `DELETE`.
    pub fn delete(path: &str) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// The same with this body and no more said about it.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// The same with this header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    /// The same with this bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// The same from this address.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.from = address.parse().unwrap();
        self
    }

    /// The same as one of several that run at once: what it does to the table says so.
    #[must_use]
    pub(crate) fn racing(self, racer: usize) -> Self {
        self.header(RACER, &racer.to_string())
    }

    pub(crate) fn into_parts(self) -> (Request<Bytes>, IpAddr) {
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().unwrap();
        *request.headers_mut() = self.headers;
        (request, self.from)
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    pub(crate) fn of(response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    /// A field of the body, as a text.
    pub fn text(&self, field: &str) -> String {
        let json = self.json();
        let text = json.get(field).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("no {field} in {json}")).to_owned()
    }

    /// A header, as a text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Fails unless it has this status.
    #[track_caller]
    pub fn expect_status(&self, status: u16) {
        assert_eq!(self.status, status, "{:?}", self.body);
    }

    /// The same answer, if it has this status.
    #[must_use]
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:?}", self.body);
        self
    }
}
