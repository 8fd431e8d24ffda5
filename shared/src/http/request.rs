//! Requests: bodies become inputs, with all their faults listed at once.

use std::{borrow::Cow, fmt::Display, net::IpAddr, str::FromStr};

use http::header;
use lambda_http::{Body, Request, RequestExt, request::RequestContext};
use serde_json::{Map, Value};

use super::error::{ApiError, Fault};
use crate::domain::{
    idempotency::IdempotencyKey,
    locale::Locale,
    metadata::{InvalidMetadata, Metadata},
    network::Network,
};

/// The header that makes a call safe to repeat.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// Bytes that a body may have.
const BODY_LIMIT: usize = 64 * 1024;

/// What an endpoint reads from a body.
pub trait Input: Sized {
    /// Takes each field, whether the one before was valid or not, so that all faults are found;
    /// nothing where one of them is.
    fn read(fields: &mut Fields) -> Option<Self>;
}

/// The input of a request's JSON body.
///
/// # Errors
/// 413, 415 or 422, the last with every fault of the body.
pub fn json<T: Input>(request: &Request) -> Result<T, ApiError> {
    body(request)?.input()
}

/// The fields of a request's JSON body, before they are read as an input.
///
/// # Errors
/// 413, 415 or 422.
pub fn body(request: &Request) -> Result<Fields, ApiError> {
    Ok(Fields::of("body", object(request)?))
}

/// The input of a request's query. Of several values of one name, the first counts, unless the
/// field takes several.
///
/// # Errors
/// 422 with every fault of the query.
pub fn query<T: Input>(request: &Request) -> Result<T, ApiError> {
    // Not that of the URI: a `#` in the path, which the gateway has decoded, takes it off there.
    let mut object = Map::new();
    for (name, value) in request.query_string_parameters().iter() {
        let values = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(values) = values {
            values.push(value.into());
        }
    }
    Fields::of("query", object).input()
}

/// The fields of an object, and what was found to be wrong with them.
pub struct Fields {
    place: Vec<&'static str>,
    object: Map<String, Value>,
    faults: Vec<Fault>,
}

impl Fields {
    fn of(place: &'static str, object: Map<String, Value>) -> Self {
        Self { place: vec![place], object, faults: Vec::new() }
    }

    /// The input that they make.
    ///
    /// # Errors
    /// 422 with every fault, those noted before among them.
    pub fn input<T: Input>(mut self) -> Result<T, ApiError> {
        let input = T::read(&mut self);
        match input {
            Some(input) if self.faults.is_empty() => Ok(input),
            _ => Err(ApiError::Invalid(self.faults)),
        }
    }

