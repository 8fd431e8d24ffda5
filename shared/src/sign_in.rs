//! Signing in: asking for a code and exchanging it. The API and the hosted page do both alike.

use futures_util::future::try_join_all;

use crate::{
    app::App,
    config::Limits,
    domain::{
        budget::{Lane, Limit},
        email_address::EmailAddress,
        id::{CustomerId, OrganizationId, SessionId},
        locale::Locale,
        network::Network,
        one_time_code::Code,
        principal::{Principal, Standing},
        session::{Lifetime, Session},
        sign_in::{Channel, Redemption, Seed, SignIn},
        sign_in_id::SignInId,
        timestamp::Timestamp,
        token::{ProofToken, SessionToken},
    },
    http::error::{ApiError, CustomerChoice},
    rng::NoRandomness,
    store::{Attempt, BARE_CANDIDATES, BeginSignIn, Begun, Charged, Exchange},
};

/// Who asks for a code, for whom, and from where.
#[derive(Debug)]
pub struct CodeRequest {
    /// The organization to sign in to.
    pub organization: OrganizationId,
    /// The email to prove.
    pub email: EmailAddress,
    /// Which of several customers with this email.
    pub customer: Option<CustomerId>,
    /// How the request comes in.
    pub door: Door,
    /// Which language the mail is to be in.
    pub locale: Locale,
}

/// How a request for a code comes in, which decides what it is counted as and how its code may be
/// redeemed.
#[derive(Clone, Copy, Debug)]
pub enum Door {
    /// The public endpoint, from this network.
    Public(Network),
    /// A call with the organization's access token.
    Merchant,
    /// The hosted page.
    Page {
        /// Where the browser is.
        network: Network,
        /// Whether it has signed in to this very login before.
        known_device: bool,
    },
}

impl Door {
    fn network(self, organization: OrganizationId) -> Network {
        match self {
            Self::Public(network) | Self::Page { network, .. } => network,
            Self::Merchant => Network::Merchant(organization),
        }
    }

    fn channel(self) -> Channel {
        match self {
            Self::Public(_) => Channel::Public,
            Self::Merchant => Channel::Merchant,
            Self::Page { .. } => Channel::Page,
        }
    }

    fn lane(self) -> Lane {
        match self {
            Self::Merchant => Lane::Merchant,
            Self::Page { known_device: true, .. } => Lane::Device,
            Self::Public(_) | Self::Page { .. } => Lane::Public,
        }
    }

    fn requests(self, limits: &Limits) -> Limit {
        match self {
            Self::Merchant => limits.merchant_requests,
            Self::Public(_) | Self::Page { .. } => limits.network_requests,
        }
    }
}

/// Begins a sign-in, and with it its mail where the email is somebody's. Three round trips,
/// whoever it is; nothing in the answer, nor in the operations, tells.
///
/// # Errors
/// 409 where several customers share the email and none was chosen, but not on the page, which asks
/// after the code; 429 over a limit, the same for known and unknown addresses; 503.
pub async fn request(app: &App, asked: &CodeRequest) -> Result<SignInId, ApiError> {
    let now = app.now();
    let (channel, lane) = (asked.door.channel(), asked.door.lane());
    let pepper = app.peppers()?.known().current;
    let network = asked.door.network(asked.organization).keyed_hash(&pepper);
    let limits = app.config.limits;

    let (login, allowed) = tokio::join!(
        app.store.login(asked.organization, &asked.email, lane, now),
        app.store.spend_request(network, asked.door.requests(&limits), now)
    );
    allowed??;
    let login = login?;
    login.spent.check(limits.mails, now)?;

    let chosen = |customer| asked.customer.is_none_or(|chosen| chosen == customer);
    let ids: Vec<_> = login.principals.into_iter().filter(|id| chosen(id.customer)).collect();
    let mut principals = app.store.principals(&ids).await?;
    principals.retain(|it| it.can_act() && it.email() == Some(&asked.email));
    if principals.len() > 1 && channel != Channel::Page {
        return Err(selection_required(&principals));
    }

    let sign_in = SignIn {
        id: SignInId::new(network, now, app.rng.bytes()?),
        organization: asked.organization,
        standings: principals.iter().map(Principal::standing).collect(),
        channel,
        seed: Seed(app.rng.bytes()?),
        pepper: pepper.version().clone(),
        locale: asked.locale,
        expires_at: now.expiry_after(app.config.code_ttl),
        tries: 0,
    };
    let id = sign_in.id;
    let begin = BeginSignIn { sign_in, email: &asked.email, lane, limit: limits.mails };
    match app.store.begin_sign_in(&begin, now).await? {
        Begun::Begun => Ok(id),
        Begun::Exhausted(exhausted) => Err(exhausted.into()),
    }
}

