//! `PATCH /v1/customers/{id}`, `PATCH /v1/customers/external/{external_id}`: a customer changes.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{
        access::Scope,
        customer::{Customer, CustomerType},
        email_address::EmailAddress,
        external_id::ExternalId,
        id::MemberId,
        metadata::Metadata,
        name::Name,
    },
    http::{self, ApiError, Fields, Input, Shown},
    store::{ChangedCustomer, CustomerChange},
};

/// Changes what is named of a customer. A new email ends the sessions and open sign-ins of the old
/// one before this answers; an individual that becomes a team goes on as the team's owner, who signs
/// in anew.
///
/// # Errors
/// 401, 403, 404; 422 with every fault of the body, or where another customer has the external id;
/// 503.
pub async fn handle(app: &App, request: Request) -> Result<Shown<Customer>, ApiError> {
    let customer = Merchant::with_customer(app, &request, Scope::CustomersWrite).await?;
    let input: UpdateCustomer = http::json(&request)?;
    let (external_id, now) = (input.external_id.clone(), app.now());
    let becomes_team = match (customer.kind, input.kind) {
        (CustomerType::Team, Some(CustomerType::Individual)) => {
            let msg = "A team cannot become an individual.";
            return Err(ApiError::invalid("type", msg, CustomerType::Individual.as_str()));
        }
        (CustomerType::Individual, Some(CustomerType::Team)) => {
            Some(MemberId::from_time(now, app.rng.bytes()?))
        }
        _ => None,
    };
    let change = input.change(becomes_team);
    match app.store.change_customer(customer, &change, now).await? {
        ChangedCustomer::Changed(customer) => Ok(Shown(*customer)),
        ChangedCustomer::NoSuchCustomer => Err(ApiError::NotFound),
        ChangedCustomer::ExternalIdTaken => {
            let sent = external_id.map(|it| it.to_string());
            Err(ApiError::invalid("external_id", "Another customer has this external id.", sent))
        }
    }
}

/// What is to be different; what is not sent, or null, stays.
struct UpdateCustomer {
    kind: Option<CustomerType>,
    email: Option<EmailAddress>,
    name: Option<Name>,
    external_id: Option<ExternalId>,
    metadata: Option<Metadata>,
}

impl Input for UpdateCustomer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let kind = fields.optional("type", str::parse::<CustomerType>);
        let email = fields.optional("email", EmailAddress::parse);
        let name = fields.optional("name", Name::parse);
        let external_id = fields.optional("external_id", ExternalId::parse);
        let metadata = fields.optional_metadata("metadata");
        Some(Self {
            kind: kind?,
            email: email?,
            name: name?,
            external_id: external_id?,
            metadata: metadata?,
        })
    }
}

impl UpdateCustomer {
    fn change(self, becomes_team: Option<MemberId>) -> CustomerChange {
        let Self { email, name, external_id, metadata, .. } = self;
        CustomerChange { email, name, external_id, metadata, becomes_team }
    }
}
