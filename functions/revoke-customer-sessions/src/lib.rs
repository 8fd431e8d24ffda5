//! `DELETE /v1/customer-sessions`: everybody who acts for a customer is signed out.

use lambda_http::Request;
use shared::{
    app::App,
    auth::{self, Merchant},
    domain::{access::Scope, customer::CustomerName},
    http::{self, ApiError, Fields, Input, NoContent, read_customer},
    store::Revoked,
};

const SCOPE: Scope = Scope::CustomerSessionsWrite;

/// Ends every session, portal link and open sign-in of a customer, its members' among them, that
/// began before: all are dead when this answers.
///
/// # Errors
/// 401, 403; 404 where the organization has no such customer; 422 where the query names none; 503.
pub async fn handle(app: &App, request: Request) -> Result<NoContent, ApiError> {
    let token = auth::access_token(&request)?;
    let OfCustomer(name) = Merchant::may_learn(app, &token, SCOPE, http::query(&request)).await?;
    let customer = Merchant::customer(app, &token, SCOPE, &name).await?;
    let customer = customer.ok_or(ApiError::NotFound)?;
    match app.store.raise_generation(customer.organization, customer.id).await? {
        Revoked::Done => Ok(NoContent),
        Revoked::NoSuchCustomer => Err(ApiError::NotFound),
    }
}

struct OfCustomer(CustomerName);

impl Input for OfCustomer {
    fn read(fields: &mut Fields) -> Option<Self> {
        read_customer(fields).map(|customer| Self(customer.name))
    }
}
