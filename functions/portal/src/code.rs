//! `/{slug}/portal/authenticate`: the code of the mail, or its link, becomes a session.

use askama::Template;
use lambda_http::http::{StatusCode, header};
use shared::{
    domain::{
        one_time_code::Code, sign_in_id::SignInId, timestamp::Timestamp, token::SessionToken,
    },
    http::{
        ApiError, Form, Page,
        request::{network, user_agent},
    },
    sign_in::{self, CodeAttempt, Proof, Proven},
    texts::Texts,
};

use crate::{
    pending::Pending,
    reply::PortalPage,
    sign_in::{ask, on_to_code, wait},
    view::{self, Portal},
    visit::{Cookie, Notice, Visit},
};

/// The page that takes a code; where the address has the secret of a mail's link in its fragment,
/// the script shows a button for that instead.
pub(crate) async fn show(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let Some(pending) = Pending::of(visit) else {
        return page(visit, None, &Asked::default());
    };
    let asked = state(visit, &pending).await?;
    page(visit, Some(&pending), &asked)
}

/// Redeems a code or a link.
pub(crate) async fn redeem(visit: &Visit<'_>, form: &Form) -> Result<PortalPage, ApiError> {
    let code = form.get("code").unwrap_or_default();
    let pending = Pending::of(visit);
    let proof = match (Code::parse(code), &pending) {
        (Some(Code::Link(_)), _) => prove(visit, code, None).await?,
        (Some(Code::Digits(_)), Some(pending)) => prove_digits(visit, code, pending).await?,
        (None, Some(pending)) => {
            let fault = visit.texts.say("code-malformed");
            let asked = state(visit, pending).await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(visit, Some(pending), &Asked { fault: Some(fault), status, ..asked });
        }
        (_, None) => Proof::Gone,
    };
    match proof {
        Proof::Proven(proven) if proven.organization() == visit.organization.id => {
            proven_email(visit, pending, &proven).await
        }
        Proof::Wrong { tries_left } if tries_left > 0 => {
            let fault = Some(visit.texts.say("code-wrong"));
            let begun_at = pending.as_ref().and_then(|it| it.ids.first()).map(SignInId::begun_at);
            let ends_at = begun_at.map(|at| at.expiry_after(visit.app.config.code_ttl));
            let minutes = minutes_left(ends_at.unwrap_or(visit.now), visit);
            let asked = Asked { fault, ..Asked::refused(State::Open { tries_left, minutes }) };
            page(visit, pending.as_ref(), &asked)
        }
        Proof::Wrong { .. } | Proof::UsedUp => {
            page(visit, pending.as_ref(), &Asked::refused(State::UsedUp))
        }
        Proof::Proven(_) | Proof::Gone => {
            // Where a sign-in is under way, its state says the same.
            let fault = pending.is_none().then(|| gone(visit.texts, code));
            let asked = Asked { fault, ..Asked::refused(State::Gone) };
            page(visit, pending.as_ref(), &asked)
        }
    }
}

/// What opens nothing any more.
fn gone(t: Texts, code: &str) -> String {
    match Code::parse(code) {
        Some(Code::Link(_)) => t.say("notice-link-spent"),
        _ => t.say("code-gone"),
    }
}

/// Mails another code, if the last one is not too recent. The first stays good.
pub(crate) async fn resend(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let Some(pending) = Pending::of(visit).filter(|pending| !pending.ids.is_empty()) else {
        return Ok(Page::see_other(&visit.path("")).into());
    };
    let seconds = pending.wait(visit.now);
    let (seconds, fault) = if seconds > 0 {
        (seconds, visit.texts.with("code-resend-in", [("seconds", seconds)]))
    } else {
        match ask(visit, &pending.email).await {
            Ok(id) => {
                let notice = visit.notice_cookie(Notice::CodeSent);
                return Ok(on_to_code(visit, &pending.again(id, visit)).cookie(notice).into());
            }
            Err(ApiError::TooManyRequests(it)) => {
                (it.retry_after, wait(visit.texts, it.retry_after))
            }
            Err(error) => return Err(error),
        }
    };
    let asked = Asked {
        fault: Some(fault),
        status: StatusCode::TOO_MANY_REQUESTS,
        retry_after: Some(seconds),
        ..state(visit, &pending).await?
    };
    page(visit, Some(&pending), &asked)
}

/// The browser is signed in: its session's cookie, and the session before it ended.
pub(crate) async fn signed_in(visit: &Visit<'_>, token: &SessionToken, seconds: u32) -> Page {
    if let Some(before) = visit.signed_in() {
        before.end_replaced(visit.app).await;
    }
    Page::see_other(&visit.path(""))
        .cookie(visit.name(Cookie::Session).set(token.expose(), Some(seconds)))
        .cookie(visit.name(Cookie::Pending).clear())
        .cookie(visit.name(Cookie::Proof).clear())
        .cookie(visit.name(Cookie::Arrival).clear())
}

