//! `POST /v1/customer-portal/customer-session/authenticate`: a code becomes a session.

use lambda_http::Request;
use serde::Serialize;
use shared::{
    app::App,
    domain::token::ShownOnce,
    http::{self, ApiError, Fields, Input},
    json_reply,
    sign_in::{self, CodeAttempt, Proof},
};

/// Characters that a code or a `request_id` may have, whatever they are.
const LONGEST: usize = 256;

/// Exchanges a code for a session token.
///
/// # Errors
/// 401, one and the same for a wrong, used, expired or exhausted code; 422, 503.
pub async fn handle(app: &App, request: Request) -> Result<Authenticated, ApiError> {
    let input: Authenticate = http::json(&request)?;
    let attempt = CodeAttempt {
        code: &input.code,
        request_id: input.request_id.as_deref(),
        page_of: None,
        network: http::network(&request)?,
        user_agent: http::user_agent(&request),
    };
    let Proof::Proven(proven) = sign_in::prove(app, &attempt).await? else {
        return Err(ApiError::CodeInvalidOrExpired);
    };
    // One begun on the hosted page may have several, and they are chosen from there.
    let only = proven.only().ok_or(ApiError::CodeInvalidOrExpired)?;
    let token = sign_in::open(app, &proven, only, attempt.user_agent).await?;
    let token = token.ok_or(ApiError::CodeInvalidOrExpired)?;
    Ok(Authenticated { token: token.into_shown_once() })
}

/// The code, and where it was asked for.
struct Authenticate {
    code: String,
    request_id: Option<String>,
}

impl Input for Authenticate {
    fn read(fields: &mut Fields) -> Option<Self> {
        let code = fields.secret("code", LONGEST);
        let request_id = fields.optional_secret("request_id", LONGEST);
        Some(Self { code: code?, request_id: request_id? })
    }
}

/// 200: the token, shown this once.
#[derive(Debug, Serialize)]
pub struct Authenticated {
    token: ShownOnce,
}

json_reply!(Authenticated, OK);
