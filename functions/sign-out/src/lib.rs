//! `DELETE /v1/customer-portal/customer-session`: this session ends now.

use lambda_http::Request;
use shared::{
    app::App,
    auth::SignedIn,
    http::{ApiError, NoContent},
};

/// Revokes the session whose token is presented; the next call with it is a 401.
///
/// # Errors
/// 401 where it is not live; 503.
pub async fn handle(app: &App, request: Request) -> Result<NoContent, ApiError> {
    let SignedIn { session, .. } = SignedIn::without_use(app, &request).await?;
    app.store.end_session(&session).await?;
    Ok(NoContent)
}
