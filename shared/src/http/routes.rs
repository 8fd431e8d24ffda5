//! The paths there are, for requests that have no route.

use lambda_http::{Request, RequestExt};

use super::error::ApiError;

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

/// Why a request without a route is refused: 405 where its path has other methods, 404 where there
/// is no such path.
#[must_use]
pub fn refuse_route(request: &Request) -> ApiError {
    let path = request.raw_http_path();
    let path = path.strip_suffix('/').unwrap_or(path);
    let known = ROUTES.iter().find(|(route, _)| *route == path);
    match known.filter(|(_, methods)| !methods.contains(&request.method().as_str())) {
        Some((_, methods)) => ApiError::MethodNotAllowed(methods.to_vec()),
        None => ApiError::NotFound,
    }
}
