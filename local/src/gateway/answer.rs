//! What goes back to the client.

use axum::body::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderValue, Response, StatusCode};

/// A function's answer, as it arrives through Lambda: of a repeated header only the first is left,
/// except for cookies.
pub(super) fn function(response: Response<lambda_http::Body>) -> Response<Bytes> {
    let (parts, body) = response.into_parts();
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = parts.status;
    for name in parts.headers.keys() {
        // The connection and the length are the gateway's own business.
        if name == CONNECTION || name == TRANSFER_ENCODING || name == CONTENT_LENGTH {
            continue;
        }
        let kept = if name == SET_COOKIE { usize::MAX } else { 1 };
        for value in parts.headers.get_all(name).iter().take(kept) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    let bytes = match body {
        lambda_http::Body::Text(text) => text.into_bytes(),
        lambda_http::Body::Binary(bytes) => bytes,
        _ => Vec::new(),
    };
    if !bytes.is_empty() && !answer.headers().contains_key(CONTENT_TYPE) {
        answer
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    *answer.body_mut() = bytes.into();
    answer
}

/// What the gateway says when no function does.
pub(super) fn gateway(status: StatusCode) -> Response<Bytes> {
    let message = match status {
        // HTTP's own name for it has changed since.
        StatusCode::PAYLOAD_TOO_LARGE => "Request Entity Too Large",
        other => other.canonical_reason().unwrap_or_default(),
    };
    let mut answer = Response::new(Bytes::from(format!(r#"{{"message":"{message}"}}"#)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

pub(super) fn with_request_id(mut answer: Response<Bytes>, request_id: &str) -> Response<Bytes> {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        answer.headers_mut().insert("apigw-requestid", value);
    }
    answer
}
