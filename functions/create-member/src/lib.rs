//! `POST /v1/customers/{id}/members`, and the same below `/external/{external_id}`: a new member.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{
        access::Scope,
        customer::{CustomerName, CustomerType},
        email_address::EmailAddress,
        external_id::ExternalId,
        id::{CustomerId, MemberId},
        member::Member,
        name::Name,
        principal::Role,
        timestamp::Timestamp,
    },
    http::{self, ApiError, Created, Fault, Fields, Input, customer_name, path},
    store::CreatedMember,
};

/// Adds a member to a team. Whoever proves its email is signed in as it. The first is the owner,
/// whatever role was sent: SDKs send `member` unless told otherwise.
///
/// # Errors
/// 401, 403, 404; 422 with every fault of the body, where the customer is no team, or where the team
/// has the email or the external id already; 503.
pub async fn handle(app: &App, request: Request) -> Result<Created<Member>, ApiError> {
    let team = Merchant::with_customer(app, &request, Scope::MembersWrite).await?;
    let input: CreateMember = http::json(&request)?;
    if team.kind != CustomerType::Team {
        return Err(no_team(&request));
    }
    let now = app.now();
    let member = input.member(MemberId::from_time(now, app.rng.bytes()?), team.id, now);
    match app.store.create_member(team, member.clone()).await? {
        CreatedMember::Created(member) => Ok(Created(*member)),
        CreatedMember::NoSuchTeam => Err(ApiError::NotFound),
        CreatedMember::Taken { email, external_id } => Err(taken(&member, email, external_id)),
    }
}

fn no_team(request: &Request) -> ApiError {
    let msg = "This customer is an individual: change its type to team first.";
    let parameter = match customer_name(request) {
        Some(CustomerName::External(_)) => "external_id",
        Some(CustomerName::Id(_)) | None => "id",
    };
    ApiError::Invalid(vec![path::fault(request, parameter, msg)])
}

fn taken(member: &Member, email: bool, external_id: bool) -> ApiError {
    let email = email.then(|| {
        let msg = "The team has a member with this email already.";
        Fault::value("email", msg, member.email.to_string())
    });
    let external_id = member.external_id.as_ref().filter(|_| external_id).map(|sent| {
        let msg = "The team has a member with this external id already.";
        Fault::value("external_id", msg, sent.to_string())
    });
    ApiError::Invalid(email.into_iter().chain(external_id).collect())
}

/// What a member is created with.
struct CreateMember {
    email: EmailAddress,
    name: Option<Name>,
    external_id: Option<ExternalId>,
    role: Option<Role>,
}

impl Input for CreateMember {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email", EmailAddress::parse);
        let name = fields.optional("name", Name::parse);
        let external_id = fields.optional("external_id", ExternalId::parse);
        let role = fields.optional("role", str::parse::<Role>);
        Some(Self { email: email?, name: name?, external_id: external_id?, role: role? })
    }
}

impl CreateMember {
    fn member(self, id: MemberId, team: CustomerId, created_at: Timestamp) -> Member {
        Member {
            id,
            created_at,
            modified_at: None,
            customer_id: team,
            email: self.email,
            name: self.name,
            external_id: self.external_id,
            role: self.role.unwrap_or(Role::Member),
        }
    }
}
