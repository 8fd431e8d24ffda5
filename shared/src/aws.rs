//! How AWS is reached: one HTTP client for all SDKs, credentials as Lambda gives them, and
//! Amazon's own root certificates compiled in (decision 0004).

use std::time::Duration;

use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, SharedHttpClient,
    retry::{RetryConfig, RetryPartition},
    timeout::TimeoutConfig,
};
use aws_sdk_secretsmanager::{error::SdkError, operation::get_secret_value::GetSecretValueError};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_types::SdkConfig;

use crate::{
    config::{AwsConfig, PepperSource},
    domain::pepper::{Pepper, PepperVersion, Peppers},
};

/// The five roots that every AWS endpoint's certificate leads to:
/// <https://www.amazontrust.com/repository/>.
const AMAZON_TRUST_SERVICES: &[u8] = include_bytes!("amazon_trust_services.pem");
/// Establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// One attempt of one call to the table.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
/// Handing over one mail. Nobody waits for it, and one given up too soon is sent twice.
const MAIL_TIMEOUT: Duration = Duration::from_secs(10);
/// One call, the SDK's own retries and all.
const CALL_TIMEOUT: Duration = Duration::from_secs(3);

/// The way to AWS: one connection pool for every SDK.
#[derive(Clone, Debug)]
pub struct Aws {
    config: AwsConfig,
    http_client: SharedHttpClient,
}

impl Aws {
    /// The way that the environment names.
    ///
    /// # Errors
    /// [`TrustError`] where the compiled-in certificates are none; a test holds that they are.
    pub fn new(config: &AwsConfig) -> Result<Self, TrustError> {
        Ok(Self::through(config, https()?))
    }

    /// No way: for a function that calls nothing of AWS. There is no TLS, and so none to set up, and
    /// without it no endpoint of AWS can be reached.
    #[must_use]
    pub fn unreachable(config: &AwsConfig) -> Self {
        Self::through(config, Builder::new().build_http())
    }

    /// The same through another HTTP client: for tests that count, delay and break calls.
    #[must_use]
    pub fn through(config: &AwsConfig, http_client: SharedHttpClient) -> Self {
        Self { config: config.clone(), http_client }
    }

    /// A client of the table.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let retries = RetryConfig::standard()
            .with_max_attempts(3)
            .with_initial_backoff(Duration::from_millis(50));
        let endpoint = self.config.dynamodb_endpoint.as_deref();
        let sdk = self.sdk(endpoint, retries, ATTEMPT_TIMEOUT);
        // Retries draw on an allowance per endpoint, not per process: tests have many tables.
        let allowance = RetryPartition::new(endpoint.unwrap_or("dynamodb").to_owned());
        let config = aws_sdk_dynamodb::config::Builder::from(&sdk).retry_partition(allowance);
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// A client of SES. It does not retry: the stream does, and a mail whose answer was lost must
    /// not be sent again within the same breath.
    pub(crate) fn ses(&self) -> aws_sdk_sesv2::Client {
        let endpoint = self.config.ses_endpoint.as_deref();
        aws_sdk_sesv2::Client::new(&self.sdk(endpoint, RetryConfig::disabled(), MAIL_TIMEOUT))
    }

    /// The pepper's current version and, if there is one, the version before it.
    pub(crate) async fn peppers(&self, source: &PepperSource) -> Result<Peppers, PepperError> {
        let id = match source {
            PepperSource::SecretsManager(id) => id,
            PepperSource::Inline(secret) => {
                let current = Pepper::new(PepperVersion::new("local"), secret);
                return Ok(Peppers { current, previous: None });
            }
        };
        let endpoint = self.config.secrets_manager_endpoint.as_deref();
        let sdk = self.sdk(endpoint, RetryConfig::standard(), ATTEMPT_TIMEOUT);
        let client = aws_sdk_secretsmanager::Client::new(&sdk);
        let (current, previous) =
            tokio::join!(pepper(&client, id, "AWSCURRENT"), pepper(&client, id, "AWSPREVIOUS"));
        let current = current?.ok_or_else(|| PepperError::NoValue)?;
        Ok(Peppers { current, previous: previous? })
    }

    fn sdk(
        &self,
        endpoint: Option<&str>,
        retries: RetryConfig,
        attempt_timeout: Duration,
    ) -> SdkConfig {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(attempt_timeout)
            .operation_timeout(CALL_TIMEOUT.max(attempt_timeout))
            .build();
        let mut sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.config.region.clone()))
            .credentials_provider(credentials(&self.config))
            .http_client(self.http_client.clone())
            .retry_config(retries)
            .timeout_config(timeouts);
        sdk.set_endpoint_url(endpoint.map(str::to_owned));
        sdk.build()
    }
}

/// Why the pepper cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PepperError {
    /// The secret has no current value.
    #[error("the pepper's secret has no value")]
    NoValue,
    /// Secrets Manager did not answer, or refused.
    #[error("cannot read the pepper's secret")]
    Unreadable(#[source] Box<SdkError<GetSecretValueError>>),
}

/// TLS with ring and Amazon's roots.
fn https() -> Result<SharedHttpClient, TrustError> {
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_TRUST_SERVICES);
    let context = TlsContext::builder().with_trust_store(roots).build();
    let context = context.map_err(|error| TrustError(Box::new(error)))?;
    let builder = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    Ok(builder.tls_context(context).build_https())
}

/// The compiled-in certificates are no certificates.
#[derive(Debug, thiserror::Error)]
#[error("the compiled-in root certificates cannot be used")]
pub struct TrustError(#[source] Box<dyn std::error::Error + Send + Sync>);

async fn pepper(
    client: &aws_sdk_secretsmanager::Client,
    id: &str,
    stage: &str,
) -> Result<Option<Pepper>, PepperError> {
    match client.get_secret_value().secret_id(id).version_stage(stage).send().await {
        Ok(answer) => {
            let version = answer.version_id().map(PepperVersion::new);
            Ok(version.zip(answer.secret_string()).map(|(it, secret)| Pepper::new(it, secret)))
        }
        Err(error) => match error.as_service_error() {
            Some(GetSecretValueError::ResourceNotFoundException(_)) => Ok(None),
            _ => Err(PepperError::Unreadable(Box::new(error))),
        },
    }
}

/// The credentials of the function's role. Lambda replaces the process before they expire.
fn credentials(config: &AwsConfig) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Credentials::new(
        &config.access_key_id,
        config.secret_access_key.as_str(),
        config.session_token.as_ref().map(|token| token.as_str().to_owned()),
        None,
        "environment",
    ))
}

#[cfg(test)]
mod tests {
    use super::{AMAZON_TRUST_SERVICES, TlsContext, TrustStore};

    #[test]
    fn the_roots_are_amazon_s_five_and_parse() {
        let pem = std::str::from_utf8(AMAZON_TRUST_SERVICES).unwrap();
        assert_eq!(pem.matches("BEGIN CERTIFICATE").count(), 5);
        let roots = TrustStore::empty().with_pem_certificate(AMAZON_TRUST_SERVICES);
        assert!(TlsContext::builder().with_trust_store(roots).build().is_ok());
    }
}
