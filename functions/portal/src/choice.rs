//! `/{slug}/portal/choose`: which of several accounts with the email that was just proven.

use askama::Template;
use lambda_http::http::StatusCode;
use shared::{
    domain::{
        id::CustomerId,
        principal::{Principal, PrincipalId, Standing},
        token::ProofToken,
    },
    http::{ApiError, Form, Page, request::user_agent},
    sign_in,
};

use crate::{
    code::signed_in,
    reply::PortalPage,
    view::{self, Portal},
    visit::{Cookie, Notice, Visit},
};

/// The accounts to choose from.
pub(crate) async fn show(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let Some((_, principals)) = choices(visit).await? else {
        return Ok(gone(visit));
    };
    let title = visit.texts.say("choose-title");
    view::page(
        visit,
        StatusCode::OK,
        "choose",
        &title,
        &Choice {
            p: Portal::of(visit),
            title: &title,
            accounts: principals.iter().map(|it| Account::of(it, visit)).collect(),
        },
    )
}

/// Signs in to the one that was chosen.
pub(crate) async fn choose(visit: &Visit<'_>, form: &Form) -> Result<PortalPage, ApiError> {
    let chosen: Option<CustomerId> = form.get("account").and_then(|id| id.parse().ok());
    let Some((proof, principals)) = choices(visit).await? else {
        return Ok(gone(visit));
    };
    let chosen = principals.iter().find(|it| Some(it.customer.id) == chosen);
    let Some(chosen) = chosen else {
        return Ok(Page::see_other(&visit.path("choose")).into());
    };
    let (standing, agent) = (chosen.standing(), user_agent(visit.request));
    let Some(token) = sign_in::open_chosen(visit.app, &proof, standing, agent).await? else {
        return Ok(gone(visit));
    };
    Ok(signed_in(visit, &token, visit.app.config.session.absolute).await.into())
}

/// The proof that the browser holds, and the principals that it lets choose from.
async fn choices(visit: &Visit<'_>) -> Result<Option<(ProofToken, Vec<Principal>)>, ApiError> {
    let Some(proof) = visit.cookie(Cookie::Proof).and_then(ProofToken::parse) else {
        return Ok(None);
    };
    let store = &visit.app.store;
    let sign_in = store.proven_sign_in(&proof, visit.now).await?;
    let Some(sign_in) = sign_in.filter(|it| it.organization == visit.organization.id) else {
        return Ok(None);
    };
    let ids: Vec<PrincipalId> = sign_in.standings.iter().map(Standing::principal).collect();
    let mut principals = store.principals(&ids).await?;
    principals.retain(|it| sign_in.standings.contains(&it.standing()));
    Ok((!principals.is_empty()).then_some((proof, principals)))
}

fn gone(visit: &Visit<'_>) -> PortalPage {
    Page::see_other(&visit.path(""))
        .cookie(visit.name(Cookie::Proof).clear())
        .cookie(visit.notice_cookie(Notice::SignInGone))
        .into()
}

/// One account.
struct Account {
    id: CustomerId,
    name: String,
    /// What the visitor is in it, where it is a team.
    role: Option<String>,
}

impl Account {
    fn of(principal: &Principal, visit: &Visit<'_>) -> Self {
        let name = principal.customer.name.as_ref().map(ToString::to_string);
        Self {
            id: principal.customer.id,
            name: name.unwrap_or_else(|| visit.texts.say("choose-unnamed")),
            role: principal.member.as_ref().map(|member| Portal::of(visit).role(member.role)),
        }
    }
}

#[derive(Template)]
#[template(path = "choose.html")]
struct Choice<'a> {
    p: Portal<'a>,
    title: &'a str,
    accounts: Vec<Account>,
}
