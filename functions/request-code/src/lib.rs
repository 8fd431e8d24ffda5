//! `POST /v1/customer-portal/customer-session/request`: a code is on its way, if the email is
//! somebody's.

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::Merchant,
    domain::{
        access::Scope,
        email_address::EmailAddress,
        id::{CustomerId, OrganizationId},
    },
    http::{self, ApiError, Fields, Input, request::id},
    json_reply,
    sign_in::{self, CodeRequest, Door},
};

/// Begins a sign-in and mails its code. The answer is the same whether the email, the organization
/// or the customer exists or not.
///
/// The mail is in the language of `?locale=`, or else the one that `Accept-Language` prefers.
///
/// With a merchant's token the request counts for its organization instead of the caller's
/// network.
///
/// # Errors
/// 401 and 403 for a merchant's token that does not allow it; 409, 422, 429, 503.
pub async fn handle(app: &App, request: Request) -> Result<Requested, ApiError> {
    let merchant = Merchant::if_any(app, &request, Scope::CustomerSessionsWrite).await?;
    let input: RequestCode = http::json(&request)?;
    let door = match merchant {
        Some(merchant) if merchant.organization == input.organization => Door::Merchant,
        Some(_) => {
            let sent = input.organization.to_string();
            return Err(ApiError::invalid("organization_id", "Organization does not exist.", sent));
        }
        None => Door::Public(http::network(&request)?),
    };
    let RequestCode { organization, email, customer } = input;
    let locale = http::locale(&request);
    let asked = CodeRequest { organization, email, customer, door, locale };
    let request_id = sign_in::request(app, &asked).await?.to_string();
    Ok(Requested { request_id })
}

/// What is asked for.
struct RequestCode {
    email: EmailAddress,
    organization: OrganizationId,
    customer: Option<CustomerId>,
}

impl Input for RequestCode {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email", EmailAddress::parse);
        let organization = fields.required("organization_id", id);
        let customer = fields.optional("customer_id", id);
        Some(Self { email: email?, organization: organization?, customer: customer? })
    }
}

/// 202: the id that the code is to be sent back with.
#[derive(Debug, Serialize)]
pub struct Requested {
    request_id: String,
}

json_reply!(Requested, ACCEPTED);
