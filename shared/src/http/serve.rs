//! Running one endpoint: from an event to an answer, whatever happens in between.

use std::{future::Future, time::Duration};

use lambda_http::{
    Body, Error, Request, RequestExt, Response, request::RequestContext, service_fn,
};
use tokio::time::{Instant, timeout};

use super::{error::ApiError, response::Reply};
use crate::{
    app::{App, StartError},
    config::Config,
    telemetry,
};

/// Clients give up after five seconds; the answer is there before.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(4_500);

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
    lambda_http::run(service).await
}

/// Answers one request: the handler's reply, or its error in the contract's shape, in time.
pub async fn answer<H, F, R>(app: &'static App, request: Request, handler: H) -> Response<Body>
where
    H: Fn(&'static App, Request) -> F,
    F: Future<Output = Result<R, ApiError>>,
    R: Reply,
{
    let begun = Instant::now();
    let origin = Origin::of(&request);
    let result = if has_path_beyond_slash(&request) {
        Err(ApiError::NotFound)
    } else {
        let answered = timeout(ANSWER_TIMEOUT, handler(app, request)).await;
        answered.unwrap_or(Err(ApiError::Busy(None)))
    };
    let response = match result {
        Ok(reply) => reply.respond(),
        Err(error) => error.respond(&origin.request_id),
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
}

impl Origin {
    fn of(request: &Request) -> Self {
        match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self {
                request_id: context.request_id.clone().unwrap_or_default(),
                route: context.route_key.clone().unwrap_or_default(),
            },
            _ => Self { request_id: String::new(), route: String::new() },
        }
    }
}

/// Each path has a sibling route `…/{proxy+}` for its trailing slash; more than the slash is
/// another path, which does not exist.
fn has_path_beyond_slash(request: &Request) -> bool {
    request.path_parameters_ref().and_then(|it| it.first("proxy")).is_some_and(|it| !it.is_empty())
}
