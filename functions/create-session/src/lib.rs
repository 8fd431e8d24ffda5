//! `POST /v1/customer-sessions/`: a merchant's own function gets its signed-in customer a session
//! and a portal link.

mod input;

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    auth::{self, Merchant},
    domain::{
        access::Scope,
        customer::Customer,
        id::{CustomerId, OrganizationId, SessionId},
        idempotency::{BodyHash, BoundKey},
        locale::Locale,
        organization::Organization,
        principal::{Principal, PrincipalId},
        return_url::ReturnUrl,
        session::Session,
        timestamp::Timestamp,
        token::{LinkToken, SECRET_LENGTH, SessionToken, ShownOnce},
    },
    http::{ApiError, Fault, IDEMPOTENCY_KEY},
    json_reply,
    rng::NoRandomness,
    store::{Answered, Claim, NewAnswer, NewLink, Opened, Wanted},
};
use zeroize::Zeroizing;

const SCOPE: Scope = Scope::CustomerSessionsWrite;
/// How often what changes under the call is read anew.
const ROUNDS: usize = 3;

/// Opens a session for a customer, and a single-use link that leads its browser to the portal. The
/// same call again, with the same `Idempotency-Key`, is answered alike for 24 hours.
///
/// # Errors
/// 401, 403; 422 with every fault of the body, an unknown customer or member among them, or where
/// the key came with another body before; 503.
pub async fn handle(app: &App, request: Request) -> Result<CustomerSession, ApiError> {
    let token = auth::access_token(&request)?;
    let (input, key) = Merchant::may_learn(app, &token, SCOPE, input::read(&request)).await?;
    let call = key.map(|key| KeyedCall { key: key.bound_to(&token), body: input.hash() });
    let name = call.as_ref().map(|call| call.key.name());
    for _ in 0..ROUNDS {
        let now = app.now();
        let member = input.member.as_ref().map(|member| &member.name);
        let wanted = Wanted { customer: &input.customer.name, member, key: name.as_ref() };
        let claim = Claim { token: &token, scope: SCOPE, now };
        let view = app.store.merchant_view(claim, wanted).await?;
        let merchant = Merchant::of(view.grant.as_ref(), SCOPE, now)?;
        let answered = call.as_ref().zip(view.answered);
        if answered.as_ref().is_some_and(|(call, answered)| call.body != answered.body) {
            return Err(other_body());
        }
        let found = input.check(view)?;
        if let Some((call, answered)) = answered {
            if answered.principal != found.principal.id() {
                // The external id has become another customer's.
                return Err(other_body());
            }
            return found.answer(app, &call.opening(&answered));
        }
        let (opening, answer) = match &call {
            Some(call) => call.begin(app, merchant.organization, found.principal.id(), now)?,
            None => (Opening::random(app, now)?, None),
        };
        if found.open(app, &opening, answer.as_ref()).await? == Opened::Opened {
            return found.answer(app, &opening);
        }
    }
    Err(ApiError::Busy(None))
}

fn other_body() -> ApiError {
    let msg = "This key came with another body, or for another customer, before. Please send each call a key of its own.";
    ApiError::Invalid(vec![Fault::at(&["header"], IDEMPOTENCY_KEY, msg, ())])
}

/// A call with an idempotency key.
struct KeyedCall {
    key: BoundKey,
    body: BodyHash,
}

impl KeyedCall {
    /// A new opening, and the answer to remember with it.
    fn begin(
        &self,
        app: &App,
        organization: OrganizationId,
        principal: PrincipalId,
        now: Timestamp,
    ) -> Result<(Opening, Option<NewAnswer>), NoRandomness> {
        let answered = Answered {
            session: SessionId::from_random(app.rng.bytes()?),
            principal,
            body: self.body,
            salt: app.rng.bytes()?,
            created_at: now,
        };
        let answer = NewAnswer { organization, name: self.key.name(), answered };
        Ok((self.opening(&answered), Some(answer)))
    }

    /// The opening that was answered.
    fn opening(&self, Answered { session, body, salt, created_at, .. }: &Answered) -> Opening {
        Opening {
            session: *session,
            token: self.key.session_secret(salt, body),
            link: self.key.link_secret(salt, body),
            created_at: *created_at,
        }
    }
}

/// What a session is opened with.
struct Opening {
    session: SessionId,
    token: [u8; SECRET_LENGTH],
    link: [u8; SECRET_LENGTH],
    created_at: Timestamp,
}

impl Opening {
    fn random(app: &App, now: Timestamp) -> Result<Self, NoRandomness> {
        Ok(Self {
            session: SessionId::from_random(app.rng.bytes()?),
            token: app.rng.bytes()?,
            link: app.rng.bytes()?,
            created_at: now,
        })
    }
}

/// Whom a session is opened for.
struct Found {
    organization: Organization,
    principal: Principal,
    customer: Customer,
    return_url: Option<ReturnUrl>,
    locale: Option<Locale>,
}

impl Found {
    /// Opens the session and stores the link; nothing where the principal changed meanwhile.
    async fn open(
        &self,
        app: &App,
        opening: &Opening,
        answer: Option<&NewAnswer>,
    ) -> Result<Opened, ApiError> {
        let link = NewLink {
            hash: LinkToken::mint(self.principal.id(), opening.link).hash(),
            ends_at: opening.created_at.expiry_after(app.config.link_ttl),
            return_url: self.return_url.clone(),
        };
        Ok(app.store.open_session(&self.session(app, opening), &link, answer).await?)
    }

    fn session(&self, app: &App, opening: &Opening) -> Session {
        let hash = SessionToken::mint(self.principal.id(), opening.token).hash();
        let (standing, lifetime) = (self.principal.standing(), app.config.merchant_session);
        Session::open(opening.session, hash, standing, lifetime, opening.created_at)
            .returning_to(self.return_url.clone())
    }

    fn answer(self, app: &App, opening: &Opening) -> Result<CustomerSession, ApiError> {
        let owner = self.principal.id();
        let (origin, slug) = (app.config.public_url()?.origin(), self.organization.slug.as_str());
        let link = LinkToken::mint(owner, opening.link);
        let locale = self.locale.map(|it| format!("&locale={}", it.tag())).unwrap_or_default();
        let url = format!("{origin}/{slug}/portal?link={}{locale}", link.expose());
        Ok(CustomerSession {
            id: opening.session,
            created_at: opening.created_at,
            modified_at: None,
            token: SessionToken::mint(owner, opening.token).into_shown_once(),
            expires_at: self.session(app, opening).expires_at,
            return_url: self.return_url,
            customer_portal_url: Zeroizing::new(url).into(),
            customer_id: self.customer.id,
            customer: self.customer,
        })
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
