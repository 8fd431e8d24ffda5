//! `POST /v1/customer-sessions/`: a merchant's own function gets its signed-in customer a session
//! and a portal link.

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::{self, Merchant},
    domain::{
        access::Scope,
        customer::{Customer, CustomerName},
        external_id::ExternalId,
        id::{CustomerId, MemberId, SessionId},
        member::MemberName,
        organization::Organization,
        principal::Principal,
        return_url::ReturnUrl,
        session::Session,
        timestamp::Timestamp,
        token::{LinkToken, SessionToken, ShownOnce},
    },
    http::{self, ApiError, Fault, Fields, Input, Named, read_customer, request::id},
    json_reply,
    store::{Asked, MerchantView, NewLink, Opened},
};
use zeroize::Zeroizing;

/// How often a principal that changes under the call is read anew.
const ROUNDS: usize = 3;

/// Opens a session for a customer, and a single-use link that leads its browser to the portal.
///
/// # Errors
/// 401, 403; 422 with every fault of the body, an unknown customer or member among them; 503.
pub async fn handle(app: &App, request: Request) -> Result<CustomerSession, ApiError> {
    const SCOPE: Scope = Scope::CustomerSessionsWrite;
    let token = auth::access_token(&request)?;
    let input: CreateSession = match http::json(&request) {
        Ok(input) => input,
        Err(invalid) => {
            // Who may not call at all learns that first.
            Merchant::authenticate(app, &token, SCOPE).await?;
            return Err(invalid);
        }
    };
    for _ in 0..ROUNDS {
        let (customer, member) = (&input.customer.name, input.member.as_ref());
        let view =
            app.store.merchant_view(&token, customer, member.map(|member| &member.name)).await?;
        let now = app.now();
        Merchant::of(view.grant.as_ref(), SCOPE, now)?;
        let found = input.check(view)?;
        if let Some(session) = found.open(app, now).await? {
            return Ok(session);
        }
    }
    Err(ApiError::Busy(None))
}

/// Whom the session is for, and where it leads back to.
struct CreateSession {
    customer: Named<CustomerName>,
    member: Option<Named<MemberName>>,
    /// Its fault is told together with those of the names, which only a read finds.
    return_url: Result<Option<ReturnUrl>, Fault>,
}

impl Input for CreateSession {
    fn read(fields: &mut Fields) -> Option<Self> {
        let customer = read_customer(fields);
        let member = read_member(fields);
        let return_url = fields.tentative("return_url", ReturnUrl::parse);
        match (customer, member, return_url) {
            (Some(customer), Some(member), return_url) => {
                Some(Self { customer, member, return_url })
            }
            (_, _, Ok(_)) => None,
            (_, _, Err(fault)) => fields.fault(fault),
        }
    }
}

/// At most one of the member's two names.
#[expect(clippy::option_option, reason = "whether it is valid, and whether it is there")]
fn read_member(fields: &mut Fields) -> Option<Option<Named<MemberName>>> {
    let by_id = fields.optional("member_id", id::<MemberId>);
    let by_external = fields.optional("external_member_id", ExternalId::parse);
    match (by_id?, by_external?) {
        (Some(id), None) => Some(Some(Named::id(MemberName::Id, "member_id", id))),
        (None, Some(id)) => Some(Some(Named::id(MemberName::External, "external_member_id", id))),
        (None, None) => Some(None),
        (Some(_), Some(second)) => {
            let msg = "Send either member_id or external_member_id.";
            fields.fault(Fault::value("external_member_id", msg, second.to_string()))
        }
    }
}

impl CreateSession {
    /// Whom the session is for and where it leads back to, or every reason why not.
    fn check(&self, view: MerchantView) -> Result<Found, ApiError> {
        let organization = view.organization.ok_or(ApiError::InvalidToken)?;
        match (self.check_principal(view.asked), self.check_return_url(&organization)) {
            (Ok(found), Ok(return_url)) => {
                let (principal, customer) = *found;
                Ok(Found { organization, principal, customer, return_url })
            }
            (found, return_url) => {
                let faults = found.err().into_iter().chain(return_url.err());
                Err(ApiError::Invalid(faults.collect()))
            }
        }
    }

    fn check_principal(&self, asked: Asked) -> Result<Box<(Principal, Customer)>, Fault> {
        match (asked, &self.member) {
            (Asked::Found(found), _) if found.0.can_act() => Ok(found),
            (Asked::Found(_), _) => {
                let msg = "This customer is a team: name the member the session is for.";
                Err(Fault { r#type: "missing", ..Fault::value("member_id", msg, ()) })
            }
            (Asked::NoMember, Some(member)) => Err(member.fault("Member does not exist.")),
            (Asked::NoCustomer | Asked::NoMember, _) => {
                Err(self.customer.fault("Customer does not exist."))
            }
        }
    }

    fn check_return_url(&self, organization: &Organization) -> Result<Option<ReturnUrl>, Fault> {
        match self.return_url.clone()? {
            Some(url) if !organization.allows_return_to(&url) => {
                let msg = "This origin is not on the organization's list of allowed origins.";
                Err(Fault::value("return_url", msg, url.as_str()))
            }
            allowed => Ok(allowed),
        }
    }
}

/// Whom a session is opened for.
struct Found {
    organization: Organization,
    principal: Principal,
    customer: Customer,
    return_url: Option<ReturnUrl>,
}

impl Found {
    /// Opens the session and stores the link; nothing where the principal changed meanwhile.
    async fn open(self, app: &App, now: Timestamp) -> Result<Option<CustomerSession>, ApiError> {
        let origin = app.config.public_url()?.origin();
        let owner = self.principal.id();
        let token = SessionToken::mint(owner, app.rng.bytes()?);
        let link = LinkToken::mint(owner, app.rng.bytes()?);
        let id = SessionId::from_random(app.rng.bytes()?);
        let standing = self.principal.standing();
        let lifetime = app.config.merchant_session;
        let session = Session::open(id, token.hash(), standing, lifetime, now)
            .returning_to(self.return_url.clone());
        let ends_at = now.expiry_after(app.config.link_ttl);
        let return_url = self.return_url.clone();
        let new_link = NewLink { hash: link.hash(), ends_at, return_url };
        if app.store.open_session(&session, &new_link).await? == Opened::Changed {
            return Ok(None);
        }
        let slug = self.organization.slug.as_str();
        let url = Zeroizing::new(format!("{origin}/{slug}/portal?link={}", link.expose()));
        Ok(Some(CustomerSession {
            id,
            created_at: now,
            modified_at: None,
            token: token.into_shown_once(),
            expires_at: session.expires_at,
            return_url: self.return_url,
            customer_portal_url: url.into(),
            customer_id: self.customer.id,
            customer: self.customer,
        }))
    }
}

/// 201: the token and the link, shown this once, and the customer they are for.
#[derive(Debug, Serialize)]
pub struct CustomerSession {
    id: SessionId,
    created_at: Timestamp,
    modified_at: Option<Timestamp>,
    token: ShownOnce,
    expires_at: Timestamp,
    return_url: Option<ReturnUrl>,
    customer_portal_url: ShownOnce,
    customer_id: CustomerId,
    customer: Customer,
}

json_reply!(CustomerSession, CREATED);
