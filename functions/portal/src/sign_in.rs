//! `/{slug}/portal`, to whoever is not signed in: an email, and a code is on its way.

use askama::Template;
use lambda_http::http::{StatusCode, header};
use shared::{
    domain::{
        email_address::{EmailAddress, InvalidEmail},
        sign_in_id::SignInId,
    },
    http::{ApiError, Form, Page, request::network},
    sign_in::{self, CodeRequest, Door},
    texts::Texts,
};

use crate::{
    pending::Pending,
    reply::PortalPage,
    view::{self, Portal},
    visit::{Cookie, Notice, REMEMBERED, SignedOut, Visit},
};

/// Characters of an email that is filled in.
const LONGEST: usize = 254;

/// The page that asks for an email.
pub(crate) fn show(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let email = visit.query("email").or_else(|| visit.query("prefilled_email"));
    let email = email.unwrap_or_default();
    let why = match visit.signed_out() {
        // What was done just before says it already.
        _ if visit.notice().is_some() => None,
        Some(SignedOut::Unused(seconds)) => Some(unused(visit.texts, seconds)),
        Some(SignedOut::Ended) => Some(visit.texts.say("sign-in-ended")),
        None => None,
    };
    page(visit, &Asked { email: email.trim(), why: why.as_deref(), ..Asked::default() })
}

/// The same, to whoever followed a portal link that opens nothing any more.
pub(crate) fn show_after_link(
    visit: &Visit<'_>,
    email: Option<&EmailAddress>,
) -> Result<PortalPage, ApiError> {
    let why = Notice::LinkSpent.text(visit.texts);
    let email = email.map(ToString::to_string).unwrap_or_default();
    page(visit, &Asked { email: &email, why: Some(&why), ..Asked::default() })
}

/// Begins a sign-in. What follows is the same whether the email is anybody's or not.
pub(crate) async fn begin(visit: &Visit<'_>, form: &Form) -> Result<PortalPage, ApiError> {
    let sent = form.get("email").unwrap_or_default().trim();
    let email = match EmailAddress::parse(sent) {
        Ok(email) => email,
        Err(invalid) => {
            let fault = match invalid {
                InvalidEmail::TooLong => visit.texts.say("sign-in-email-too-long"),
                InvalidEmail::Malformed => visit.texts.say("sign-in-email-invalid"),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(
                visit,
                &Asked { email: sent, fault: Some(&fault), status, ..Asked::default() },
            );
        }
    };
    match ask(visit, &email).await {
        Ok(id) => {
            let before = Pending::of(visit).filter(|it| it.email == email);
            let pending = match before {
                Some(before) => before.again(id, visit),
                None => Pending::new(email, id),
            };
            Ok(on_to_code(visit, &pending).into())
        }
        Err(ApiError::TooManyRequests(exhausted)) => {
            let fault = wait(visit.texts, exhausted.retry_after);
            let again = Pending::of(visit).filter(|pending| pending.email == email);
            let asked = Asked {
                email: sent,
                fault: Some(&fault),
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after: Some(exhausted.retry_after),
                has_code: again.is_some(),
                ..Asked::default()
            };
            page(visit, &asked)
        }
        Err(error) => Err(error),
    }
}

/// Asks for a code for this email.
pub(crate) async fn ask(visit: &Visit<'_>, email: &EmailAddress) -> Result<SignInId, ApiError> {
    let known_device = visit.is_known_device(email)?;
    let network = network(visit.request)?;
    let asked = CodeRequest {
        organization: visit.organization.id,
        email: email.clone(),
        customer: None,
        door: Door::Page { network, known_device },
        locale: visit.texts.locale(),
    };
    sign_in::request(visit.app, &asked).await
}

/// On to the page that takes the code, which the browser now keeps the sign-in for.
pub(crate) fn on_to_code(visit: &Visit<'_>, pending: &Pending) -> Page {
    Page::see_other(&visit.path("authenticate"))
        .cookie(visit.name(Cookie::Pending).set(&pending.write(), Some(REMEMBERED)))
}

/// The sentence for who is over a limit.
pub(crate) fn wait(t: Texts, seconds: u32) -> String {
    match seconds {
        0..=90 => t.with("wait-seconds", [("seconds", seconds)]),
        91..=5_400 => t.with("wait-minutes", [("minutes", seconds.div_ceil(60))]),
        _ => t.with("wait-hours", [("hours", seconds.div_ceil(3_600))]),
    }
}

/// The sentence for who was signed out for not having come for so long.
fn unused(t: Texts, seconds: u32) -> String {
    match seconds {
        0..=5_400 => t.with("sign-in-unused-minutes", [("minutes", seconds.div_ceil(60))]),
        5_401..=172_799 => t.with("sign-in-unused-hours", [("hours", seconds.div_ceil(3_600))]),
        _ => t.with("sign-in-unused-days", [("days", seconds / 86_400)]),
    }
}

/// What the page says and has filled in.
#[derive(Default)]
struct Asked<'a> {
    email: &'a str,
    /// Why the visitor is here again.
    why: Option<&'a str>,
    /// What is wrong with what was sent.
    fault: Option<&'a str>,
    status: StatusCode,
    retry_after: Option<u32>,
    /// Whether a code that was mailed before may still be entered.
    has_code: bool,
}

fn page(visit: &Visit<'_>, asked: &Asked<'_>) -> Result<PortalPage, ApiError> {
    let organization = visit.organization.name.as_str();
    let title = visit.texts.with("sign-in-title", [("organization", organization)]);
    let page = view::page(
        visit,
        asked.status,
        "",
        &title,
        &SignIn {
            p: Portal::of(visit),
            title: &title,
            email: if asked.email.chars().count() <= LONGEST { asked.email } else { "" },
            why: asked.why,
            fault: asked.fault,
            has_code: asked.has_code,
        },
    )?;
    Ok(match asked.retry_after {
        Some(seconds) => page.header(header::RETRY_AFTER, &seconds.to_string()),
        None => page,
    })
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    p: Portal<'a>,
    title: &'a str,
    email: &'a str,
    why: Option<&'a str>,
    fault: Option<&'a str>,
    has_code: bool,
}
