//! The hosted pages under `/{slug}/portal`: sign-in, code entry, account, sessions, sign-out.
//!
//! HTML for people, complete without scripts. Whatever changes something is a POST from our own page
//! (`shared::http::form`), and a POST that succeeds leads on to a page with a clean address.

mod account;
mod arrival;
mod choice;
mod code;
mod files;
mod pending;
mod problem;
mod reply;
mod sign_in;
mod view;
mod visit;

use lambda_http::{Request, RequestExt};
use shared::{
    app::App,
    http::{ApiError, Form},
};

pub use self::reply::PortalPage;
use self::visit::Visit;

/// Answers one request for a page.
///
/// # Errors
/// 404 for what is no page or no organization's, 405, 413, 415, 500, 503; each becomes a page too.
pub async fn handle(app: &App, request: Request) -> Result<PortalPage, ApiError> {
    let place = place(&request);
    if let Some(file) = place.strip_prefix("files/") {
        return files::send(app, &request, file).await;
    }
    let methods = methods(&place).ok_or(ApiError::NotFound)?;
    let method = request.method().as_str();
    if !methods.contains(&method) {
        return Err(ApiError::MethodNotAllowed(methods.to_vec()));
    }
    let form = if method == "POST" { Some(Form::read(&request)?) } else { None };
    let visit = Visit::of(app, &request).await?;
    let Some(form) = form else {
        return show(&visit, &place).await;
    };
    if !form.is_ours(&request, visit.form_token_sent.as_ref()) {
        return problem::foreign_form(&visit);
    }
    act(&visit, &place, &form).await
}

/// The pages, and what they take. A test has a row for each that takes a form.
pub const PAGES: [(&str, &[&str]); 8] = [
    ("", &["GET", "HEAD", "POST"]),
    ("authenticate", &["GET", "HEAD", "POST"]),
    ("choose", &["GET", "HEAD", "POST"]),
    ("continue", &["GET", "HEAD", "POST"]),
    ("resend", &["POST"]),
    ("sign-out", &["POST"]),
    ("sessions/end", &["POST"]),
    ("sessions/end-others", &["POST"]),
];

fn methods(place: &str) -> Option<&'static [&'static str]> {
    PAGES.iter().find(|(page, _)| *page == place).map(|(_, methods)| *methods)
}

async fn show(visit: &Visit<'_>, place: &str) -> Result<PortalPage, ApiError> {
    match place {
        "authenticate" => code::show(visit).await,
        "choose" => choice::show(visit).await,
        "continue" => arrival::show(visit).await,
        _ if visit.query("link").is_some() => Ok(arrival::receive(visit)),
        _ if visit.signed_in().is_some() => account::show(visit).await,
        _ => sign_in::show(visit),
    }
}

async fn act(visit: &Visit<'_>, place: &str, form: &Form) -> Result<PortalPage, ApiError> {
    match place {
        "authenticate" => code::redeem(visit, form).await,
        "resend" => code::resend(visit).await,
        "choose" => choice::choose(visit, form).await,
        "continue" => arrival::redeem(visit, form).await,
        "sign-out" => account::sign_out(visit).await,
        "sessions/end" => account::end_session(visit, form).await,
        "sessions/end-others" => account::end_other_sessions(visit).await,
        _ => sign_in::begin(visit, form).await,
    }
}

/// What is behind `/{slug}/portal`, without slashes at its ends.
fn place(request: &Request) -> String {
    let parameters = request.path_parameters_ref();
    let place = parameters.and_then(|it| it.first("page")).unwrap_or_default();
    let bare = place.strip_suffix('/').filter(|bare| !bare.is_empty());
    bare.unwrap_or(place).to_owned()
}
