//! Stands in for Lambda's `Invoke`: for functions that have no route and are invoked by name.
//!
//! What it does follows the API reference ("Invoke"). It calls for a signature and does not check
//! it, so that no web page can use it by the way: a browser sends no `Authorization` unasked.

use std::io;

use admin::Operation;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use lambda_http::lambda_runtime::Diagnostic;
use serde_json::json;
use shared::app::App;
use tokio::net::TcpListener;

/// What Lambda takes and gives in one call, in bytes.
const LARGEST_PAYLOAD: usize = 6 * 1024 * 1024;

/// Serves until the process ends.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, app: &'static App) -> io::Result<()> {
    let router = Router::new()
        .route("/2015-03-31/functions/{name}/invocations", post(invoke))
        .layer(DefaultBodyLimit::max(LARGEST_PAYLOAD))
        .with_state(app);
    axum::serve(listener, router).await
}

async fn invoke(
    State(app): State<&'static App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    payload: Result<Bytes, BytesRejection>,
) -> Response {
    if !headers.contains_key(header::AUTHORIZATION) {
        return refusal(StatusCode::FORBIDDEN, "MissingAuthenticationTokenException");
    }
    if name != "admin" {
        return refusal(StatusCode::NOT_FOUND, "ResourceNotFoundException");
    }
    let Ok(payload) = payload else {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException");
    };
    match serde_json::from_slice::<Operation>(&payload) {
        Ok(operation) => match admin::handle(app, operation).await {
            Ok(done) => answer(&done),
            Err(error) => {
                tracing::error!(%error, "an operation was not done");
                fault(&Diagnostic::from(error))
            }
        },
        Err(error) => fault(&Diagnostic {
            error_type: "serde_json::Error".to_owned(),
            error_message: error.to_string(),
        }),
    }
}

fn answer(done: &admin::Done) -> Response {
    let answer = serde_json::to_vec(done).unwrap_or_default();
    if answer.len() <= LARGEST_PAYLOAD {
        return ([(header::CONTENT_TYPE, "application/json")], answer).into_response();
    }
    fault(&Diagnostic {
        error_type: "Function.ResponseSizeTooLarge".to_owned(),
        error_message: "The answer is larger than 6 MB.".to_owned(),
    })
}

/// What a function says that was called and failed.
fn fault(diagnostic: &Diagnostic) -> Response {
    let header = [("x-amz-function-error", HeaderValue::from_static("Unhandled"))];
    (header, Json(json!(diagnostic))).into_response()
}

/// What Lambda says where it calls no function.
fn refusal(status: StatusCode, error: &'static str) -> Response {
    let body = json!({ "Type": "User", "Message": "The local stack does not do this." });
    (status, [("x-amzn-errortype", error)], Json(body)).into_response()
}
