//! The files that pages need: the script, and the organization's logo.

use std::{fmt::Write, sync::OnceLock};

use lambda_http::{Body, Request};
use sha2::{Digest, Sha256};
use shared::{
    app::App,
    domain::logo::LogoHash,
    http::{ApiError, Page},
};

use crate::{reply::PortalPage, visit::slug};

/// What stands in every page's style element, behind the colours.
pub(crate) const STYLE: &str = include_str!("../assets/portal.css");
const SCRIPT: &str = include_str!("../assets/portal.js");

/// The script's name, which changes with its content.
pub(crate) fn script_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let digest = Sha256::digest(SCRIPT);
        let hex = digest.iter().take(8).fold(String::new(), |mut text, byte| {
            let _infallible = write!(text, "{byte:02x}");
            text
        });
        format!("portal-{hex}.js")
    })
}

/// Sends a file by its name.
///
/// # Errors
/// 404, 405, 503.
pub(crate) async fn send(app: &App, request: &Request, name: &str) -> Result<PortalPage, ApiError> {
    if !["GET", "HEAD"].contains(&request.method().as_str()) {
        return Err(ApiError::MethodNotAllowed(vec!["GET", "HEAD"]));
    }
    if name == script_name() {
        return Ok(Page::file("text/javascript; charset=utf-8", SCRIPT.into()).into());
    }
    let hash = name.strip_prefix("logo-").and_then(LogoHash::parse).ok_or(ApiError::NotFound)?;
    let slug = slug(request).ok_or(ApiError::NotFound)?;
    let owner = app.store.organization_by_slug(&slug, app.now()).await?;
    let owner = owner.ok_or(ApiError::NotFound)?;
    let logo = app.store.logo(owner.id, &hash).await?.ok_or(ApiError::NotFound)?;
    Ok(Page::file(logo.media_type.media_type(), Body::Binary(logo.bytes)).into())
}
