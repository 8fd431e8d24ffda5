//! `/{slug}/portal`, to whoever is signed in: who they are, and where they are signed in.

use askama::Template;
use lambda_http::http::StatusCode;
use shared::{
    auth::SignedIn,
    domain::{
        device::DeviceProof, id::SessionId, return_url::ReturnUrl, session::Session,
        timestamp::Timestamp, user_agent,
    },
    http::{ApiError, Form, Page},
    store::EndedOthers,
    texts::{FluentValue, Texts},
};

use crate::{
    reply::PortalPage,
    view::{self, Portal},
    visit::{Cookie, Notice, Visit},
};

/// Sessions that are shown; more are counted.
const SHOWN: usize = 15;

/// The account. A new section goes into `account.html`, above the list of sessions.
pub(crate) async fn show(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let Some(SignedIn { session, principal }) = visit.signed_in() else {
        return Ok(home(visit).into());
    };
    let mut used = SignedIn { session: session.clone(), principal: principal.clone() };
    let ((), sessions) = tokio::join!(
        used.record_use(visit.app, visit.now),
        visit.app.store.sessions(&session.standing, visit.now)
    );
    let sessions = sessions?;
    let others = sessions.iter().filter(|other| other.id != session.id);
    let listed: Vec<_> = std::iter::once(session)
        .chain(others)
        .take(SHOWN)
        .map(|it| Listed::of(it, it.id == session.id, visit))
        .collect();
    let title = visit.texts.say("account-title");
    let more = sessions.len().saturating_sub(listed.len());
    let page = view::page(
        visit,
        StatusCode::OK,
        "",
        &title,
        &Account {
            p: Portal::of(visit),
            title: &title,
            name: principal.name().map(ToString::to_string),
            email: principal.email().map(ToString::to_string),
            role: principal.member.as_ref().map(|member| Portal::of(visit).role(member.role)),
            team: principal
                .member
                .as_ref()
                .and(principal.customer.name.as_ref())
                .map(ToString::to_string),
            return_url: session
                .return_url
                .as_ref()
                .filter(|url| visit.organization.allows_return_to(url)),
            has_others: sessions.len() > 1,
            sessions: listed,
            more: (more > 0).then(|| visit.texts.with("sessions-more", [("count", more)])),
        },
    )?;
    // Whom a merchant vouched for has not shown that the email is theirs.
    let proven = principal.email().filter(|_| session.email_proven);
    let devices = proven.map(|email| visit.devices_with(email)).transpose()?.flatten();
    let cookie = devices
        .and_then(|devices| visit.name(Cookie::Devices).set(&devices, Some(DeviceProof::LIFE)));
    Ok(page.cookie(cookie))
}

/// Ends this browser's session.
pub(crate) async fn sign_out(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    if let Some(signed_in) = visit.signed_in() {
        visit.app.store.end_session(&signed_in.session).await?;
    }
    let all = [Cookie::Session, Cookie::Pending, Cookie::Proof, Cookie::Arrival];
    let signed_out = done(visit, Notice::SignedOut);
    Ok(all.into_iter().fold(signed_out, |page, it| page.cookie(visit.name(it).clear())).into())
}

/// Ends one of the visitor's sessions.
pub(crate) async fn end_session(visit: &Visit<'_>, form: &Form) -> Result<PortalPage, ApiError> {
    let Some(SignedIn { session, .. }) = visit.signed_in() else { return Ok(home(visit).into()) };
    let chosen: Option<SessionId> = form.get("session").and_then(|id| id.parse().ok());
    if chosen == Some(session.id) {
        return sign_out(visit).await;
    }
    let sessions = visit.app.store.sessions(&session.standing, visit.now).await?;
    // One that is not there any more has ended already.
    if let Some(chosen) = sessions.iter().find(|it| Some(it.id) == chosen) {
        visit.app.store.end_session(chosen).await?;
    }
    Ok(done(visit, Notice::SessionEnded).into())
}

/// Ends all of the visitor's sessions but this browser's.
pub(crate) async fn end_other_sessions(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let Some(SignedIn { session, .. }) = visit.signed_in() else { return Ok(home(visit).into()) };
    Ok(match visit.app.store.end_other_sessions(session, visit.now).await? {
        EndedOthers::Done => done(visit, Notice::OthersEnded),
        EndedOthers::Over => home(visit),
    }
    .into())
}

fn home(visit: &Visit<'_>) -> Page {
    Page::see_other(&visit.path(""))
}

fn done(visit: &Visit<'_>, notice: Notice) -> Page {
    home(visit).cookie(visit.notice_cookie(notice))
}

/// A session in the list.
struct Listed {
    id: SessionId,
    is_current: bool,
    /// The browser, as people call it.
    browser: String,
    /// When it was used last, as far as that is recorded.
    used: String,
    /// The same for programs.
    used_at: Timestamp,
}

impl Listed {
    fn of(session: &Session, is_current: bool, visit: &Visit<'_>) -> Self {
        let t = visit.texts;
        Self {
            id: session.id,
            is_current,
            browser: browser(t, session, visit.organization.name.as_str()),
            used: if is_current {
                t.say("session-now")
            } else {
                since(t, visit.now.seconds_since(session.last_used_at))
            },
            used_at: session.last_used_at,
        }
    }
}

fn browser(t: Texts, session: &Session, organization: &str) -> String {
    let Some(agent) = &session.user_agent else {
        return t.with("session-by-organization", [("organization", organization)]);
    };
    let browser = user_agent::describe(agent);
    match (browser.name, browser.system) {
        (Some(name), Some(system)) => t.with(
            "session-browser",
            [("browser", FluentValue::from(name)), ("system", FluentValue::from(system))],
        ),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t.say("session-unknown"),
    }
}

/// How long ago, no finer than last use is recorded.
fn since(t: Texts, seconds: i64) -> String {
    let hours = u32::try_from(seconds / 3_600).unwrap_or_default();
    match hours {
        0 => t.say("session-used-recently"),
        1..=23 => t.with("session-used-hours", [("hours", hours)]),
        _ => t.with("session-used-days", [("days", hours / 24)]),
    }
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'a> {
    p: Portal<'a>,
    title: &'a str,
    name: Option<String>,
    email: Option<String>,
    role: Option<String>,
    team: Option<String>,
    return_url: Option<&'a ReturnUrl>,
    sessions: Vec<Listed>,
    has_others: bool,
    more: Option<String>,
}
