//! `GET /v1/customers`: the organization's customers, the newest first.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{
        access::Scope,
        customer::Customer,
        email_address::{EmailAddress, EmailPrefix},
        external_id::ExternalId,
        id::OrganizationId,
        listing::{DEPTH, Listed, PageOf},
    },
    http::{
        self, ApiError, Fault, Fields, IN_AN_EXPORT, Input, List, read_page,
        request::{boolean, id},
    },
    store::CustomerFilter,
};

/// Lists a page of the customers that fit all filters.
///
/// # Errors
/// 401, 403; 422 with every fault of the query, or where more customers fit it than a list reaches;
/// 503.
pub async fn handle(app: &App, request: Request) -> Result<List<Customer>, ApiError> {
    let merchant = Merchant::from_request(app, &request, Scope::CustomersRead).await?;
    let input: ListCustomers = http::query(&request)?;
    let asked = &input.organizations;
    let elsewhere = !asked.is_empty() && !asked.contains(&merchant.organization);
    // Nothing is sold here, so nobody has an active subscription.
    if elsewhere || input.active {
        return Ok(List::new(input.page, Listed::nothing()));
    }
    let listed = app.store.customers(merchant.organization, &input.filter, input.page).await?;
    let listed = listed.ok_or_else(|| too_many(&input.filter))?;
    Ok(List::new(input.page, listed))
}

/// Which customers, and which page of them.
struct ListCustomers {
    organizations: Vec<OrganizationId>,
    active: bool,
    filter: CustomerFilter,
    page: PageOf,
}

impl Input for ListCustomers {
    fn read(fields: &mut Fields) -> Option<Self> {
        let organizations = fields.several("organization_id", id::<OrganizationId>);
        let active = fields.optional("active", boolean);
        if fields.has_any("metadata[") {
            let msg = "Customers cannot be listed by their metadata.";
            let fault = fields.invalid("metadata", msg, ());
            fields.fault::<()>(fault);
        }
        let email = fields.optional("email", EmailAddress::parse);
        let query = fields.optional("query", EmailPrefix::parse);
        let external_id = fields.optional("external_id", ExternalId::parse);
        let page = read_page(fields, IN_AN_EXPORT);
        let filter = CustomerFilter { email: email?, query: query?, external_id: external_id? };
        let active = active?.unwrap_or_default();
        Some(Self { organizations: organizations?, active, filter, page: page? })
    }
}

fn too_many(filter: &CustomerFilter) -> ApiError {
    let field = if filter.email.is_some() { "email" } else { "query" };
    let msg = format!("More than {DEPTH} customers fit this. Please send more of the email.");
    ApiError::Invalid(vec![Fault::at(&["query"], field, msg, ())])
}
