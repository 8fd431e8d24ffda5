//! `GET /openapi.json` and `GET /docs`: what the API is like, for programs and for people.
//!
//! Both are made of `docs/openapi.yaml` when the function is built (`build/`), so there is nothing
//! left to do here.

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
};
use shared::{
    app::App,
    http::{ApiError, Page, Reply, refuse_route},
};

const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));
const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/docs.html"));
/// What the page may load: its own style, by its hash.
const POLICY: &str = include_str!(concat!(env!("OUT_DIR"), "/policy.txt"));

/// Minutes, so that a deployment shows soon, and a page read at length is fetched once.
const FOR_FIVE_MINUTES: &str = "public, max-age=300";

/// Sends the document or the page.
///
/// # Errors
/// 404 for any other path, which no route leads here by.
#[expect(clippy::unused_async, reason = "every endpoint is asynchronous")]
pub async fn handle(_app: &App, request: Request) -> Result<Described, ApiError> {
    let path = request.raw_http_path();
    let page = match path.strip_suffix('/').unwrap_or(path) {
        "/openapi.json" => Page::file("application/json", DOCUMENT.into()),
        "/docs" => Page::file("text/html; charset=utf-8", PAGE.into())
            .header(CONTENT_SECURITY_POLICY, POLICY),
        _ => return Err(refuse_route(&request)),
    };
    Ok(Described(page.header(CACHE_CONTROL, FOR_FIVE_MINUTES)))
}

/// 200: the API, described.
#[derive(Debug)]
pub struct Described(Page);

impl Reply for Described {
    fn respond(self) -> Response<Body> {
        self.0.respond()
    }
}
