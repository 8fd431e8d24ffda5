//! Replies: JSON that no cache keeps.

use http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};
use serde::Serialize;

use super::error::ApiError;

/// What a handler answers with.
pub trait Reply {
    /// The answer as it goes out.
    fn respond(self) -> Response<Body>;

    /// How this request is answered where it gets no such reply, given the error and the request's
    /// id: in the contract's JSON, unless people read it.
    fn refusal(
        _request: &Request,
    ) -> impl FnOnce(ApiError, &str) -> Response<Body> + Send + 'static {
        ApiError::respond
    }
}

/// A JSON body and its status: implemented by every reply of the contract.
#[macro_export]
macro_rules! json_reply {
    ($type:ty, $status:ident) => {
        impl $crate::http::Reply for $type {
            fn respond(self) -> $crate::http::response::HttpResponse {
                $crate::http::response::json($crate::http::response::Status::$status, &self)
            }
        }
    };
}

/// An answer as Lambda takes it.
pub type HttpResponse = Response<Body>;
/// A status, for [`json_reply`].
pub type Status = StatusCode;

/// 204: done, and there is nothing to say.
#[derive(Clone, Copy, Debug)]
pub struct NoContent;

impl Reply for NoContent {
    fn respond(self) -> Response<Body> {
        with(StatusCode::NO_CONTENT, Body::Empty)
    }
}

/// 200 with this as JSON.
#[derive(Clone, Debug)]
pub struct Shown<T>(pub T);

impl<T: Serialize> Reply for Shown<T> {
    fn respond(self) -> Response<Body> {
        json(StatusCode::OK, &self.0)
    }
}

/// 201: this was created, shown as JSON.
#[derive(Clone, Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize> Reply for Created<T> {
    fn respond(self) -> Response<Body> {
        json(StatusCode::CREATED, &self.0)
    }
}

/// A JSON answer. A value that cannot be written as JSON becomes a 500 without a body; no type of
/// ours is such a value.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    match serde_json::to_string(body) {
        Ok(text) => {
            let mut response = with(status, Body::Text(text));
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            response
        }
        Err(error) => {
            tracing::error!(%error, "a reply is no JSON");
            with(StatusCode::INTERNAL_SERVER_ERROR, Body::Empty)
        }
    }
}

fn with(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