/// What follows a right code: a session, or the choice between several accounts.
async fn proven_email(
    visit: &Visit<'_>,
    pending: Option<Pending>,
    proven: &Proven,
) -> Result<PortalPage, ApiError> {
    let gone = Asked::refused(State::Gone);
    if let Some(only) = proven.only() {
        let agent = user_agent(visit.request);
        let Some(token) = sign_in::open(visit.app, proven, only, agent).await? else {
            return page(visit, pending.as_ref(), &gone);
        };
        let seconds = visit.app.config.session.absolute;
        return Ok(signed_in(visit, &token, seconds).await.into());
    }
    let Some(proof) = sign_in::keep_proof(visit.app, proven).await? else {
        return page(visit, pending.as_ref(), &gone);
    };
    let seconds = Some(visit.app.config.code_ttl);
    Ok(Page::see_other(&visit.path("choose"))
        .cookie(visit.name(Cookie::Proof).set(proof.expose(), seconds))
        .cookie(visit.name(Cookie::Pending).clear())
        .into())
}

/// Tries digits on each sign-in that the browser keeps, for a customer may have the mail before the
/// last in hand. What is told is what became of the last.
async fn prove_digits(visit: &Visit<'_>, code: &str, pending: &Pending) -> Result<Proof, ApiError> {
    let mut of_newest = None;
    for id in &pending.ids {
        let proof = prove(visit, code, Some(&id.to_string())).await?;
        if matches!(proof, Proof::Proven(_)) {
            return Ok(proof);
        }
        of_newest.get_or_insert(proof);
    }
    Ok(of_newest.unwrap_or(Proof::Gone))
}

async fn prove(visit: &Visit<'_>, code: &str, request_id: Option<&str>) -> Result<Proof, ApiError> {
    let attempt = CodeAttempt {
        code,
        request_id,
        page_of: Some(visit.organization.id),
        network: network(visit.request)?,
        user_agent: user_agent(visit.request),
    };
    sign_in::prove(visit.app, &attempt).await
}

/// How the newest sign-in stands.
async fn state(visit: &Visit<'_>, pending: &Pending) -> Result<Asked, ApiError> {
    let newest = match pending.ids.first() {
        Some(id) => visit.app.store.sign_in(*id, visit.now).await?,
        None => None,
    };
    Ok(match newest.filter(|it| it.organization == visit.organization.id) {
        None => Asked::about(State::Gone),
        Some(sign_in) if sign_in.tries_left() == 0 => Asked::about(State::UsedUp),
        Some(sign_in) => Asked::about(State::Open {
            tries_left: sign_in.tries_left(),
            minutes: minutes_left(sign_in.expires_at, visit),
        }),
    })
}

/// Minutes that a code is still good, at least one.
fn minutes_left(ends_at: Timestamp, visit: &Visit<'_>) -> u32 {
    let seconds = ends_at.seconds_since(visit.now);
    u32::try_from(seconds).unwrap_or_default().div_ceil(60).max(1)
}

/// What the page says.
#[derive(Default)]
struct Asked {
    state: State,
    /// What is wrong with what was sent.
    fault: Option<String>,
    status: StatusCode,
    retry_after: Option<u32>,
}

/// How a sign-in stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// It takes digits.
    Open {
        tries_left: u32,
        /// Minutes that its code is still good, at least one.
        minutes: u32,
    },
    /// Its digits are used up; its link is not.
    UsedUp,
    /// There is none, or it has expired or been used.
    #[default]
    Gone,
}

impl Asked {
    /// A sign-in that stands so.
    fn about(state: State) -> Self {
        Self { state, ..Self::default() }
    }

    /// The same where what was sent is not taken.
    fn refused(state: State) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::about(state) }
    }
}

fn page(
    visit: &Visit<'_>,
    pending: Option<&Pending>,
    asked: &Asked,
) -> Result<PortalPage, ApiError> {
    let title = visit.texts.say("code-title");
    let email = pending.map(|pending| pending.email.masked());
    let domain = pending.map_or("", |pending| pending.email.domain());
    let page = view::page(
        visit,
        asked.status,
        "authenticate",
        &title,
        &CodePage {
            p: Portal::of(visit),
            title: &title,
            email,
            state: asked.state,
            fault: asked.fault.as_deref(),
            is_code_wrong: asked.status == StatusCode::UNPROCESSABLE_ENTITY,
            wait: pending.map_or(0, |pending| pending.wait(visit.now)),
            mailboxes: mailboxes(domain),
            replaces: visit.signed_in().is_some(),
        },
    )?;
    Ok(match asked.retry_after {
        Some(seconds) => page.header(header::RETRY_AFTER, &seconds.to_string()),
        None => page,
    })
}

/// A mailbox on the web.
type Mailbox = (&'static str, &'static str);

const GMAIL: Mailbox = ("Gmail", "https://mail.google.com/mail/");
const OUTLOOK: Mailbox = ("Outlook", "https://outlook.live.com/mail/");

/// Where mail to this domain may be read on the web: its own provider, or, where the domain does not
/// tell, either of the two that most others are kept by.
fn mailboxes(domain: &str) -> &'static [Mailbox] {
    match domain {
        "gmail.com" | "googlemail.com" => &[GMAIL],
        "outlook.com" | "hotmail.com" | "live.com" | "msn.com" => &[OUTLOOK],
        _ => &[GMAIL, OUTLOOK],
    }
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    p: Portal<'a>,
    title: &'a str,
    /// Where the code was sent, masked; none where this browser asked for none.
    email: Option<String>,
    state: State,
    fault: Option<&'a str>,
    /// Whether that is the code, and not that another was asked for too soon.
    is_code_wrong: bool,
    /// Seconds until another code can be asked for.
    wait: u32,
    mailboxes: &'static [Mailbox],
    /// Whether a link would replace a session.
    replaces: bool,
}
