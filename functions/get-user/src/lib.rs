//! `GET /v1/customer-portal/customer-session/user`: who is signed in?

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::SignedIn,
    domain::{
        id::{CustomerId, MemberId},
        name::Name,
        principal::{Principal, Role},
    },
    http::ApiError,
    json_reply,
};

/// Tells whose session token is presented, as they are called now.
///
/// # Errors
/// 401 where the session is not live; 503.
pub async fn handle(app: &App, request: Request) -> Result<User, ApiError> {
    let SignedIn { principal, .. } = SignedIn::from_request(app, &request).await?;
    Ok(User::from(&principal))
}

/// 200: a customer, or a member of a team.
#[derive(Debug, Serialize)]
pub struct User {
    r#type: &'static str,
    name: Option<Name>,
    email: Option<String>,
    customer_id: CustomerId,
    member_id: Option<MemberId>,
    role: Option<Role>,
}

impl From<&Principal> for User {
    fn from(principal: &Principal) -> Self {
        Self {
            r#type: if principal.member.is_some() { "member" } else { "customer" },
            name: principal.name().cloned(),
            email: principal.email().map(ToString::to_string),
            customer_id: principal.customer.id,
            member_id: principal.id().member,
            role: principal.member.as_ref().map(|member| member.role),
        }
    }
}

json_reply!(User, OK);
