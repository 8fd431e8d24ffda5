//! The event of payload format 2.0.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::body::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, USER_AGENT};
use http::request::Parts;
use http::uri::Authority;
use lambda_http::Body;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;
use url::{Url, form_urlencoded};

use super::Match;
use super::percent::percent_decoded;

/// A request, and what the gateway alone knows about it.
#[derive(Debug)]
pub struct Arrival {
    /// Method, address, protocol and headers.
    pub parts: Parts,
    /// The whole body, as it was sent.
    pub body: Bytes,
    /// The address of the connection's other end.
    pub source_ip: IpAddr,
    /// When it came.
    pub at: OffsetDateTime,
    /// The gateway's id for it.
    pub request_id: String,
}

impl Arrival {
    /// The event for a request that takes the route found.
    #[must_use]
    pub fn event(&self, found: &Match<'_>) -> Value {
        let path = self.path();
        let url = self.url();
        let domain = url.as_ref().and_then(Url::host_str).unwrap_or("localhost");
        let query = self.parts.uri.query().unwrap_or_default();

        let mut event = json!({
            "version": "2.0",
            "routeKey": found.route_key,
            "rawPath": path,
            "rawQueryString": query,
            "headers": self.headers(),
            "requestContext": {
                "accountId": "000000000000",
                "apiId": "local",
                "domainName": domain,
                "domainPrefix": domain.split('.').next(),
                "http": {
                    "method": self.parts.method.as_str(),
                    "path": path,
                    "protocol": format!("{:?}", self.parts.version),
                    "sourceIp": self.source_ip.to_string(),
                    "userAgent": self.header(USER_AGENT).unwrap_or_default(),
                },
                "requestId": self.request_id,
                "routeKey": found.route_key,
                "stage": "$default",
                "time": common_log_time(self.at),
                "timeEpoch": self.at.unix_timestamp() * 1000 + i64::from(self.at.millisecond()),
            },
            "isBase64Encoded": false,
        });
        // The rest is there only when it has something in it.
        if let Some(fields) = event.as_object_mut() {
            fields.extend(self.cookies());
            fields.extend(query_parameters(query));
            if !found.path_parameters.is_empty() {
                fields.insert("pathParameters".to_owned(), json!(found.path_parameters));
            }
            fields.extend(self.body_fields());
        }
        event
    }

    /// The path, decoded: HTTP APIs decode it before they look for a route, `rawPath` is no more
    /// raw than that, and it ends at a question mark that was encoded.
    #[must_use]
    pub fn path(&self) -> String {
        let path = percent_decoded(self.parts.uri.path());
        path.split_once('?').map_or(path.clone(), |(path, _rest)| path.to_owned())
    }

    /// Whether it has a path, and a host that names one if any: API Gateway lets nothing else in.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let host = self.url().is_some() || !self.parts.headers.contains_key(HOST);
        host && self.parts.uri.path().starts_with('/')
    }

    /// Where the `Host` header points.
    fn url(&self) -> Option<Url> {
        let host: Authority = self.header(HOST)?.parse().ok()?;
        Url::parse(&format!("http://{host}/")).ok()
    }

    fn header(&self, name: http::HeaderName) -> Option<Cow<'_, str>> {
        self.parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
    }

    /// Lower-case names, duplicates joined by commas; cookies and what concerns only the connection
    /// are left out.
    fn headers(&self) -> BTreeMap<String, String> {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &self.parts.headers {
            if HOP_BY_HOP.contains(&name.as_str()) || name == COOKIE {
                continue;
            }
            let value = String::from_utf8_lossy(value.as_bytes());
            joined(&mut headers, name.as_str(), &value, ",");
        }
        joined(&mut headers, "x-forwarded-for", &self.source_ip.to_string(), ", ");
        headers.insert("x-forwarded-proto".to_owned(), "http".to_owned());
        headers.insert("content-length".to_owned(), self.body.len().to_string());
        headers
    }

    fn cookies(&self) -> Option<(String, Value)> {
        let headers = self.parts.headers.get_all(COOKIE).iter();
        let headers: Vec<_> =
            headers.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let cookies = headers.iter().flat_map(|header| header.split(';')).map(str::trim_ascii);
        let cookies: Vec<&str> = cookies.filter(|cookie| !cookie.is_empty()).collect();
        (!cookies.is_empty()).then(|| ("cookies".to_owned(), json!(cookies)))
    }

    fn body_fields(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        if self.body.is_empty() {
            return fields;
        }
        let text = str::from_utf8(&self.body).ok().filter(|_| self.is_text());
        let body = text.map_or_else(|| json!(Body::Binary(self.body.to_vec())), Value::from);
        fields.insert("body".to_owned(), body);
        fields.insert("isBase64Encoded".to_owned(), text.is_none().into());
        fields
    }

    /// The content types that arrive as text; a form, for one, does not.
    fn is_text(&self) -> bool {
        let Some(content_type) = self.header(CONTENT_TYPE) else {
            return true;
        };
        let content_type =
            content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        content_type.starts_with("text/")
            || ["application/json", "application/javascript", "application/xml"]
                .contains(&content_type.as_str())
            || content_type.ends_with("+json")
            || content_type.ends_with("+xml")
    }
}

const HOP_BY_HOP: [&str; 7] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn joined(into: &mut BTreeMap<String, String>, name: &str, value: &str, separator: &str) {
    match into.get_mut(name) {
        Some(earlier) => *earlier = format!("{earlier}{separator}{value}"),
        None => drop(into.insert(name.to_owned(), value.to_owned())),
    }
}

fn query_parameters(query: &str) -> Option<(String, Value)> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        joined(&mut parameters, &name, &value, ",");
    }
    (!parameters.is_empty()).then(|| ("queryStringParameters".to_owned(), json!(parameters)))
}

/// `12/Mar/2020:19:03:58 +0000`
fn common_log_time(at: OffsetDateTime) -> String {
    let format = format_description!(
        "[day]/[month repr:short]/[year]:[hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
    );
    at.format(format).unwrap_or_default()
}

#[cfg(test)]
mod tests;
