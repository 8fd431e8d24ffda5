//! Errors become HTTP here, as the last step, and nowhere else.

use std::borrow::Cow;

use aws_smithy_types::error::display::DisplayErrorContext;
use http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::response;
use crate::{
    app::NoPepper,
    aws::PepperError,
    config::ConfigError,
    domain::{budget::Exhausted, id::CustomerId, name::Name},
    rng::NoRandomness,
    store::StoreError,
};

/// Why a request is not granted. The contract's table of errors, row by row.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 401: no credentials, or credentials of another kind.
    #[error("no credentials")]
    Unauthorized,
    /// 401: a bad, expired or revoked token.
    #[error("invalid token")]
    InvalidToken,
    /// 401: a wrong, used, expired or exhausted code: one answer for all.
    #[error("invalid code")]
    CodeInvalidOrExpired,
    /// 403: the token lacks the scope.
    #[error("insufficient scope")]
    InsufficientScope,
    /// 404: no such thing, or another organization's.
    #[error("not found")]
    NotFound,
    /// 405: the path has other methods, these.
    #[error("method not allowed")]
    MethodNotAllowed(Vec<&'static str>),
    /// 409: several customers share the email.
    #[error("several customers share the email")]
    CustomerSelectionRequired(Vec<CustomerChoice>),
    /// 413: a body over 64 KiB.
    #[error("body too large")]
    PayloadTooLarge,
    /// 415: a body that is not JSON.
    #[error("body is not JSON")]
    UnsupportedMediaType,
    /// 422: invalid input, all faults at once.
    #[error("invalid input")]
    Invalid(Vec<Fault>),
    /// 429: over a limit.
    #[error("over a limit")]
    TooManyRequests(Exhausted),
    /// 503: the table is busy or out of reach, or time ran out.
    #[error("busy")]
    Busy(#[source] Option<StoreError>),
    /// 500: a mistake of ours.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One of several customers with the same email.
#[derive(Clone, Debug, Serialize)]
pub struct CustomerChoice {
    /// Its id.
    pub id: CustomerId,
    /// What people call it.
    pub name: Option<Name>,
}

/// One thing that is wrong with an input.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// Where: `["body", "email"]`.
    pub loc: Vec<Cow<'static, str>>,
    /// What, as a sentence for a person.
    pub msg: String,
    /// What, as a word for a program.
    pub r#type: &'static str,
    /// What was sent there; null where it may be a secret or nothing was sent.
    pub input: Value,
}

impl Fault {
    /// A value of a body's field that is of the right type and yet not valid.
    #[must_use]
    pub fn value(field: &'static str, msg: impl Into<String>, input: impl Into<Value>) -> Self {
        Self::at(&["body"], field, msg, input)
    }

    /// The same for a field of something else, such as the query, or of an object within a body.
    #[must_use]
    pub fn at(
        place: &[&'static str],
        field: &'static str,
        msg: impl Into<String>,
        input: impl Into<Value>,
    ) -> Self {
        Self {
            loc: place.iter().copied().chain([field]).map(Cow::Borrowed).collect(),
            msg: msg.into(),
            r#type: "value_error",
            input: input.into(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if error.is_busy() { Self::Busy(Some(error)) } else { Self::Internal(Box::new(error)) }
    }
}

impl From<PepperError> for ApiError {
    fn from(error: PepperError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<NoPepper> for ApiError {
    fn from(error: NoPepper) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<ConfigError> for ApiError {
    fn from(error: ConfigError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<NoRandomness> for ApiError {
    fn from(error: NoRandomness) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<Exhausted> for ApiError {
    fn from(exhausted: Exhausted) -> Self {
        Self::TooManyRequests(exhausted)
    }
}

/// `DELETE, GET and PATCH`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

impl ApiError {
    /// A single invalid field.
    #[must_use]
    pub fn invalid(field: &'static str, msg: impl Into<String>, input: impl Into<Value>) -> Self {
        Self::Invalid(vec![Fault::value(field, msg, input)])
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized | Self::InvalidToken | Self::CodeInvalidOrExpired => {
                StatusCode::UNAUTHORIZED
            }
            Self::InsufficientScope => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::CustomerSelectionRequired(_) => StatusCode::CONFLICT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The answer. What is ours to mend is logged with its causes, and not told.
    #[must_use]
    pub fn respond(self, request_id: &str) -> Response<Body> {
        self.log(request_id);
        let mut response = response::json(self.status(), &self.body(request_id));
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        match self {
            Self::Unauthorized => set(header::WWW_AUTHENTICATE, "Bearer"),
            Self::InvalidToken => {
                set(header::WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#);
            }
            Self::InsufficientScope => {
                set(header::WWW_AUTHENTICATE, r#"Bearer error="insufficient_scope""#);
            }
            Self::MethodNotAllowed(methods) => set(header::ALLOW, &methods.join(", ")),
            Self::TooManyRequests(it) => set(header::RETRY_AFTER, &it.retry_after.to_string()),
            Self::Busy(_) => set(header::RETRY_AFTER, "1"),
            _ => {}
        }
        response
    }

    fn body(&self, request_id: &str) -> Value {
        let plain = |error: &str, detail: &str| json!({ "error": error, "detail": detail });
        match self {
            Self::Unauthorized => plain(
                "Unauthorized",
                "This needs a token: send it as `Authorization: Bearer <token>`.",
            ),
            Self::InvalidToken => json!({
                "error": "invalid_token",
                "error_description": "The access token provided is expired, revoked, malformed, or invalid for other reasons.",
            }),
            Self::CodeInvalidOrExpired => plain(
                "CustomerSessionCodeInvalidOrExpired",
                "This code is not valid or has expired. Please ask for a new one.",
            ),
            Self::InsufficientScope => json!({
                "error": "insufficient_scope",
                "error_description": "The request requires higher privileges than provided by the access token.",
            }),
            Self::NotFound => plain("ResourceNotFound", "Not found"),
            Self::MethodNotAllowed(methods) => {
                plain("MethodNotAllowed", &format!("This path takes {} only.", listed(methods)))
            }
            Self::CustomerSelectionRequired(customers) => json!({
                "error": "customer_selection_required",
                "detail": "Multiple customers found for this email. Please select one.",
                "customers": customers,
            }),
            Self::PayloadTooLarge => {
                plain("PayloadTooLarge", "The body of a request is at most 64 KiB long.")
            }
            Self::UnsupportedMediaType => {
                plain("UnsupportedMediaType", "Please send JSON, as application/json.")
            }
            Self::Invalid(faults) => json!({ "error": "RequestValidationError", "detail": faults }),
            Self::TooManyRequests(Exhausted { retry_after }) => plain(
                "TooManyRequests",
                &format!("Too many requests. Please try again in {retry_after} seconds."),
            ),
            Self::Busy(_) => json!({
                "error": "InternalServerError",
                "detail": "This did not work just now. Please try again in a moment.",
                "request_id": request_id,
            }),
            Self::Internal(_) => json!({
                "error": "InternalServerError",
                "detail": "Something went wrong on our side. Please try again later.",
                "request_id": request_id,
            }),
        }
    }

    /// Logs what is ours to mend, with its causes.
    pub fn log(&self, request_id: &str) {
        match self {
            Self::Busy(_) => {
                tracing::warn!(request_id, error = %DisplayErrorContext(self), "busy");
            }
            Self::Internal(_) => {
                tracing::error!(request_id, error = %DisplayErrorContext(self), "internal error");
            }
            _ => {}
        }
    }
}
