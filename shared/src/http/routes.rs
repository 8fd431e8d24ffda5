//! The paths there are, for requests that have no route.

use lambda_http::{Request, RequestExt};

use super::error::ApiError;

/// The paths that have routes, and their methods; a part in braces stands for any. A test holds
/// this list against `infra/template.yaml`.
pub const ROUTES: [(&str, &[&str]); 20] = [
    ("/v1/customer-portal/customer-session/request", &["POST"]),
    ("/v1/customer-portal/customer-session/authenticate", &["POST"]),
    ("/v1/customer-portal/customer-session/introspect", &["GET"]),
    ("/v1/customer-portal/customer-session/user", &["GET"]),
    ("/v1/customer-portal/customer-session", &["DELETE"]),
    ("/v1/customer-portal/customer-sessions", &["DELETE", "GET"]),
    ("/v1/customer-portal/customer-sessions/{id}", &["DELETE"]),
    ("/v1/customer-sessions", &["DELETE", "POST"]),
    ("/v1/customers", &["GET", "POST"]),
    ("/v1/customers/external/{external_id}", &["DELETE", "GET", "PATCH"]),
    ("/v1/customers/external/{external_id}/state", &["GET"]),
    ("/v1/customers/external/{external_id}/members", &["GET", "POST"]),
    ("/v1/customers/external/{external_id}/members/{member_id}", &["DELETE", "GET", "PATCH"]),
    ("/v1/customers/{id}", &["DELETE", "GET", "PATCH"]),
    ("/v1/customers/{id}/state", &["GET"]),
    ("/v1/customers/{id}/members", &["GET", "POST"]),
    ("/v1/customers/{id}/members/{member_id}", &["DELETE", "GET", "PATCH"]),
    ("/v1/members", &["GET"]),
    ("/openapi.json", &["GET"]),
    ("/docs", &["GET"]),
];

/// Why a request without a route is refused: 405 where its path has other methods, 404 where there
/// is no such path.
#[must_use]
pub fn refuse_route(request: &Request) -> ApiError {
    let path = request.raw_http_path();
    let path = path.strip_suffix('/').unwrap_or(path);
    // The more literal a path, the earlier it stands: the first that fits is the gateway's choice.
    let known = ROUTES.iter().find(|(route, _)| fits(route, path));
    match known.filter(|(_, methods)| !methods.contains(&request.method().as_str())) {
        Some((_, methods)) => ApiError::MethodNotAllowed(methods.to_vec()),
        None => ApiError::NotFound,
    }
}

fn fits(route: &str, path: &str) -> bool {
    let (mut parts, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(given)) if part.starts_with('{') && !given.is_empty() => {}
            (Some(part), Some(given)) if part == given => {}
            _ => return false,
        }
    }
}