fn selection_required(principals: &[Principal]) -> ApiError {
    let choice =
        |it: &Principal| CustomerChoice { id: it.customer.id, name: it.customer.name.clone() };
    ApiError::CustomerSelectionRequired(principals.iter().map(choice).collect())
}

/// A code as it was sent, and its context. It has no `Debug`, for it holds the code.
pub struct CodeAttempt<'a> {
    /// The code, as typed.
    pub code: &'a str,
    /// The `request_id`, where one was sent.
    pub request_id: Option<&'a str>,
    /// The organization on whose page it was entered, where it was on a page: a sign-in to another
    /// is none there.
    pub page_of: Option<OrganizationId>,
    /// Where it comes from.
    pub network: Network,
    /// The browser or program it comes from.
    pub user_agent: Option<&'a str>,
}

/// What a code proves.
#[derive(Debug)]
pub enum Proof {
    /// The email of the sign-in's principals.
    Proven(Proven),
    /// Nothing: it is not the code, and there are so many tries left.
    Wrong {
        /// None left means that the digits of this sign-in are used up.
        tries_left: u32,
    },
    /// Nothing: the tries of its sign-in are used up.
    UsedUp,
    /// Nothing: there is no such sign-in, or it has expired or been used.
    Gone,
}

/// A sign-in whose code was right.
#[derive(Debug)]
pub struct Proven(SignIn);

impl Proven {
    /// The organization that was signed in to.
    #[must_use]
    pub fn organization(&self) -> OrganizationId {
        self.0.organization
    }

