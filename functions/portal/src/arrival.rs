//! Arrival by the link of a merchant's function: `?link=…`.
//!
//! A GET redeems nothing, for mail scanners and link previews GET (RFC 9110 section 9.2.1). It moves
//! the link's secret from the address into a cookie, and leads to a page whose form, which the
//! script sends by itself, redeems it. So the secret is in no history, script or no script.

use askama::Template;
use lambda_http::http::StatusCode;
use shared::{
    domain::{principal::Principal, token::LinkToken},
    http::{ApiError, Form, Page, request::user_agent},
    sign_in::new_session,
    store::PortalLink,
};

use crate::{
    code::signed_in,
    reply::PortalPage,
    sign_in::show_after_link,
    view::{self, Portal},
    visit::{Cookie, Notice, Visit},
};

/// Takes the link out of the address.
pub(crate) fn receive(visit: &Visit<'_>) -> PortalPage {
    let link = visit.query("link").and_then(|link| LinkToken::parse(&link));
    match link {
        Some(link) => Page::see_other(&visit.path("continue"))
            .cookie(visit.name(Cookie::Arrival).set(link.expose(), Some(visit.app.config.link_ttl)))
            .cookie(visit.locale_cookie())
            .into(),
        None => spent(visit),
    }
}

/// The page that goes on with the link, or says why it cannot.
pub(crate) async fn show(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let Some(found) = find(visit).await? else {
        // Without a link there is nothing to go on with.
        let has_link = visit.cookie(Cookie::Arrival).is_some();
        return Ok(if has_link { spent(visit) } else { home(visit).into() });
    };
    if !found.is_open {
        if visit.signed_in().is_some() {
            return Ok(spent(visit));
        }
        let page = show_after_link(visit, found.principal.email())?;
        return Ok(page.cookie(visit.name(Cookie::Arrival).clear()));
    }
    let replaced = replaced(visit, &found);
    let title = visit.texts.say("arrival-title");
    view::page(
        visit,
        StatusCode::OK,
        "continue",
        &title,
        &Arrival {
            p: Portal::of(visit),
            title: &title,
            now: replaced.map(described),
            then: described(&found.principal),
        },
    )
}

/// Redeems the link, unless it would replace another's session and the visitor has not agreed.
pub(crate) async fn redeem(visit: &Visit<'_>, form: &Form) -> Result<PortalPage, ApiError> {
    if form.get("stay").is_some() {
        return Ok(home(visit).into());
    }
    let Some(found) = find(visit).await?.filter(|found| found.is_open) else {
        return show(visit).await;
    };
    if replaced(visit, &found).is_some() && form.get("replace").is_none() {
        return show(visit).await;
    }
    let Some(link) = link(visit) else { return Ok(home(visit).into()) };
    let (agent, lifetime) = (user_agent(visit.request), visit.app.config.merchant_session);
    // Whoever is signed in as the same for longer stays so: a link takes nothing away.
    let longer = visit.signed_in().map(|signed_in| &signed_in.session).filter(|session| {
        session.standing == found.standing
            && session.expires_at > visit.now.expiry_after(lifetime.absolute)
    });
    if let Some(kept) = longer {
        let return_url = found.return_url.or_else(|| kept.return_url.clone());
        let kept = kept.clone().returning_to(return_url);
        let followed = visit.app.store.follow_link(&link, &kept, visit.now).await?;
        return if followed { Ok(home(visit).into()) } else { show(visit).await };
    }
    let (token, session) = new_session(visit.app, found.standing, lifetime, agent, visit.now)?;
    let session = session.returning_to(found.return_url);
    if !visit.app.store.redeem_link(&link, &session, visit.now).await? {
        return show(visit).await;
    }
    Ok(signed_in(visit, &token, lifetime.absolute).await.into())
}

/// The link that the browser arrived by, if it is or was this organization's.
async fn find(visit: &Visit<'_>) -> Result<Option<PortalLink>, ApiError> {
    let Some(link) = link(visit) else { return Ok(None) };
    let found = visit.app.store.portal_link(&link, visit.now).await?;
    Ok(found.filter(|it| it.principal.customer.organization == visit.organization.id))
}

fn link(visit: &Visit<'_>) -> Option<LinkToken> {
    visit.cookie(Cookie::Arrival).and_then(LinkToken::parse)
}

/// Whose session the link's would replace: another's than its own.
fn replaced<'a>(visit: &'a Visit<'_>, found: &PortalLink) -> Option<&'a Principal> {
    let now = visit.signed_in().map(|signed_in| &signed_in.principal);
    now.filter(|now| now.id() != found.principal.id())
}

/// Who that is: by email, for a name may be anything that its owner likes.
fn described(principal: &Principal) -> String {
    let name = || principal.name().map(ToString::to_string);
    principal.email().map(ToString::to_string).or_else(name).unwrap_or_default()
}

/// The portal's first page, with the link forgotten.
fn home(visit: &Visit<'_>) -> Page {
    Page::see_other(&visit.path("")).cookie(visit.name(Cookie::Arrival).clear())
}

/// The same, saying that the link opens nothing.
fn spent(visit: &Visit<'_>) -> PortalPage {
    home(visit).cookie(visit.notice_cookie(Notice::LinkSpent)).cookie(visit.locale_cookie()).into()
}

#[derive(Template)]
#[template(path = "continue.html")]
struct Arrival<'a> {
    p: Portal<'a>,
    title: &'a str,
    /// Who is signed in now and would not be any more.
    now: Option<String>,
    /// Who would be signed in then.
    then: String,
}