    /// A text that must be there and be valid.
    pub fn required<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.text(field, Shown::Yes)? {
            Some(text) => self.parsed(field, &text, parse),
            None => self.missing(field),
        }
    }

    /// A text that may be missing or null, and otherwise must be valid. The outer option is none
    /// where it is not.
    pub fn optional<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match self.text(field, Shown::Yes)? {
            Some(text) => self.parsed(field, &text, parse).map(Some),
            None => Some(None),
        }
    }

    /// The same, but an invalid text's fault is handed over and not noted: for a field whose fault
    /// is to be told together with what only a read can find.
    ///
    /// # Errors
    /// The fault.
    pub fn tentative<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Fault> {
        self.optional(field, parse).ok_or_else(|| {
            let noted = self.faults.pop();
            noted.unwrap_or_else(|| self.invalid(field, "This is not valid.", ()))
        })
    }

    /// A field of a query that may be there several times, each time valid.
    pub fn several<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        let Some(Value::Array(values)) = self.object.remove(field) else { return Some(Vec::new()) };
        let texts = values.iter().filter_map(Value::as_str);
        // All of them before any is missed: a collected option would end at the first fault.
        let parsed: Vec<_> = texts.map(|text| self.parsed(field, text, &parse)).collect();
        parsed.into_iter().collect()
    }

    /// An object that may be missing or null, and whose fields are read like those of a body.
    pub fn optional_object<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some(object) = self.object(field)? else { return Some(None) };
        let place = self.place.iter().copied().chain([field]).collect();
        let mut inner = Self { place, object, faults: Vec::new() };
        let value = read(&mut inner).filter(|_| inner.faults.is_empty());
        self.faults.append(&mut inner.faults);
        value.map(Some)
    }

    /// Metadata, which may be missing or null.
    pub fn optional_metadata(&mut self, field: &'static str) -> Option<Option<Metadata>> {
        let Some(object) = self.object(field)? else { return Some(None) };
        let InvalidMetadata { faults, object } = match Metadata::parse(object) {
            Ok(metadata) => return Some(Some(metadata)),
            Err(invalid) => invalid,
        };
        for fault in faults {
            let sent = match fault.key() {
                Some(key) => object.get(key).cloned().unwrap_or_default(),
                None => Value::Object(object.clone()),
            };
            let mut told = self.invalid(field, fault.to_string(), sent);
            told.loc.extend(fault.key().map(|key| Cow::Owned(key.to_owned())));
            self.faults.push(told);
        }
        None
    }

    #[expect(clippy::option_option, reason = "whether it is valid, and whether it is there")]
    fn object(&mut self, field: &'static str) -> Option<Option<Map<String, Value>>> {
        match self.object.remove(field) {
            None | Some(Value::Null) => Some(None),
            Some(Value::Object(object)) => Some(Some(object)),
            Some(other) => {
                let fault = self.invalid(field, "This must be an object.", other);
                self.fault(Fault { r#type: "object_type", ..fault })
            }
        }
    }

    /// A secret text of at most this many characters that must be there; no fault shows it.
    pub fn secret(&mut self, field: &'static str, longest: usize) -> Option<String> {
        match self.optional_secret(field, longest)? {
            Some(text) => Some(text),
            None => self.missing(field),
        }
    }

    /// A secret text of at most this many characters that may be missing or null.
    pub fn optional_secret(
        &mut self,
        field: &'static str,
        longest: usize,
    ) -> Option<Option<String>> {
        match self.text(field, Shown::No)? {
            Some(text) if text.chars().count() > longest => {
                let msg = format!("This has at most {longest} characters.");
                let fault = self.invalid(field, msg, ());
                self.fault(Fault { r#type: "string_too_long", ..fault })
            }
            found => Some(found),
        }
    }

    /// Whether there is a field whose name begins so.
    #[must_use]
    pub fn has_any(&self, prefix: &str) -> bool {
        self.object.keys().any(|name| name.starts_with(prefix))
    }

    /// Notes a fault.
    pub fn fault<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// Notes that a field that must be there is not.
    pub fn missing<T>(&mut self, field: &'static str) -> Option<T> {
        let fault = self.invalid(field, "This field is required.", ());
        self.fault(Fault { r#type: "missing", ..fault })
    }

    /// What is wrong with the value of a field.
    #[must_use]
    pub fn invalid(
        &self,
        field: &'static str,
        msg: impl Into<String>,
        input: impl Into<Value>,
    ) -> Fault {
        Fault::at(&self.place, field, msg, input)
    }

    #[expect(clippy::option_option, reason = "whether it is valid, and whether it is there")]
    fn text(&mut self, field: &'static str, shown: Shown) -> Option<Option<String>> {
        match self.object.remove(field) {
            None | Some(Value::Null) => Some(None),
            Some(Value::String(text)) => Some(Some(text)),
            // A query's field, which has one value at least.
            Some(Value::Array(values)) if self.place == ["query"] => {
                Some(values.into_iter().find_map(|value| value.as_str().map(str::to_owned)))
            }
            Some(other) => {
                let input = if shown == Shown::Yes { other } else { Value::Null };
                let fault = self.invalid(field, "This must be a string.", input);
                self.fault(Fault { r#type: "string_type", ..fault })
            }
        }
    }

    fn parsed<T, E: Display>(
        &mut self,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let fault = self.invalid(field, error.to_string(), text);
                self.fault(fault)
            }
        }
    }
}

/// Whether a fault may show what was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Yes,
    No,
}

/// Reads a boolean of a query.
///
/// # Errors
/// A sentence for a person.
pub fn boolean(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("This must be true or false."),
    }
}

/// Reads an id.
///
/// # Errors
/// A sentence for a person.
pub fn id<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.trim().parse().map_err(|_| "This is not a valid UUID.")
}

/// The network that a request comes from, by the gateway's word and no header's.
///
/// # Errors
/// 500 where the event names no address, which no HTTP API's event does.
pub fn network(request: &Request) -> Result<Network, ApiError> {
    let context = request.request_context_ref();
    let Some(RequestContext::ApiGatewayV2(context)) = context else {
        return Err(ApiError::Internal("the event is not an HTTP API's".into()));
    };
    let address = context.http.source_ip.as_deref().unwrap_or_default();
    let address: IpAddr = address.parse().map_err(|error| ApiError::Internal(Box::new(error)))?;
    Ok(Network::of(address))
}

/// The browser or program that a request comes from, by its own word.
#[must_use]
pub fn user_agent(request: &Request) -> Option<&str> {
    request.headers().get(header::USER_AGENT)?.to_str().ok()
}

/// The language that a request asks for: that of `?locale=` where there is such a language, and
/// otherwise the one that `Accept-Language` prefers.
#[must_use]
pub fn locale(request: &Request) -> Locale {
    let query = request.uri().query().unwrap_or_default();
    let mut asked =
        url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == "locale");
    let asked = asked.find_map(|(_, tag)| Locale::parse(&tag));
    asked.unwrap_or_else(|| {
        let accepted = request.headers().get_all(header::ACCEPT_LANGUAGE).iter();
        // Several lines are one list (RFC 9110 section 5.3).
        let accepted: Vec<_> = accepted.filter_map(|line| line.to_str().ok()).collect();
        Locale::negotiate(&accepted.join(","))
    })
}

/// The idempotency key that a request carries.
///
/// # Errors
/// The fault of a header that is none.
pub fn idempotency_key(request: &Request) -> Result<Option<IdempotencyKey>, Fault> {
    let Some(header) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = IdempotencyKey::parse(header.to_str().unwrap_or_default());
    key.map(Some).map_err(|error| Fault::at(&["header"], IDEMPOTENCY_KEY, error.to_string(), ()))
}

/// The bytes of a request's body.
///
/// # Errors
/// 413.
pub(super) fn body_bytes(request: &Request) -> Result<&[u8], ApiError> {
    let bytes = match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    };
    if bytes.len() > BODY_LIMIT { Err(ApiError::PayloadTooLarge) } else { Ok(bytes) }
}

