//! `POST /v1/customers`: a new customer.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{
        access::Scope,
        customer::{Customer, CustomerType, Headcount},
        email_address::EmailAddress,
        external_id::ExternalId,
        id::{CustomerId, MemberId, OrganizationId},
        member::Member,
        metadata::Metadata,
        name::Name,
        principal::Role,
        timestamp::Timestamp,
    },
    http::{self, ApiError, Created, Fields, Input},
    store::CreatedCustomer,
};

/// Creates a customer, and with a team its first owner. Whoever proves its email is signed in as it.
///
/// # Errors
/// 401, 403; 422 with every fault of the body, or where another customer has the external id; 503.
pub async fn handle(app: &App, request: Request) -> Result<Created<Customer>, ApiError> {
    let merchant = Merchant::from_request(app, &request, Scope::CustomersWrite).await?;
    let mut fields = http::body(&request)?;
    merchant.check_organization(&mut fields);
    let input: CreateCustomer = fields.input()?;
    let now = app.now();
    let id = CustomerId::from_random(app.rng.bytes()?);
    let mut customer = input.customer(id, merchant.organization, now);
    let owner = input.owner(MemberId::from_time(now, app.rng.bytes()?), &customer, now);
    customer.headcount = Headcount::of(&owner);
    match app.store.create_customer(&customer, owner.as_ref()).await? {
        CreatedCustomer::Created => Ok(Created(customer)),
        CreatedCustomer::NoSuchOrganization => Err(ApiError::InvalidToken),
        CreatedCustomer::ExternalIdTaken => {
            let sent = customer.external_id.map(|it| it.to_string());
            Err(ApiError::invalid("external_id", "Another customer has this external id.", sent))
        }
    }
}

/// What a customer is created with.
struct CreateCustomer {
    kind: CustomerType,
    email: Option<EmailAddress>,
    name: Option<Name>,
    external_id: Option<ExternalId>,
    metadata: Metadata,
    owner: Option<Owner>,
}

/// A team's first owner, where it is not who has the team's own email.
struct Owner {
    email: EmailAddress,
    name: Option<Name>,
    external_id: Option<ExternalId>,
}

impl Input for CreateCustomer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let kind = fields.optional("type", str::parse::<CustomerType>);
        let kind = kind.map(|kind| kind.unwrap_or(CustomerType::Individual));
        let email = match kind {
            Some(CustomerType::Individual) => {
                fields.required("email", EmailAddress::parse).map(Some)
            }
            _ => fields.optional("email", EmailAddress::parse),
        };
        let name = fields.optional("name", Name::parse);
        let external_id = fields.optional("external_id", ExternalId::parse);
        let metadata = fields.optional_metadata("metadata");
        let owner = match kind {
            Some(CustomerType::Team) => fields.optional_object("owner", Owner::read),
            _ => Some(None),
        };
        Some(Self {
            kind: kind?,
            email: email?,
            name: name?,
            external_id: external_id?,
            metadata: metadata?.unwrap_or_default(),
            owner: owner?,
        })
    }
}

impl Owner {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email", EmailAddress::parse);
        let name = fields.optional("name", Name::parse);
        let external_id = fields.optional("external_id", ExternalId::parse);
        Some(Self { email: email?, name: name?, external_id: external_id? })
    }
}

impl CreateCustomer {
    fn customer(
        &self,
        id: CustomerId,
        organization: OrganizationId,
        created_at: Timestamp,
    ) -> Customer {
        Customer {
            id,
            created_at,
            modified_at: None,
            metadata: self.metadata.clone(),
            external_id: self.external_id.clone(),
            email: self.email.clone(),
            kind: self.kind,
            name: self.name.clone(),
            organization,
            headcount: Headcount::default(),
        }
    }

    /// The team's first owner: who is named, or who has its email.
    fn owner(&self, id: MemberId, customer: &Customer, created_at: Timestamp) -> Option<Member> {
        let Some(owner) = &self.owner else { return customer.owner(id, created_at) };
        Some(Member {
            id,
            created_at,
            modified_at: None,
            customer_id: customer.id,
            email: owner.email.clone(),
            name: owner.name.clone(),
            external_id: owner.external_id.clone(),
            role: Role::Owner,
        })
    }
}
