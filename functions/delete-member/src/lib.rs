//! `DELETE /v1/customers/{id}/members/{member_id}`, and the same below `/external/{external_id}`: a
//! member goes.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::access::Scope,
    http::{ApiError, NoContent, path},
    store::RemovedMember,
};

/// Removes a member; its sessions and open sign-ins are dead before this answers, its email and its
/// external id are free again.
///
/// # Errors
/// 401, 403, 404; 422 where it is the team's last owner; 503.
pub async fn handle(app: &App, request: Request) -> Result<NoContent, ApiError> {
    let (team, member) = Merchant::with_member(app, &request, Scope::MembersWrite).await?;
    match app.store.remove_member(team.organization, member).await? {
        RemovedMember::Removed => Ok(NoContent),
        RemovedMember::NoSuchMember => Err(ApiError::NotFound),
        RemovedMember::LastOwner => {
            let msg = "A team needs an owner: make another member one first.";
            Err(ApiError::Invalid(vec![path::fault(&request, "member_id", msg)]))
        }
    }
}
