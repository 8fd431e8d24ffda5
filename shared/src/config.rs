//! Configuration: the only reader of the environment. Each field's doc names its variable.

use std::fmt;

use zeroize::Zeroizing;

use crate::domain::{budget::Limit, session::Lifetime};

/// What the environment says, read once at start.
#[derive(Clone, Debug)]
pub struct Config {
    /// `LATCHKEY_TABLE`: the name of the one table.
    pub table: String,
    /// `LATCHKEY_PUBLIC_URL`: the origin that customers reach the portal under, such as
    /// `https://portal.example.com`. Only for functions that write links.
    pub public_url: Option<PublicUrl>,
    /// `LATCHKEY_MAIL_FROM`: the address that mail comes from. Only for functions that send mail.
    pub mail_from: Option<String>,
    /// Where the pepper comes from. Only for functions that make or check codes.
    pub pepper: Option<PepperSource>,
    /// `LATCHKEY_CODE_TTL_SECONDS`: how long a code is good, 900 by default.
    pub code_ttl: u32,
    /// `LATCHKEY_SESSION_TTL_SECONDS` (30 days by default) and `LATCHKEY_SESSION_IDLE_SECONDS`
    /// (7 days): how long a session opened by a code lasts.
    pub session: Lifetime,
    /// `LATCHKEY_MERCHANT_SESSION_TTL_SECONDS` (1 hour by default) and
    /// `LATCHKEY_SESSION_IDLE_SECONDS`: how long a session opened by a merchant lasts.
    pub merchant_session: Lifetime,
    /// `LATCHKEY_LINK_TTL_SECONDS`: how long a portal link is good, 900 by default.
    pub link_ttl: u32,
    /// How often a code may be asked for.
    pub limits: Limits,
    /// How AWS is reached.
    pub aws: AwsConfig,
}

/// How often a code may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `LATCHKEY_MAILS_PER_QUARTER_HOUR` (3 by default) and `LATCHKEY_MAILS_PER_DAY` (7): mails
    /// per address and organization.
    pub mails: Limit,
    /// `LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR` (20 by default) and
    /// `LATCHKEY_NETWORK_REQUESTS_PER_DAY` (200): requests per network.
    pub network_requests: Limit,
    /// `LATCHKEY_MERCHANT_REQUESTS_PER_QUARTER_HOUR` (2,000 by default) and
    /// `LATCHKEY_MERCHANT_REQUESTS_PER_DAY` (50,000): requests per organization with its token.
    pub merchant_requests: Limit,
}

/// Where the pepper comes from.
#[derive(Clone)]
pub enum PepperSource {
    /// `LATCHKEY_PEPPER_SECRET_ID`: the secret in Secrets Manager whose current and previous
    /// versions are the pepper's.
    SecretsManager(String),
    /// `LATCHKEY_PEPPER`: the pepper itself, for the local stack.
    Inline(Zeroizing<String>),
}

/// Shows where it comes from and nothing of it.
impl fmt::Debug for PepperSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecretsManager(id) => write!(f, "SecretsManager({id})"),
            Self::Inline(_) => f.write_str("Inline(..)"),
        }
    }
}

/// How AWS is reached: the variables that Lambda sets, and none of the SDK's other sources, whose
/// search costs a cold start dear.
#[derive(Clone)]
pub struct AwsConfig {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: Zeroizing<String>,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<Zeroizing<String>>,
    /// `AWS_ENDPOINT_URL_DYNAMODB`, for the local stack.
    pub dynamodb_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SESV2`, for the local stack.
    pub ses_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SECRETS_MANAGER`.
    pub secrets_manager_endpoint: Option<String>,
}

/// Shows nothing that opens anything.
impl fmt::Debug for AwsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsConfig").field("region", &self.region).finish_non_exhaustive()
    }
}

/// The origin that customers reach the portal under: `https://host`, or `http://` for one machine,
/// without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
}

impl PublicUrl {
    /// Reads an origin; a slash at its end is dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let url = url::Url::parse(text).ok()?;
        let is_origin = matches!(url.scheme(), "https" | "http")
            && url.origin().ascii_serialization() == url.as_str().trim_end_matches('/');
        let host = url.host_str()?.to_owned();
        is_origin.then(|| Self { origin: url.origin().ascii_serialization(), host })
    }

    /// The origin, without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its host name, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// What the environment lacks.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A variable that this function needs is not set.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable holds what it must not.
    #[error("the environment variable {0} holds no valid value")]
    Invalid(&'static str),
}

impl Config {
    /// The origin that links lead to.
    ///
    /// # Errors
    /// [`ConfigError`] where this function was given none, which is a mistake in the template.
    pub fn public_url(&self) -> Result<&PublicUrl, ConfigError> {
        self.public_url.as_ref().ok_or(ConfigError::Missing("LATCHKEY_PUBLIC_URL"))
    }

