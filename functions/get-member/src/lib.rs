//! `GET /v1/customers/{id}/members/{member_id}`, and the same below `/external/{external_id}`: one
//! member.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{access::Scope, member::Member},
    http::{ApiError, Shown},
};

/// Shows a member of a customer of the organization, as of now.
///
/// # Errors
/// 401, 403, 404; 503.
pub async fn handle(app: &App, request: Request) -> Result<Shown<Member>, ApiError> {
    let (_, member) = Merchant::with_member(app, &request, Scope::MembersRead).await?;
    Ok(Shown(member))
}
