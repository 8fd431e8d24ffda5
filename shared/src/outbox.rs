//! The table's stream as an outbox: what `send-mail` is triggered by.
//!
//! Each record is a sign-in with a `mail` attribute; the filter in `infra/template.yaml` lets no
//! other through. A record that fails is reported, and with it all after it, unsent: the stream
//! tries again from there, and hands over what will not succeed to the dead letters.

use std::future::Future;

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use aws_smithy_types::error::display::DisplayErrorContext;

use lambda_runtime::{Error, LambdaEvent, service_fn};

use crate::{
    app::App,
    config::Config,
    domain::sign_in::SignIn,
    mail::Mailer,
    store::{self, StoreError},
    telemetry,
};

/// Runs the outbox as a Lambda function: what `send-mail`'s `main` is.
///
/// # Errors
/// Where the environment lacks something, or the Lambda runtime stops.
pub async fn serve<H, F, E>(handler: H) -> Result<(), Error>
where
    H: Fn(&'static App, &'static Mailer, SignIn) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<(), E>> + Send + 'static,
    E: std::error::Error + From<StoreError> + Send,
{
    telemetry::start();
    let app: &'static App =
        Box::leak(Box::new(App::with_pepper(Config::from_environment()?).await?));
    let mailer: &'static Mailer = Box::leak(Box::new(Mailer::new(&app.config, &app.aws)?));
    let service = service_fn(move |event: LambdaEvent<Event>| async move {
        let sent = deliver(event.payload, |sign_in| handler(app, mailer, sign_in)).await;
        Ok::<_, std::convert::Infallible>(sent)
    });
    lambda_runtime::run(service).await
}

/// Handles each sign-in of a batch in turn, until one fails.
pub async fn deliver<F, E>(event: Event, mut send: impl FnMut(SignIn) -> F) -> DynamoDbEventResponse
where
    F: Future<Output = Result<(), E>>,
    E: std::error::Error + From<StoreError>,
{
    for record in event.records.into_iter().filter(announces_mail) {
        let sequence_number = record.change.sequence_number.clone();
        let result = match read(record) {
            Ok(sign_in) => send(sign_in).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = result {
            tracing::error!(
                sequence_number,
                error = %DisplayErrorContext(&error),
                "a mail was not sent; the stream tries again"
            );
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = sequence_number;
            let mut response = DynamoDbEventResponse::default();
            response.batch_item_failures = vec![failure];
            return response;
        }
    }
    DynamoDbEventResponse::default()
}

/// The template's filter once more: an event source mapping is easily changed by hand.
fn announces_mail(record: &EventRecord) -> bool {
    record.event_name == "INSERT" && store::has_mail(&record.change.new_image)
}

fn read(record: EventRecord) -> Result<SignIn, StoreError> {
    store::sign_in_of_record(record.change.new_image)
}
