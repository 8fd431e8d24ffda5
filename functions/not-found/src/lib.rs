//! `$default`: every path and method without a route, so that 404 and 405 have the contract's shape.

use lambda_http::Request;
use shared::{
    app::App,
    http::{ApiError, NoContent, refuse_route},
};

/// Refuses: 405 where the path has other methods, 404 where it is none.
///
/// # Errors
/// Always.
#[expect(clippy::unused_async, reason = "every endpoint is asynchronous")]
pub async fn handle(_app: &App, request: Request) -> Result<NoContent, ApiError> {
    Err(refuse_route(&request))
}
