//! Running one endpoint: from an event to an answer, whatever happens in between.

use std::{future::Future, time::Duration};

use http::{
    header,
    uri::{Authority, PathAndQuery},
};
use lambda_http::{
    Adapter, Body, Error, LambdaEvent, Request, RequestExt, Response, Service,
    request::{LambdaRequest, RequestContext},
    service_fn,
};
use tokio::time::{Instant, timeout};

use super::{error::ApiError, response::Reply, routes::refuse_route};
use crate::{
    app::{App, StartError},
    config::Config,
    domain::timestamp::Timestamp,
    telemetry,
};

/// Clients give up five seconds after they asked, a cold start included; the answer is there before.
const ANSWER_MILLIS: i64 = 4_500;
/// What a request gets even where its cold start took long: enough for what is quick.
const LEAST_MILLIS: i64 = 1_000;

/// Runs an endpoint as a Lambda function: what a function's `main` is.
///
/// # Errors
/// Where the environment lacks something, or the Lambda runtime stops.
pub async fn serve<S, H, F, R>(start: impl FnOnce(Config) -> S, handler: H) -> Result<(), Error>
where
    S: Future<Output = Result<App, StartError>>,
    H: Fn(&'static App, Request) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<R, ApiError>> + Send + 'static,
    R: Reply,
{
    telemetry::start();
    let app: &'static App = Box::leak(Box::new(start(Config::from_environment()?).await?));
    let service = service_fn(move |request| async move {
        Ok::<_, std::convert::Infallible>(answer(app, request, handler).await)
    });
    let mut adapter = Adapter::from(service);
    lambda_runtime::run(service_fn(move |mut event: LambdaEvent<LambdaRequest>| {
        tame(&mut event.payload);
        adapter.call(event)
    }))
    .await
}

/// Takes out of an event, or encodes, what a client can write and `lambda_http` panics at: a query
/// or a host that is no part of a URI, and a scheme that is none.
fn tame(event: &mut LambdaRequest) {
    let LambdaRequest::ApiGatewayV2(event) = event else { return };
    if let Some(query) = &mut event.raw_query_string {
        *query = as_query(query);
    }
    event.headers.remove("x-forwarded-proto");
    let host = event.headers.get(header::HOST).map(|host| host.to_str());
    let is_host = |host: &str| host.parse::<Authority>().is_ok();
    if !host.is_none_or(|host| host.is_ok_and(is_host)) {
        event.headers.remove(header::HOST);
    }
}

/// A query as a URI has it: what may not stand there is encoded.
fn as_query(text: &str) -> String {
    let is_query = |query: &str| format!("/?{query}").parse::<PathAndQuery>().is_ok();
    if is_query(text) {
        return text.to_owned();
    }
    let encoded = text.bytes().map(|byte| match byte {
        b'&' | b'=' | b'%' | b'+' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

/// Answers one request: the handler's reply, or its error as such a reply's reader takes it, in time.
pub async fn answer<H, F, R>(app: &'static App, request: Request, handler: H) -> Response<Body>
where
    H: Fn(&'static App, Request) -> F,
    F: Future<Output = Result<R, ApiError>>,
    R: Reply,
{
    let begun = Instant::now();
    let origin = Origin::of(&request);
    let refuse = R::refusal(&request);
    let result = if has_path_beyond_slash(&request) {
        Err(refuse_route(&request))
    } else {
        let answered = timeout(origin.time_left(app.now()), handler(app, request)).await;
        answered.unwrap_or(Err(ApiError::Busy(None)))
    };
    let response = match result {
        Ok(reply) => reply.respond(),
        Err(error) => refuse(error, &origin.request_id),
    };
    tracing::info!(
        request_id = origin.request_id,
        route = origin.route,
        status = response.status().as_u16(),
        millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// What of a request is logged: the route's pattern, never the path or the query.
struct Origin {
    request_id: String,
    route: String,
    /// When the gateway took the request.
    taken_at: Option<Timestamp>,
}

impl Origin {
    fn of(request: &Request) -> Self {
        match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self {
                request_id: context.request_id.clone().unwrap_or_default(),
                route: context.route_key.clone().unwrap_or_default(),
                taken_at: Some(context.time_epoch)
                    .filter(|millis| *millis > 0)
                    .map(Timestamp::from_unix_millis),
            },
            _ => Self { request_id: String::new(), route: String::new(), taken_at: None },
        }
    }

    /// How long the answer may still take.
    fn time_left(&self, now: Timestamp) -> Duration {
        let spent = self.taken_at.map_or(0, |at| now.unix_millis() - at.unix_millis());
        let left = (ANSWER_MILLIS - spent).clamp(LEAST_MILLIS, ANSWER_MILLIS);
        Duration::from_millis(u64::try_from(left).unwrap_or_default())
    }
}

/// Each path has a sibling route `…/{proxy+}` for its trailing slash; more than the slash is
/// another path, which does not exist.
fn has_path_beyond_slash(request: &Request) -> bool {
    request.path_parameters_ref().and_then(|it| it.first("proxy")).is_some_and(|it| !it.is_empty())
}
