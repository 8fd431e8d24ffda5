//! `GET /v1/customers/{id}/state`, `GET /v1/customers/external/{external_id}/state`: a customer and
//! what it may use now.

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::Merchant,
    domain::{access::Scope, customer::Customer},
    http::{ApiError, Shown},
};

/// Shows a customer with its subscriptions, benefits and meters: lists that the field's SDKs expect
/// and that are empty here, where nothing is sold.
///
/// # Errors
/// 401, 403, 404; 503.
pub async fn handle(app: &App, request: Request) -> Result<Shown<State>, ApiError> {
    let customer = Merchant::with_customer(app, &request, Scope::CustomersRead).await?;
    Ok(Shown(State { customer, active_subscriptions: [], granted_benefits: [], active_meters: [] }))
}

/// 200: `fixtures/customer_state.json`.
#[derive(Debug, Serialize)]
pub struct State {
    #[serde(flatten)]
    customer: Customer,
    active_subscriptions: [(); 0],
    granted_benefits: [(); 0],
    active_meters: [(); 0],
}
