//! `GET /v1/customer-portal/customer-session/introspect`: is this session live, and until when?

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::SignedIn,
    domain::{return_url::ReturnUrl, timestamp::Timestamp},
    http::ApiError,
    json_reply,
};

/// Tells of the session whose token is presented.
///
/// # Errors
/// 401 where it is not live; 503.
pub async fn handle(app: &App, request: Request) -> Result<Introspected, ApiError> {
    let SignedIn { session, .. } = SignedIn::from_request(app, &request).await?;
    Ok(Introspected { expires_at: session.expires_at, return_url: session.return_url })
}

/// 200: when the session ends if it is not used until then, and where its portal leads back to.
#[derive(Debug, Serialize)]
pub struct Introspected {
    expires_at: Timestamp,
    return_url: Option<ReturnUrl>,
}

json_reply!(Introspected, OK);
