//! `GET /v1/customers/{id}`, `GET /v1/customers/external/{external_id}`: one customer.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{access::Scope, customer::Customer},
    http::{ApiError, Shown},
};

/// Shows a customer of the organization, as of now.
///
/// # Errors
/// 401, 403, 404; 503.
pub async fn handle(app: &App, request: Request) -> Result<Shown<Customer>, ApiError> {
    Merchant::with_customer(app, &request, Scope::CustomersRead).await.map(Shown)
}
