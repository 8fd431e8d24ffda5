//! `$default`: every path and method without a route, so that 404 and 405 have the contract's shape.

use lambda_http::{Request, RequestExt};
use shared::{
    app::App,
    http::{ApiError, NoContent},
};

/// The paths that have routes, and their methods. A test holds this list against
/// `infra/template.yaml`.
pub const ROUTES: [(&str, &[&str]); 6] = [
    ("/v1/customer-portal/customer-session/request", &["POST"]),
    ("/v1/customer-portal/customer-session/authenticate", &["POST"]),
    ("/v1/customer-portal/customer-session/introspect", &["GET"]),
    ("/v1/customer-portal/customer-session/user", &["GET"]),
    ("/v1/customer-portal/customer-session", &["DELETE"]),
    ("/v1/customer-sessions", &["POST"]),
];

/// Refuses: 405 where the path has other methods, 404 where it is none.
///
/// # Errors
/// Always.
#[expect(clippy::unused_async, reason = "every endpoint is asynchronous")]
pub async fn handle(_app: &App, request: Request) -> Result<NoContent, ApiError> {
    let path = request.raw_http_path();
    let path = path.strip_suffix('/').unwrap_or(path);
    match ROUTES.iter().find(|(route, _)| *route == path) {
        Some((_, methods)) => Err(ApiError::MethodNotAllowed(methods.to_vec())),
        None => Err(ApiError::NotFound),
    }
}
