//! Functions that are invoked by name, with IAM and no HTTP route.

use std::future::Future;

use aws_smithy_types::error::display::DisplayErrorContext;
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
    E: std::error::Error + Into<Diagnostic> + Send,
{
    telemetry::start();
    let app: &'static App = Box::leak(Box::new(start(Config::from_environment()?).await?));
    let service = service_fn(move |event: LambdaEvent<I>| async move {
        // Boxed, for the whole call tree of one future is too deep for the compiler.
        let done = Box::pin(handler(app, event.payload)).await;
        done.inspect_err(|error| {
            tracing::error!(error = %DisplayErrorContext(error), "an operation was not done");
        })
    });
    lambda_runtime::run(service).await
}
