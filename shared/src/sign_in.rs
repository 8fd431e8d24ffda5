//! Signing in: asking for a code and exchanging it. The API and the hosted page do both alike.

use futures_util::future::try_join_all;

use crate::{
    app::App,
    domain::{
        email_address::EmailAddress,
        id::{CustomerId, OrganizationId, SessionId},
        network::Network,
        one_time_code::Code,
        principal::{Principal, Standing},
        session::Session,
        sign_in::{Channel, Redemption, Seed, SignIn},
        sign_in_id::SignInId,
        timestamp::Timestamp,
        token::SessionToken,
    },
    http::error::{ApiError, CustomerChoice},
    store::{Attempt, BARE_CANDIDATES, BeginSignIn, Begun, Exchange},
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
    /// Where the request comes from: a client's network, or a merchant's backend.
    pub network: Network,
}

impl CodeRequest {
    fn channel(&self) -> Channel {
        match self.network {
            Network::Merchant(_) => Channel::Merchant,
            Network::V4(_) | Network::V6(_) => Channel::Public,
        }
    }
}

/// Begins a sign-in, and with it its mail where the email is somebody's. Three round trips,
/// whoever it is; nothing in the answer, nor in the operations, tells.
///
/// # Errors
/// 409 where several customers share the email and none was chosen; 429 over a limit, the same for
/// known and unknown addresses; 503.
pub async fn request(app: &App, asked: &CodeRequest) -> Result<SignInId, ApiError> {
    let now = app.now();
    let channel = asked.channel();
    let pepper = app.peppers()?.known().current;
    let network = asked.network.keyed_hash(&pepper);
    let limits = app.config.limits;
    let mails = limits.mails;
    let requests = match channel {
        Channel::Public => limits.network_requests,
        Channel::Merchant => limits.merchant_requests,
    };

    let (login, allowed) = tokio::join!(
        app.store.login(asked.organization, &asked.email, channel, now),
        app.store.spend_request(network, requests, now)
    );
    allowed??;
    let login = login?;
    login.spent.check(mails, now)?;

    let chosen = |customer| asked.customer.is_none_or(|chosen| chosen == customer);
    let ids: Vec<_> = login.principals.into_iter().filter(|id| chosen(id.customer)).collect();
    let mut principals = app.store.principals(&ids).await?;
    principals.retain(|it| it.can_act() && it.email() == Some(&asked.email));
    let standing = only(&principals)?;

    let sign_in = SignIn {
        id: SignInId::new(network, now, app.rng.bytes()?),
        organization: asked.organization,
        standing,
        channel,
        seed: Seed(app.rng.bytes()?),
        pepper: pepper.version().clone(),
        expires_at: now.expiry_after(app.config.code_ttl),
    };
    let id = sign_in.id;
    let begin = BeginSignIn { sign_in, email: &asked.email, limit: mails };
    match app.store.begin_sign_in(&begin, now).await? {
        Begun::Begun => Ok(id),
        Begun::Exhausted(exhausted) => Err(exhausted.into()),
    }
}

/// The one principal there is, if any.
fn only(principals: &[Principal]) -> Result<Option<Standing>, ApiError> {
    match principals {
        [] => Ok(None),
        [principal] => Ok(Some(principal.standing())),
        several => {
            let choice = |it: &Principal| CustomerChoice {
                id: it.customer.id,
                name: it.customer.name.clone(),
            };
            Err(ApiError::CustomerSelectionRequired(several.iter().map(choice).collect()))
        }
    }
}

/// A code as it was sent, and its context. It has no `Debug`, for it holds the code.
pub struct CodeAttempt<'a> {
    /// The code, as typed.
    pub code: &'a str,
    /// The `request_id`, where one was sent.
    pub request_id: Option<&'a str>,
    /// Where it comes from.
    pub network: Network,
    /// The browser or program it comes from.
    pub user_agent: Option<&'a str>,
}

/// Exchanges a code for a session: charges a try, compares, and then consumes the sign-in and opens
/// the session in one transaction. Two round trips with a `request_id` or a link, three without.
///
/// # Errors
/// 401, one and the same for every code that is not good; 503.
pub async fn redeem(app: &App, attempt: &CodeAttempt<'_>) -> Result<SessionToken, ApiError> {
    let now = app.now();
    let code = Code::parse(attempt.code).ok_or(ApiError::CodeInvalidOrExpired)?;
    let request_id = attempt.request_id.map(SignInId::parse);
    if request_id == Some(None) {
        return Err(ApiError::CodeInvalidOrExpired);
    }
    let granted = match (&code, request_id.flatten()) {
        (Code::Link(link), context) => {
            let fits = context.is_none_or(|id| id == link.sign_in());
            let sign_in = if fits { app.store.sign_in(link.sign_in(), now).await? } else { None };
            compare(app, &code, sign_in).await?
        }
        (Code::Digits(_), Some(id)) => {
            let call = app.rng.bytes()?;
            let sign_in = app.store.charge_try(id, Attempt::Addressed, call, now).await?;
            compare(app, &code, sign_in).await?
        }
        (Code::Digits(_), None) => redeem_bare(app, &code, attempt.network, now).await?,
    };
    let (sign_in, standing) = granted.ok_or(ApiError::CodeInvalidOrExpired)?;
    open(app, sign_in, standing, attempt.user_agent, now).await
}

/// Compares a bare code with the sign-ins of its network, each charged for it. Where it fits two, it
/// fits none.
async fn redeem_bare(
    app: &App,
    code: &Code,
    network: Network,
    now: Timestamp,
) -> Result<Option<(SignInId, Standing)>, ApiError> {
    let peppers = app.peppers()?.known();
    let since = now.minus_seconds(app.config.code_ttl);
    let hashes = peppers.each().map(|pepper| network.keyed_hash(pepper));
    let candidates = hashes.map(|network| app.store.bare_candidates(network, since, now));
    let candidates = try_join_all(candidates).await?.into_iter().flatten().take(BARE_CANDIDATES);
    let call = app.rng.bytes()?;
    let charged = candidates.map(|id| app.store.charge_try(id, Attempt::Bare, call, now));
    let mut fits = Vec::new();
    for sign_in in try_join_all(charged).await? {
        fits.extend(compare(app, code, sign_in).await?);
    }
    Ok(match fits.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}

async fn compare(
    app: &App,
    code: &Code,
    sign_in: Option<SignIn>,
) -> Result<Option<(SignInId, Standing)>, ApiError> {
    let Some(sign_in) = sign_in else { return Ok(None) };
    let Some(pepper) = app.peppers()?.version(&sign_in.pepper).await? else {
        tracing::error!("a sign-in was begun with a version of the pepper that is gone");
        return Ok(None);
    };
    Ok(match sign_in.redeem(code, &pepper) {
        Redemption::Granted(standing) => Some((sign_in.id, standing)),
        Redemption::Refused => None,
    })
}

async fn open(
    app: &App,
    sign_in: SignInId,
    standing: Standing,
    user_agent: Option<&str>,
    now: Timestamp,
) -> Result<SessionToken, ApiError> {
    let token = SessionToken::mint(standing.principal(), app.rng.bytes()?);
    let id = SessionId::from_random(app.rng.bytes()?);
    let session =
        Session::open(id, token.hash(), standing, app.config.session, now).opened_by(user_agent);
    match app.store.exchange(sign_in, &session, now).await? {
        Exchange::Opened => Ok(token),
        Exchange::Refused => Err(ApiError::CodeInvalidOrExpired),
    }
}
