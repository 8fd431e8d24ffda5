//! The operator's function, invoked by name.

use std::{
    error::Error,
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use aws_config::{BehaviorVersion, Region};
use aws_sdk_lambda::{
    Client,
    config::{
        Credentials, StalledStreamProtectionConfig, retry::RetryConfig, timeout::TimeoutConfig,
    },
    error::{ProvideErrorMetadata, SdkError},
    operation::invoke::InvokeError,
    primitives::Blob,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::{arguments::Target, words::said};

/// Establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// One call: the function itself has 60 s.
const CALL_TIMEOUT: Duration = Duration::from_secs(75);

/// How long trouble is borne with.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The wait before the first retry; it doubles with each.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// How long to try where nothing was ever answered: then a name is wrong rather than busy.
    pub before_any_answer: Duration,
    /// How long to try otherwise.
    pub after_an_answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            before_any_answer: Duration::from_secs(15),
            after_an_answer: Duration::from_mins(10),
        }
    }
}

/// The function.
#[derive(Debug)]
pub struct Admin {
    client: Client,
    target: Target,
    patience: Patience,
    answered: AtomicBool,
    trouble: Mutex<Option<String>>,
}

/// Why the function did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// It refused, and would again: its own sentence.
    #[error("{0}")]
    Refused(String),
    /// It is not there.
    #[error(
        "There is no function `{0}` in this region and account. The stack's output \
         AdminFunctionName is its name: give it with --function."
    )]
    NoFunction(String),
    /// AWS let nobody through, or was out of reach, for too long.
    #[error("The function could not be called: {0}")]
    OutOfReach(String),
    /// The table was too busy, for too long.
    #[error("The table is too busy. Try again later: it goes on from here.")]
    TooBusy,
    /// It answered what nobody understands.
    #[error("The function's answer is not understood. Is it of the same version as this command?")]
    NotUnderstood,
}

/// What a call ended in.
enum Ended {
    /// It is worth trying again.
    Temporary(String),
    /// It is not.
    Final(AdminError),
}

impl Admin {
    /// The function that is named, reached with the AWS CLI's region and credentials; on this
    /// machine, with none.
    pub async fn connect(target: &Target, patience: Patience) -> Self {
        let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(CALL_TIMEOUT)
            .build();
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(https)
            .timeout_config(timeouts)
            .retry_config(RetryConfig::disabled())
            // A call that takes a minute is silent for a minute.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(endpoint) = &target.endpoint {
            loader = loader.endpoint_url(endpoint);
            if is_loopback(endpoint) {
                let credentials = Credentials::new("local", "local", None, None, "local");
                loader = loader.region(Region::new("local")).credentials_provider(credentials);
            }
        }
        Self {
            client: Client::new(&loader.load().await),
            target: target.clone(),
            patience,
            answered: AtomicBool::new(false),
            trouble: Mutex::default(),
        }
    }

    /// Has an operation done, however often it takes to ask.
    ///
    /// # Errors
    /// [`AdminError`]: a sentence for the operator.
    pub async fn call<T: DeserializeOwned>(&self, operation: &Value) -> Result<T, AdminError> {
        let begun = Instant::now();
        let mut wait = self.patience.first_wait;
        loop {
            let trouble = match self.invoke(operation).await {
                Ok(answer) => {
                    self.set_trouble(None);
                    return serde_json::from_slice(&answer).map_err(|_| AdminError::NotUnderstood);
                }
                Err(Ended::Final(error)) => return Err(error),
                Err(Ended::Temporary(trouble)) => trouble,
            };
            if begun.elapsed() + wait > self.bearable() {
                return Err(AdminError::OutOfReach(trouble));
            }
            self.set_trouble(Some(trouble));
            sleep(wait).await;
            wait = self.patience.longest_wait.min(wait * 2);
        }
    }

    /// What is in the way just now, if anything.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says what is in the way, or that nothing is.
    pub(crate) fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// How long trouble is borne with.
    pub(crate) fn patience(&self) -> Patience {
        self.patience
    }

    fn bearable(&self) -> Duration {
        if self.answered.load(Ordering::Relaxed) {
            self.patience.after_an_answer
        } else {
            self.patience.before_any_answer
        }
    }

    async fn invoke(&self, operation: &Value) -> Result<Vec<u8>, Ended> {
        let call = self.client.invoke().function_name(&self.target.function);
        let answer = call.payload(Blob::new(operation.to_string())).send().await;
        let answer = answer.map_err(|error| self.ended(&error))?;
        self.answered.store(true, Ordering::Relaxed);
        let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
        match answer.function_error {
            None => Ok(payload),
            Some(_) => Err(fault(&payload)),
        }
    }

    fn ended(&self, error: &SdkError<InvokeError>) -> Ended {
        let told = told(error);
        match error {
            SdkError::ServiceError(context) => match context.raw().status().as_u16() {
                404 => Ended::Final(AdminError::NoFunction(self.target.function.clone())),
                // 409: the function is being deployed.
                409 | 429 | 500.. => Ended::Temporary(told),
                _ => Ended::Final(AdminError::OutOfReach(told)),
            },
            SdkError::DispatchFailure(failure) if !failure.is_io() && !failure.is_timeout() => {
                Ended::Final(AdminError::OutOfReach(told))
            }
            SdkError::ConstructionFailure(_) => Ended::Final(AdminError::OutOfReach(told)),
            _ => Ended::Temporary(format!("no answer from {}: {told}", self.place())),
        }
    }

    /// Where the function is called.
    fn place(&self) -> String {
        match (&self.target.endpoint, self.client.config().region()) {
            (Some(endpoint), _) => endpoint.clone(),
            (None, Some(region)) => format!("Lambda in {region}"),
            (None, None) => "Lambda".to_owned(),
        }
    }
}

