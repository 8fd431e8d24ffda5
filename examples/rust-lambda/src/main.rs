//! `GET /portal`: leads the customer who is signed in here to the Latchkey portal, signed in there.

use std::{env, time::Duration};

use lambda_http::{
    Error, Request, RequestExt, Response, aws_lambda_events::apigw::ApiGatewayV2httpRequestContext,
    http::StatusCode, request::RequestContext, service_fn,
};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use ureq::Agent;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().init();
    let latchkey = Latchkey::from_env()?;
    lambda_http::run(service_fn(async |request| portal(&latchkey, request).await)).await
}

async fn portal(latchkey: &Latchkey, request: Request) -> Result<Response<String>, Error> {
    let RequestContext::ApiGatewayV2(context) = request.request_context() else {
        return Err("this function is for the route of an HTTP API".into());
    };
    let Some(customer) = signed_in(&context) else {
        return say(StatusCode::UNAUTHORIZED, "You are not signed in.");
    };
    // What is one request to API Gateway is one session, however often Latchkey is asked for it.
    let key = context.request_id.unwrap_or_default();
    let latchkey = latchkey.clone();
    match spawn_blocking(move || latchkey.open_session(&customer, &key)).await? {
        Ok(Some(session)) if asks_for_json(&request) => session.tell(),
        Ok(Some(session)) => session.redirect(),
        Ok(None) => {
            tracing::warn!("Latchkey does not know the customer, or does not allow RETURN_URL");
            say(StatusCode::NOT_FOUND, "There is no customer portal for this account.")
        }
        Err(error) => {
            tracing::error!(%error, "no session");
            say(StatusCode::BAD_GATEWAY, "The customer portal cannot be reached just now.")
        }
    }
}

/// Who has signed in, as API Gateway's JWT authorizer has verified it. Never take this from the
/// query, a header or the body: whoever may choose it is signed in as anybody.
fn signed_in(context: &ApiGatewayV2httpRequestContext) -> Option<String> {
    context.authorizer.as_ref()?.jwt.as_ref()?.claims.get("sub").cloned()
}

/// Whether a script asks, which goes to the portal by itself, and not a link.
fn asks_for_json(request: &Request) -> bool {
    let accept = request.headers().get("accept").and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("application/json"))
}

#[derive(Clone)]
struct Latchkey {
    agent: Agent,
    sessions: String,
    access_token: String,
    return_url: Option<String>,
}

#[derive(Serialize)]
struct NewSession<'a> {
    external_customer_id: &'a str,
    return_url: Option<&'a str>,
}

#[derive(Deserialize, Serialize)]
struct Session {
    customer_portal_url: String,
}

impl Latchkey {
    #[expect(clippy::disallowed_methods, reason = "a merchant's function has an environment too")]
    fn from_env() -> Result<Self, Error> {
        let agent = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(5)))
            // The token goes to this address and no other.
            .max_redirects(0)
            .build();
        Ok(Self {
            agent: agent.into(),
            sessions: format!("{}/v1/customer-sessions/", env::var("LATCHKEY_URL")?),
            access_token: env::var("LATCHKEY_ACCESS_TOKEN")?,
            return_url: env::var("RETURN_URL").ok(),
        })
    }

    /// A session, unless Latchkey does not know the customer. Where no answer came it asks once
    /// more, with the same key, so that this opens one session and not two.
    fn open_session(&self, customer: &str, key: &str) -> Result<Option<Session>, ureq::Error> {
        match self.ask(customer, key) {
            Ok(session) => Ok(Some(session)),
            Err(ureq::Error::StatusCode(422)) => Ok(None),
            Err(error @ ureq::Error::StatusCode(..500)) => Err(error),
            Err(_) => self.ask(customer, key).map(Some),
        }
    }

    fn ask(&self, customer: &str, key: &str) -> Result<Session, ureq::Error> {
        let return_url = self.return_url.as_deref();
        let request = self.agent.post(&self.sessions).header("idempotency-key", key);
        request
            .header("authorization", format!("Bearer {}", self.access_token))
            .send_json(NewSession { external_customer_id: customer, return_url })?
            .body_mut()
            .read_json()
    }
}

impl Session {
    fn redirect(self) -> Result<Response<String>, Error> {
        let answer = uncached(StatusCode::SEE_OTHER).header("location", self.customer_portal_url);
        Ok(answer.body(String::new())?)
    }

    fn tell(&self) -> Result<Response<String>, Error> {
        let answer = uncached(StatusCode::OK).header("content-type", "application/json");
        Ok(answer.body(serde_json::to_string(self)?)?)
    }
}

fn say(status: StatusCode, sentence: &str) -> Result<Response<String>, Error> {
    let answer = uncached(status).header("content-type", "text/plain; charset=utf-8");
    Ok(answer.body(format!("{sentence}\n"))?)
}

/// The link works once, so nothing on the way may keep it.
fn uncached(status: StatusCode) -> lambda_http::http::response::Builder {
    Response::builder()
        .status(status)
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
}
