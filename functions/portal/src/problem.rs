//! Pages that say what went wrong and what to do next.

use askama::Template;
use lambda_http::{
    Request, RequestExt,
    http::{StatusCode, header},
};
use shared::{
    http::{ApiError, Page},
    texts::Texts,
};

use crate::{
    reply::PortalPage,
    view::{self, Frame},
    visit::{self, Visit},
};

/// Who is to read of a problem, known before there is one.
pub(crate) struct Reader {
    texts: Texts,
    /// Where the portal is, if there can be one.
    base: Option<String>,
    /// Whether they asked for just that.
    at_base: bool,
}

impl Reader {
    pub(crate) fn of(request: &Request) -> Self {
        let is_below = request.path_parameters_ref().is_some_and(|it| it.first("page").is_some());
        let base = visit::slug(request).map(|slug| visit::path(slug.as_str(), ""));
        Self { texts: Texts::of(visit::locale(request)), base, at_base: !is_below }
    }
}

/// The page for an error.
pub(crate) fn page(reader: &Reader, error: &ApiError, request_id: &str) -> Page {
    let status = error.status();
    let t = reader.texts;
    let (title, text) = match error {
        ApiError::NotFound => (t.say("problem-not-found"), t.say("problem-not-found-next")),
        ApiError::Busy(_) => (t.say("problem-busy"), t.say("problem-busy-next")),
        ApiError::Internal(_) => (t.say("problem-ours"), t.say("problem-ours-next")),
        _ => (t.say("problem-request"), t.say("problem-request-next")),
    };
    let known = matches!(error, ApiError::Busy(_) | ApiError::Internal(_)).then_some(request_id);
    // Where there is no portal, nobody is sent round in a circle.
    let leads_back = !(reader.at_base && matches!(error, ApiError::NotFound));
    let base = reader.base.as_deref().filter(|_| leads_back);
    let framed = framed(t, base, status, &title, &text, known);
    let page = framed.unwrap_or_else(|_| Page::html(status, title, ""));
    match error {
        ApiError::MethodNotAllowed(methods) => page.header(header::ALLOW, &methods.join(", ")),
        ApiError::Busy(_) => page.header(header::RETRY_AFTER, "1"),
        _ => page,
    }
}

/// The page for a form that does not come from our own page in this browser. It sets no cookies:
/// another site's form comes without ours, and a new form token would take the place of the one
/// that the visitor's open pages have.
pub(crate) fn foreign_form(visit: &Visit<'_>) -> Result<PortalPage, ApiError> {
    let title = visit.texts.say("problem-form");
    let main = view::render(&Problem {
        title: &title,
        text: visit.texts.say("problem-form-next"),
        base: Some(&visit.base),
        again: visit.texts.say("problem-again"),
        reference: None,
    })?;
    let frame = Frame {
        owner: Some(&visit.organization),
        texts: visit.texts,
        address: &visit.base,
        base: &visit.base,
    };
    Ok(frame.page(StatusCode::FORBIDDEN, &title, None, &main)?.into())
}

fn framed(
    t: Texts,
    base: Option<&str>,
    status: StatusCode,
    title: &str,
    text: &str,
    request_id: Option<&str>,
) -> Result<Page, ApiError> {
    let main = view::render(&Problem {
        title,
        text: text.to_owned(),
        base,
        again: t.say("problem-again"),
        reference: request_id.map(|id| t.with("problem-reference", [("id", id)])),
    })?;
    let address = base.unwrap_or("/");
    Frame { owner: None, texts: t, address, base: address }.page(status, title, None, &main)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'a> {
    title: &'a str,
    text: String,
    base: Option<&'a str>,
    again: String,
    reference: Option<String>,
}
