//! SES v2's `SendEmail` on the wire.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::Message;

/// A request that SES would not take.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the request is not what SendEmail takes: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("{0} is missing")]
    Missing(&'static str),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = match self {
            Self::Malformed(_) => "SerializationException",
            Self::Missing(_) => "BadRequestException",
        };
        refusal(StatusCode::BAD_REQUEST, error, &self.to_string())
    }
}

/// Reads a `SendEmail` request.
pub(super) fn parse(body: &[u8]) -> Result<Message, Refusal> {
    let request: SendEmail = serde_json::from_slice(body)?;
    let content = match request.content {
        Content { simple: Some(simple), .. } => simple,
        // The product sends neither of these; SES would take them.
        Content { raw: Some(raw), .. } => Simple::placeholder("(a raw message)", Some(raw.data)),
        Content { template: Some(_), .. } => Simple::placeholder("(a template)", None),
        _ => return Err(Refusal::Missing("Content")),
    };
    let recipients = request.destination.all();
    if recipients.is_empty() {
        return Err(Refusal::Missing("an address in Destination"));
    }
    let Some(from) = request.from_email_address else {
        return Err(Refusal::Missing("FromEmailAddress"));
    };
    Ok(Message {
        id: String::new(),
        to: recipients.join(", "),
        from,
        subject: content.subject.data,
        text: content.body.text.map(|part| part.data),
        html: content.body.html.map(|part| part.data),
        headers: by_name(content.headers),
        reply_to: request.reply_to_addresses,
        tags: by_name(request.email_tags),
        configuration_set: request.configuration_set_name,
        received_at: String::new(),
    })
}

pub(super) fn accepted(message_id: &str) -> Response {
    Json(json!({"MessageId": message_id})).into_response()
}

/// The answer to a send that is to fail, with the error SES has for this status.
pub(super) fn fault(status: StatusCode) -> Response {
    let error = match status.as_u16() {
        400 => "MessageRejected",
        403 => "AccessDeniedException",
        404 => "NotFoundException",
        429 => "TooManyRequestsException",
        503 => "ServiceUnavailable",
        401..=499 => "BadRequestException",
        _ => "InternalServiceErrorException",
    };
    refusal(status, error, "A fault that was ordered at the local mailbox")
}

/// An error as the SDK reads it: its name in a header.
pub(super) fn refusal(status: StatusCode, error: &str, message: &str) -> Response {
    (status, [("x-amzn-errortype", error)], Json(json!({"message": message}))).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    content: Content,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    #[serde(default)]
    email_tags: Vec<Named>,
    configuration_set_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Vec<String>,
    #[serde(rename = "CcAddresses")]
    cc: Vec<String>,
    #[serde(rename = "BccAddresses")]
    bcc: Vec<String>,
}

impl Destination {
    fn all(self) -> Vec<String> {
        [self.to, self.cc, self.bcc].concat()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Simple>,
    raw: Option<Part>,
    template: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Part,
    body: Body,
    #[serde(default)]
    headers: Vec<Named>,
}

impl Simple {
    fn placeholder(subject: &str, text: Option<String>) -> Self {
        let body = Body { text: text.map(|data| Part { data }), html: None };
        Self { subject: Part { data: subject.to_owned() }, body, headers: Vec::new() }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Part>,
    html: Option<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    name: String,
    value: String,
}

fn by_name(pairs: Vec<Named>) -> BTreeMap<String, String> {
    pairs.into_iter().map(|pair| (pair.name, pair.value)).collect()
}