    /// Reads the process's environment.
    ///
    /// # Errors
    /// [`ConfigError`] names the variable that is missing or invalid.
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment comes in")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads variables from wherever the caller has them.
    ///
    /// # Errors
    /// [`ConfigError`] names the variable that is missing or invalid.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let variables = Variables(&variable);
        let idle = variables.number("LATCHKEY_SESSION_IDLE_SECONDS", 7 * DAY)?;
        let lifetime = |name, default| -> Result<Lifetime, ConfigError> {
            Ok(Lifetime { absolute: variables.number(name, default)?, idle })
        };
        Ok(Self {
            table: variables.required("LATCHKEY_TABLE")?,
            public_url: variables.public_url()?,
            mail_from: variables.get("LATCHKEY_MAIL_FROM"),
            pepper: variables.pepper(),
            code_ttl: variables.number("LATCHKEY_CODE_TTL_SECONDS", 15 * 60)?,
            session: lifetime("LATCHKEY_SESSION_TTL_SECONDS", 30 * DAY)?,
            merchant_session: lifetime("LATCHKEY_MERCHANT_SESSION_TTL_SECONDS", 60 * 60)?,
            link_ttl: variables.number("LATCHKEY_LINK_TTL_SECONDS", 15 * 60)?,
            limits: variables.limits()?,
            aws: variables.aws()?,
        })
    }
}

const DAY: u32 = 24 * 60 * 60;

/// Reads single variables; one that is set to nothing counts as not set.
struct Variables<'a, F>(&'a F);

impl<F: Fn(&str) -> Option<String>> Variables<'_, F> {
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.get(name).ok_or(ConfigError::Missing(name))
    }

    /// A whole number of at least one.
    fn number(&self, name: &'static str, default: u32) -> Result<u32, ConfigError> {
        let Some(text) = self.get(name) else {
            return Ok(default);
        };
        text.parse().ok().filter(|value| *value > 0).ok_or(ConfigError::Invalid(name))
    }

    fn public_url(&self) -> Result<Option<PublicUrl>, ConfigError> {
        let name = "LATCHKEY_PUBLIC_URL";
        let parse = |text: String| PublicUrl::parse(&text).ok_or(ConfigError::Invalid(name));
        self.get(name).map(parse).transpose()
    }

    fn pepper(&self) -> Option<PepperSource> {
        let secret = self.get("LATCHKEY_PEPPER_SECRET_ID").map(PepperSource::SecretsManager);
        let inline = || self.get("LATCHKEY_PEPPER").map(|it| PepperSource::Inline(it.into()));
        secret.or_else(inline)
    }

    fn limits(&self) -> Result<Limits, ConfigError> {
        let limit = |(quarter_hour, per_quarter_hour), (day, per_day)| {
            Ok(Limit {
                per_quarter_hour: self.number(quarter_hour, per_quarter_hour)?,
                per_day: self.number(day, per_day)?,
            })
        };
        Ok(Limits {
            mails: limit(("LATCHKEY_MAILS_PER_QUARTER_HOUR", 3), ("LATCHKEY_MAILS_PER_DAY", 7))?,
            network_requests: limit(
                ("LATCHKEY_NETWORK_REQUESTS_PER_QUARTER_HOUR", 20),
                ("LATCHKEY_NETWORK_REQUESTS_PER_DAY", 200),
            )?,
            merchant_requests: limit(
                ("LATCHKEY_MERCHANT_REQUESTS_PER_QUARTER_HOUR", 2_000),
                ("LATCHKEY_MERCHANT_REQUESTS_PER_DAY", 50_000),
            )?,
        })
    }

    fn aws(&self) -> Result<AwsConfig, ConfigError> {
        Ok(AwsConfig {
            region: self.required("AWS_REGION")?,
            access_key_id: self.required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: self.required("AWS_SECRET_ACCESS_KEY")?.into(),
            session_token: self.get("AWS_SESSION_TOKEN").map(Into::into),
            dynamodb_endpoint: self.get("AWS_ENDPOINT_URL_DYNAMODB"),
            ses_endpoint: self.get("AWS_ENDPOINT_URL_SESV2"),
            secrets_manager_endpoint: self.get("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError, PublicUrl};

    fn read(extra: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let needed = [
            ("LATCHKEY_TABLE", "latchkey"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "do not show"),
        ];
        Config::read(|name| {
            let mut all = extra.iter().chain(&needed);
            all.find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_defaults_are_the_design_s() {
        let config = read(&[]).unwrap();
        assert_eq!((config.code_ttl, config.link_ttl), (900, 900));
        assert_eq!((config.session.absolute, config.session.idle), (2_592_000, 604_800));
        assert_eq!(config.merchant_session.absolute, 3_600);
        let (mails, requests) = (config.limits.mails, config.limits.network_requests);
        assert_eq!((mails.per_quarter_hour, mails.per_day), (3, 7));
        assert_eq!((requests.per_quarter_hour, requests.per_day), (20, 200));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(
            read(&[("LATCHKEY_TABLE", "")]).err(),
            Some(ConfigError::Missing("LATCHKEY_TABLE"))
        );
        for value in ["0", "-1", "15m", "4294967296"] {
            let error = read(&[("LATCHKEY_CODE_TTL_SECONDS", value)]).err();
            assert_eq!(error, Some(ConfigError::Invalid("LATCHKEY_CODE_TTL_SECONDS")));
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        let url = PublicUrl::parse("http://127.0.0.1:8700/").unwrap();
        assert_eq!((url.origin(), url.host()), ("http://127.0.0.1:8700", "127.0.0.1"));
        for text in ["portal.example.com", "https://a.example/b", "https://a.example/?b", "ftp://a"]
        {
            assert_eq!(PublicUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", read(&[("LATCHKEY_PEPPER", "do not show")]).unwrap());
        assert!(!shown.contains("do not show"));
    }
}
