//! `DELETE /v1/customer-portal/customer-sessions`: sign out everywhere else; with `/{id}`: there.

use lambda_http::{Request, RequestExt};
use shared::{
    app::App,
    auth::SignedIn,
    domain::id::SessionId,
    http::{ApiError, NoContent, path::parsed},
    store::EndedOthers,
};

/// How often a session that changes under the call is read anew.
const ROUNDS: usize = 3;

/// Ends all sessions of the customer or member but the one whose token is presented, or the one that
/// the path names. What has ended is dead when this answers.
///
/// # Errors
/// 401 where the session is not live; 404 where the path names none of the caller's own; 503.
pub async fn handle(app: &App, request: Request) -> Result<NoContent, ApiError> {
    if names_one(&request) {
        return end_one(app, &request).await;
    }
    for _ in 0..ROUNDS {
        // Where the session is over, this says so; where the same call came twice at once, it reads
        // what the other has made of it.
        let SignedIn { session, .. } = SignedIn::from_request(app, &request).await?;
        if app.store.end_other_sessions(&session, app.now()).await? == EndedOthers::Done {
            return Ok(NoContent);
        }
    }
    Err(ApiError::Busy(None))
}

fn names_one(request: &Request) -> bool {
    request.path_parameters_ref().is_some_and(|parameters| parameters.first("id").is_some())
}

async fn end_one(app: &App, request: &Request) -> Result<NoContent, ApiError> {
    let SignedIn { session, .. } = SignedIn::without_use(app, request).await?;
    let id: SessionId = parsed(request, "id").ok_or(ApiError::NotFound)?;
    let sessions = app.store.sessions(&session.standing, app.now()).await?;
    let named = sessions.iter().find(|session| session.id == id).ok_or(ApiError::NotFound)?;
    app.store.end_session(named).await?;
    Ok(NoContent)
}
