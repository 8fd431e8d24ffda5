//! `PATCH /v1/customers/{id}/members/{member_id}`, and the same below `/external/{external_id}`: a
//! member changes.

use lambda_http::Request;
use shared::{
    app::App,
    auth::Merchant,
    domain::{
        access::Scope, email_address::EmailAddress, member::Member, name::Name, principal::Role,
    },
    http::{self, ApiError, Fault, Fields, Input, Shown},
    store::{ChangedMember, MemberChange},
};

/// Changes what is named of a member. A new email ends the sessions and open sign-ins of the old one
/// before this answers; a new name or role shows in the next answer to who it is.
///
/// # Errors
/// 401, 403, 404; 422 with every fault of the body, where the team has the email already, or where
/// it would have no owner; 503.
pub async fn handle(app: &App, request: Request) -> Result<Shown<Member>, ApiError> {
    let (team, member) = Merchant::with_member(app, &request, Scope::MembersWrite).await?;
    let UpdateMember(change) = http::json(&request)?;
    match app.store.change_member(team.organization, member, &change, app.now()).await? {
        ChangedMember::Changed(member) => Ok(Shown(*member)),
        ChangedMember::NoSuchMember => Err(ApiError::NotFound),
        ChangedMember::Refused { email_taken, last_owner } => {
            Err(refused(&change, email_taken, last_owner))
        }
    }
}

fn refused(change: &MemberChange, email_taken: bool, last_owner: bool) -> ApiError {
    let email = email_taken.then(|| {
        let sent = change.email.as_ref().map(ToString::to_string);
        Fault::value("email", "The team has a member with this email already.", sent)
    });
    let role = last_owner.then(|| {
        let sent = change.role.map(Role::as_str);
        Fault::value("role", "A team needs an owner: make another member one first.", sent)
    });
    ApiError::Invalid(email.into_iter().chain(role).collect())
}

/// What is to be different; what is not sent, or null, stays.
struct UpdateMember(MemberChange);

impl Input for UpdateMember {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.optional("email", EmailAddress::parse);
        let name = fields.optional("name", Name::parse);
        let role = fields.optional("role", str::parse::<Role>);
        Some(Self(MemberChange { email: email?, name: name?, role: role? }))
    }
}
