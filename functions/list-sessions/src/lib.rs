//! `GET /v1/customer-portal/customer-sessions`: where else is this customer signed in?

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::SignedIn,
    domain::{
        id::SessionId,
        listing::{Listed, PageOf},
        session::Session,
        timestamp::Timestamp,
    },
    http::{self, ApiError, Fields, Input, List, read_page},
};

/// Lists the live sessions of the customer or member whose token is presented, the one used last
/// first.
///
/// # Errors
/// 401 where the session is not live; 422 where the page is none; 503.
pub async fn handle(app: &App, request: Request) -> Result<List<ListedSession>, ApiError> {
    let SignedIn { session: current, .. } = SignedIn::from_request(app, &request).await?;
    let ListSessions(page) = http::query(&request)?;
    let sessions = app.store.sessions(&current.standing, app.now()).await?;
    let Listed { items, total } = page.of(sessions);
    let items = items.into_iter().map(|session| ListedSession::new(session, &current)).collect();
    Ok(List::new(page, Listed { items, total }))
}

struct ListSessions(PageOf);

impl Input for ListSessions {
    fn read(fields: &mut Fields) -> Option<Self> {
        read_page(fields, "").map(Self)
    }
}

/// A session without its token.
#[derive(Debug, Serialize)]
pub struct ListedSession {
    id: SessionId,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    user_agent: Option<String>,
    current: bool,
}

impl ListedSession {
    fn new(session: Session, current: &Session) -> Self {
        Self {
            id: session.id,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
            current: session.id == current.id,
        }
    }
}