    /// Its principal, where there is one only.
    #[must_use]
    pub fn only(&self) -> Option<Standing> {
        match self.0.standings.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Charges a try, then compares. One round trip with a `request_id` or a link, two without.
///
/// # Errors
/// 503. That the code is not good is no error here.
pub async fn prove(app: &App, attempt: &CodeAttempt<'_>) -> Result<Proof, ApiError> {
    let now = app.now();
    let Some(code) = Code::parse(attempt.code) else { return Ok(Proof::Gone) };
    let context = match attempt.request_id.map(SignInId::parse) {
        Some(None) => return Ok(Proof::Gone),
        context => context.flatten(),
    };
    match (&code, context) {
        (Code::Link(link), context) => {
            if context.is_some_and(|id| id != link.sign_in()) {
                return Ok(Proof::Gone);
            }
            let is_here = |it: &SignIn| attempt.page_of.is_none_or(|here| here == it.organization);
            let sign_in = app.store.sign_in(link.sign_in(), now).await?.filter(is_here);
            compare(app, &code, sign_in.map_or(Charged::Gone, Charged::Charged)).await
        }
        (Code::Digits(_), Some(id)) => {
            let call = app.rng.bytes()?;
            let kind = attempt.page_of.map_or(Attempt::Addressed, Attempt::OnPage);
            let charged = app.store.charge_try(id, kind, call, now).await?;
            compare(app, &code, charged).await
        }
        (Code::Digits(_), None) => prove_bare(app, &code, attempt.network, now).await,
    }
}

/// Compares a bare code with the sign-ins of its network, each charged for it. Where it fits two, it
/// fits none.
async fn prove_bare(
    app: &App,
    code: &Code,
    network: Network,
    now: Timestamp,
) -> Result<Proof, ApiError> {
    let peppers = app.peppers()?.known();
    let since = now.minus_seconds(app.config.code_ttl);
    let hashes = peppers.each().map(|pepper| network.keyed_hash(pepper));
    let candidates = hashes.map(|network| app.store.bare_candidates(network, since, now));
    let candidates = try_join_all(candidates).await?.into_iter().flatten().take(BARE_CANDIDATES);
    let call = app.rng.bytes()?;
    let charged = candidates.map(|id| app.store.charge_try(id, Attempt::Bare, call, now));
    let mut fits = Vec::new();
    for charged in try_join_all(charged).await? {
        if let Proof::Proven(proven) = compare(app, code, charged).await? {
            fits.push(proven);
        }
    }
    Ok(match (fits.pop(), fits.is_empty()) {
        (Some(only), true) => Proof::Proven(only),
        _ => Proof::Gone,
    })
}

async fn compare(app: &App, code: &Code, charged: Charged) -> Result<Proof, ApiError> {
    let sign_in = match charged {
        Charged::Charged(sign_in) => sign_in,
        Charged::UsedUp => return Ok(Proof::UsedUp),
        Charged::Gone => return Ok(Proof::Gone),
    };
    let Some(pepper) = app.peppers()?.version(&sign_in.pepper).await? else {
        tracing::error!("a sign-in was begun with a version of the pepper that is gone");
        return Ok(Proof::Gone);
    };
    Ok(match sign_in.redeem(code, &pepper) {
        Redemption::Granted => Proof::Proven(Proven(sign_in)),
        Redemption::Refused => Proof::Wrong { tries_left: sign_in.tries_left() },
    })
}

/// Consumes a sign-in whose code was right and opens a session for one of its principals, in one
/// transaction; nothing where the sign-in was used or the principal changed in the meantime.
///
/// # Errors
/// 503.
pub async fn open(
    app: &App,
    proven: &Proven,
    standing: Standing,
    user_agent: Option<&str>,
) -> Result<Option<SessionToken>, ApiError> {
    let now = app.now();
    let (token, session) = proving_session(app, standing, user_agent, now)?;
    let exchanged = app.store.exchange(proven.0.id, &session, now).await?;
    Ok((exchanged == Exchange::Opened).then_some(token))
}

/// Keeps a sign-in whose code was right until one of its principals is chosen: whoever holds the
/// proof may, once, for as long as a code is good. Nothing where it was used in the meantime.
///
/// # Errors
/// 503.
pub async fn keep_proof(app: &App, proven: &Proven) -> Result<Option<ProofToken>, ApiError> {
    let now = app.now();
    let proof = ProofToken::mint(proven.0.id, app.rng.bytes()?);
    let until = now.expiry_after(app.config.code_ttl);
    let kept = app.store.prove(proven.0.id, &proof.hash(), until, now).await?;
    Ok(kept.then_some(proof))
}

/// Consumes a proof and opens a session for the principal chosen, in one transaction; nothing where
/// the proof was used or the principal changed in the meantime.
///
/// # Errors
/// 503.
pub async fn open_chosen(
    app: &App,
    proof: &ProofToken,
    standing: Standing,
    user_agent: Option<&str>,
) -> Result<Option<SessionToken>, ApiError> {
    let now = app.now();
    let (token, session) = proving_session(app, standing, user_agent, now)?;
    let exchanged = app.store.exchange_proof(proof, &session, now).await?;
    Ok((exchanged == Exchange::Opened).then_some(token))
}

/// A session for whoever proved the principal's email.
fn proving_session(
    app: &App,
    standing: Standing,
    user_agent: Option<&str>,
    now: Timestamp,
) -> Result<(SessionToken, Session), NoRandomness> {
    let (token, session) = new_session(app, standing, app.config.session, user_agent, now)?;
    Ok((token, session.proving_email()))
}

/// A session that is yet to be stored, and its token.
///
/// # Errors
/// [`NoRandomness`].
pub fn new_session(
    app: &App,
    standing: Standing,
    lifetime: Lifetime,
    user_agent: Option<&str>,
    now: Timestamp,
) -> Result<(SessionToken, Session), NoRandomness> {
    let token = SessionToken::mint(standing.principal(), app.rng.bytes()?);
    let id = SessionId::from_random(app.rng.bytes()?);
    let session = Session::open(id, token.hash(), standing, lifetime, now).opened_by(user_agent);
    Ok((token, session))
}
