//! An API Gateway HTTP API: routes a request, makes the event of it that Lambda would get, and
//! answers.
//!
//! What it does follows the developer guide ("Create routes for HTTP APIs", "Create AWS Lambda
//! proxy integrations"), payload format 2.0.

mod answer;
mod event;
mod percent;
mod routing;
mod serve;

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use http::{Request, Response, StatusCode};
use lambda_http::Body;

pub use self::event::Arrival;
pub use self::routing::{Match, Router, RoutingError};
pub use self::serve::serve;
use crate::clock::Clock;
use crate::template::Template;

/// Calls the function with the folder name given. A panic in it is the gateway's 500.
pub type Dispatch = Arc<
    dyn Fn(&str, lambda_http::Request) -> lambda_http::BoxFuture<'static, Response<Body>>
        + Send
        + Sync,
>;

/// Makes an id for a request that no other request has.
pub type RequestIds = Arc<dyn Fn() -> String + Send + Sync>;

/// The gateway of one API.
#[derive(Clone)]
pub struct Gateway {
    router: Arc<Router>,
    clock: Clock,
    request_ids: RequestIds,
}

impl Gateway {
    /// A gateway with the template's routes.
    ///
    /// # Errors
    /// When a route's path is not one that API Gateway takes.
    pub fn new(
        template: &Template,
        clock: Clock,
        request_ids: RequestIds,
    ) -> Result<Self, RoutingError> {
        Ok(Self { router: Arc::new(Router::new(template)?), clock, request_ids })
    }

    /// Takes a request that came from `source_ip` through its function, without a socket.
    ///
    /// The function runs to its end even when this future is dropped, as it would when a client
    /// hangs up.
    pub async fn handle(
        &self,
        request: Request<Bytes>,
        source_ip: IpAddr,
        dispatch: &Dispatch,
    ) -> Response<Bytes> {
        let request_id = (self.request_ids)();
        let (parts, body) = request.into_parts();
        let arrival =
            Arrival { parts, body, source_ip, at: (self.clock)(), request_id: request_id.clone() };

        let answer = if body_is_too_large(&arrival.body) {
            answer::gateway(StatusCode::PAYLOAD_TOO_LARGE)
        } else if !arrival.is_well_formed() {
            answer::gateway(StatusCode::BAD_REQUEST)
        } else if let Some(found) = self.router.find(&arrival.parts.method, &arrival.path()) {
            invoke(found, &arrival, dispatch).await
        } else {
            answer::gateway(StatusCode::NOT_FOUND)
        };
        answer::with_request_id(answer, &request_id)
    }
}

/// API Gateway's own limit, in bytes.
const MAXIMUM_BODY: usize = 10 * 1024 * 1024;

fn body_is_too_large(body: &Bytes) -> bool {
    body.len() > MAXIMUM_BODY
}

async fn invoke(found: Match<'_>, arrival: &Arrival, dispatch: &Dispatch) -> Response<Bytes> {
    let event = arrival.event(&found).to_string();
    let function = found.function.to_owned();
    let dispatch = Arc::clone(dispatch);
    let invocation = tokio::spawn(async move {
        // What Lambda's runtime does with an event, panics included, is part of the function.
        match lambda_http::request::from_str(&event) {
            Ok(request) => Ok(dispatch(&function, request).await),
            Err(error) => Err(error),
        }
    });
    match invocation.await {
        Ok(Ok(response)) => answer::function(response),
        // Neither the path nor the query is logged: either can hold what only the sender should
        // know.
        Ok(Err(error)) => {
            tracing::error!(%error, request_id = arrival.request_id, route = found.route_key, "not an event");
            answer::gateway(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Err(error) => {
            tracing::error!(
                panicked = error.is_panic(),
                request_id = arrival.request_id,
                route = found.route_key,
                "crashed"
            );
            answer::gateway(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

#[cfg(test)]
mod tests;
