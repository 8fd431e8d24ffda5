//! The page for people.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::{Attempt, Mailbox, Message};

pub(super) fn router() -> Router<Mailbox> {
    Router::new()
        .route("/", get(page))
        .route("/mailbox.css", get(|| async { asset("text/css", include_str!("mailbox.css")) }))
        .route(
            "/mailbox.js",
            get(|| async { asset("text/javascript", include_str!("mailbox.js")) }),
        )
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Page {
    messages: Vec<Message>,
    failed: Vec<Attempt>,
}

async fn page(State(mailbox): State<Mailbox>) -> Response {
    let failed = mailbox.attempts().into_iter().filter(|attempt| attempt.status != 200).collect();
    match (Page { messages: mailbox.messages(), failed }).render() {
        Ok(html) => asset("text/html", &html),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The mails' own HTML stands in frames that inherit this policy: their styles and pictures show,
/// nothing of them runs.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src https: data:; frame-ancestors 'none'; form-action 'none'";

fn asset(kind: &str, content: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, format!("{kind}; charset=utf-8")),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    (headers, content.to_owned()).into_response()
}