/// What a function says that was called and failed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fault {
    #[serde(default)]
    error_type: String,
    #[serde(default)]
    error_message: String,
}

/// A busy table is worth waiting for, and so is what Lambda says in place of a function that ran
/// out of time or crashed. The function's own word is final.
fn fault(payload: &[u8]) -> Ended {
    let Ok(Fault { error_type, error_message }) = serde_json::from_slice(payload) else {
        return Ended::Final(AdminError::NotUnderstood);
    };
    let lambda_s = ["Sandbox.", "Runtime."].iter().any(|prefix| error_type.starts_with(prefix));
    if lambda_s || error_type == "Busy" || error_type.is_empty() {
        Ended::Temporary(error_message)
    } else {
        Ended::Final(AdminError::Refused(error_message))
    }
}

/// What AWS said where it said something, and otherwise what the error and its causes say.
fn told(error: &SdkError<InvokeError>) -> String {
    let named = error.as_service_error().and_then(|it| Some((it.code()?, it.message()?)));
    let text = match named {
        Some((code, message)) => format!("{message} ({code})"),
        None => chain(error),
    };
    match advice(&text) {
        // All the places where credentials were looked for help nobody.
        Some(advice) if text.contains('\n') => advice.to_owned(),
        Some(advice) => format!("{advice} ({text})"),
        None => text,
    }
}

/// The messages of an error's causes, the outermost first, but for those that say where in a program
/// they were. What it says itself, such as "dispatch failure", helps only where there are none.
fn chain(error: &(dyn Error + 'static)) -> String {
    const PLACES: [&str; 4] = ["other", "io error", "client error (Connect)", "tcp connect error"];
    let mut messages = Vec::new();
    let mut cause = Some(error.source().unwrap_or(error));
    while let Some(error) = cause {
        messages.push(said(error));
        cause = error.source();
    }
    messages.retain(|message| !PLACES.contains(&&**message));
    messages.dedup();
    messages.join(": ")
}

/// What to do about what is most often in the way, by what it is called.
fn advice(text: &str) -> Option<&'static str> {
    const ADVICE: [(&[&str], &str); 4] = [
        (
            &["was not defined"],
            "AWS_PROFILE names no profile of this machine. `aws configure list-profiles` has their \
             names.",
        ),
        (
            &["SSO token", "SSO session", "ExpiredToken", "InvalidClientTokenId", "InvalidGrant"],
            "the AWS login has expired, or there was none. Log in with `aws sso login`, and with \
             the AWS_PROFILE that the login is for.",
        ),
        (
            &["redential", "UnrecognizedClient", "auth scheme"],
            "there are no AWS credentials that work. Name a profile in AWS_PROFILE and log in with \
             `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        ),
        (
            &["Missing Region", "region must be", "Invalid Configuration"],
            "there is no AWS region. Set AWS_REGION to the region of the stack.",
        ),
    ];
    ADVICE.into_iter().find(|(names, _)| names.iter().any(|it| text.contains(it))).map(|it| it.1)
}

fn is_loopback(endpoint: &str) -> bool {
    match url::Url::parse(endpoint).ok().as_ref().and_then(url::Url::host) {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl fmt::Display for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Target { function, endpoint, .. } = &self.target;
        match endpoint {
            Some(endpoint) => write!(f, "{function} at {endpoint}"),
            None => f.write_str(function),
        }
    }
}
