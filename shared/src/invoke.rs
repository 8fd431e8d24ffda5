//! Functions that are invoked by name, with IAM and no HTTP route.

use std::future::Future;

use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    app::{App, StartError},
    config::Config,
    telemetry,
};

/// Runs a function that takes one JSON value and answers with another.
///
/// # Errors
/// Where the environment lacks something, or the Lambda runtime stops.
pub async fn serve<S, H, F, I, O, E>(
    start: impl FnOnce(Config) -> S,
    handler: H,
) -> Result<(), Error>
where
    S: Future<Output = Result<App, StartError>>,
    H: Fn(&'static App, I) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<O, E>> + Send + 'static,
    I: DeserializeOwned + Send + 'static,
    O: Serialize + Send,
    E: Into<Diagnostic> + std::fmt::Debug + Send,
{
    telemetry::start();
    let app: &'static App = Box::leak(Box::new(start(Config::from_environment()?).await?));
    let service = service_fn(move |event: LambdaEvent<I>| handler(app, event.payload));
    lambda_runtime::run(service).await
}