/// Whether a request's body is said to be of this type.
pub(super) fn has_media_type(request: &Request, expected: &str) -> bool {
    media_type(request).is_some_and(|media_type| media_type == expected)
}

fn object(request: &Request) -> Result<Map<String, Value>, ApiError> {
    let bytes = body_bytes(request)?;
    if !is_json(request) {
        return Err(ApiError::UnsupportedMediaType);
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(malformed("The body must be a JSON object.")),
        Err(_) => Err(malformed("The body is not valid JSON.")),
    }
}

/// Whether the content is said to be JSON, or not said to be anything.
fn is_json(request: &Request) -> bool {
    media_type(request).is_none_or(|media_type| {
        media_type == "application/json"
            || (media_type.starts_with("application/") && media_type.ends_with("+json"))
    })
}

/// What the content is said to be, in lower case and without parameters.
fn media_type(request: &Request) -> Option<String> {
    let header = request.headers().get(header::CONTENT_TYPE)?;
    let media_type = header.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    Some(media_type.trim().to_ascii_lowercase())
}

fn malformed(msg: &str) -> ApiError {
    ApiError::Invalid(vec![Fault {
        loc: vec![Cow::Borrowed("body")],
        msg: msg.to_owned(),
        r#type: "json_invalid",
        input: Value::Null,
    }])
}

#[cfg(test)]
mod tests {
    use http::header::{ACCEPT_LANGUAGE, HeaderValue};
    use lambda_http::Request;

    use super::locale;
    use crate::domain::locale::Locale;

    fn asks_for(uri: &str, accepted: &[&[u8]]) -> Locale {
        let mut request = Request::default();
        *request.uri_mut() = uri.parse().unwrap();
        for line in accepted {
            let line = HeaderValue::from_bytes(line).unwrap();
            request.headers_mut().append(ACCEPT_LANGUAGE, line);
        }
        locale(&request)
    }

    #[test]
    fn a_request_asks_for_a_language_in_its_query_or_its_headers() {
        assert_eq!(asks_for("/", &[]), Locale::En);
        assert_eq!(asks_for("/", &[b"de"]), Locale::De);
        assert_eq!(asks_for("/?locale=fr", &[b"de"]), Locale::Fr);
        assert_eq!(asks_for("/?locale=xx&locale=pt%5FBR", &[b"de"]), Locale::PtBr);
        assert_eq!(asks_for("/?Locale=fr&localex=fr", &[b"de"]), Locale::De);
    }

    #[test]
    fn several_lines_of_a_header_are_one_and_one_that_is_no_text_is_none() {
        assert_eq!(asks_for("/", &[b"de;q=0.5", b"sv;q=0.6"]), Locale::Sv);
        assert_eq!(asks_for("/", &[b"\xff", b"ko"]), Locale::Ko);
    }
}
