//! `DELETE /v1/customers/{id}`, `DELETE /v1/customers/external/{external_id}`: a customer goes.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{access::Scope, customer::CustomerName, id::CustomerId},
    http::{self, ApiError, Fields, Input, NoContent, customer_name, request::boolean},
    store::{Deleted, Deletion},
};

/// Deletes a customer with everything that signs in as it. Its external id is free when this
/// answers. With `anonymize=true` nothing personal is kept; that also works on one deleted before,
/// by id.
///
/// # Errors
/// 401, 403, 404; 422 where the query is not valid; 503, also where a large team is not cleared away
/// in time: the same call goes on with it.
pub async fn handle(app: &App, request: Request) -> Result<NoContent, ApiError> {
    let merchant = Merchant::from_request(app, &request, Scope::CustomersWrite).await?;
    let DeleteCustomer(deletion) = http::query(&request)?;
    let id = find(app, &merchant, &request).await?.ok_or(ApiError::NotFound)?;
    match app.store.delete_customer(merchant.organization, id, deletion, app.now()).await? {
        Deleted::Done => Ok(NoContent),
        Deleted::NoSuchThing => Err(ApiError::NotFound),
    }
}

async fn find(
    app: &App,
    merchant: &Merchant,
    request: &Request,
) -> Result<Option<CustomerId>, ApiError> {
    Ok(match customer_name(request) {
        Some(CustomerName::Id(id)) => Some(id),
        Some(CustomerName::External(name)) => {
            app.store.customer_id(merchant.organization, &name).await?
        }
        None => None,
    })
}

/// What is kept.
struct DeleteCustomer(Deletion);

impl Input for DeleteCustomer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let anonymize = fields.optional("anonymize", boolean)?.unwrap_or_default();
        Some(Self(if anonymize { Deletion::Anonymized } else { Deletion::Plain }))
    }
}
