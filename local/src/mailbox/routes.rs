//! The mailbox over HTTP.

use std::io;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

use super::{Attempt, Mailbox, Message, page, ses};

/// Serves the mailbox until the process ends: SES's API, the mailbox's own, and a page for people
/// at `/`.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, mailbox: Mailbox) -> io::Result<()> {
    axum::serve(listener, router(mailbox)).await
}

/// SES takes mails of 40 MB.
const LARGEST_MAIL: usize = 40 * 1024 * 1024;

fn router(mailbox: Mailbox) -> Router {
    Router::new()
        .route("/v2/email/outbound-emails", post(send).layer(DefaultBodyLimit::max(LARGEST_MAIL)))
        .route("/messages", get(messages).delete(clear))
        .route("/attempts", get(attempts))
        .route("/faults", post(order_faults))
        .merge(page::router())
        .fallback(|| async {
            ses::refusal(
                StatusCode::NOT_FOUND,
                "UnknownOperationException",
                "Not in the local mailbox",
            )
        })
        .with_state(mailbox)
}

async fn send(State(mailbox): State<Mailbox>, body: Bytes) -> Response {
    match ses::parse(&body).map(|message| mailbox.hand_over(message)) {
        Ok(Ok(id)) => ses::accepted(&id),
        Ok(Err(status)) => ses::fault(status),
        Err(refusal) => refusal.into_response(),
    }
}

async fn messages(State(mailbox): State<Mailbox>) -> Json<Vec<Message>> {
    Json(mailbox.messages())
}

async fn attempts(State(mailbox): State<Mailbox>) -> Json<Vec<Attempt>> {
    Json(mailbox.attempts())
}

async fn clear(State(mailbox): State<Mailbox>) -> StatusCode {
    mailbox.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Order {
    fail_next: u32,
    #[serde(default = "internal_error")]
    status: u16,
}

const fn internal_error() -> u16 {
    500
}

/// Any content type will do: `curl -d` sends a form's.
async fn order_faults(State(mailbox): State<Mailbox>, body: Bytes) -> Response {
    let order: Order = match serde_json::from_slice(&body) {
        Ok(order) => order,
        Err(error) => return bad_order(&error.to_string()),
    };
    match StatusCode::from_u16(order.status) {
        Ok(status) if status.is_client_error() || status.is_server_error() => {
            mailbox.fail_next(order.fail_next, status);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => bad_order("status is from 400 to 599"),
    }
}

fn bad_order(reason: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": reason}))).into_response()
}
