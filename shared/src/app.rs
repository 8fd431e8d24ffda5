//! What a function holds while it lives: configuration, the table, the pepper, time, randomness.

use std::sync::Arc;

use crate::{
    aws::{Aws, PepperError, TrustError},
    config::{Config, ConfigError},
    domain::timestamp::Timestamp,
    pepper_keeper::PepperKeeper,
    rng::Rng,
    store::Store,
};

/// Everything a handler works with. Tests put other clocks and clients in.
pub struct App {
    /// What the environment says.
    pub config: Config,
    /// The way to AWS.
    pub aws: Aws,
    /// The one table.
    pub store: Store,
    /// The pepper, for functions that make or check codes.
    pub peppers: Option<PepperKeeper>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub rng: Rng,
}

impl App {
    /// An app for a function that calls nothing of AWS.
    ///
    /// # Errors
    /// None: one shape with the others.
    #[expect(clippy::unused_async, reason = "one shape with `with_pepper`, for `http::serve`")]
    pub async fn without_aws(config: Config) -> Result<Self, StartError> {
        let aws = Aws::unreachable(&config.aws);
        Ok(Self::assemble(config, aws, None))
    }

    /// An app for a function that has no use for the pepper.
    ///
    /// # Errors
    /// [`StartError`] where the environment lacks something.
    #[expect(clippy::unused_async, reason = "one shape with `with_pepper`, for `http::serve`")]
    pub async fn without_pepper(config: Config) -> Result<Self, StartError> {
        let aws = Aws::new(&config.aws)?;
        Ok(Self::assemble(config, aws, None))
    }

    /// An app for a function that makes or checks codes: reads the pepper once, now.
    ///
    /// # Errors
    /// [`StartError`] where the environment lacks something or the pepper cannot be read.
    pub async fn with_pepper(config: Config) -> Result<Self, StartError> {
        let aws = Aws::new(&config.aws)?;
        let source = config.pepper.as_ref();
        let source = source.ok_or(ConfigError::Missing("LATCHKEY_PEPPER_SECRET_ID"))?;
        let peppers = PepperKeeper::read(&aws, source).await?;
        Ok(Self::assemble(config, aws, Some(peppers)))
    }

    /// An app of these parts, with the machine's clock.
    #[must_use]
    pub fn assemble(config: Config, aws: Aws, peppers: Option<PepperKeeper>) -> Self {
        let store = Store::new(aws.dynamodb(), &config.table, Rng);
        Self { config, aws, store, peppers, clock: Arc::new(SystemClock), rng: Rng }
    }

    /// The pepper.
    ///
    /// # Errors
    /// [`NoPepper`] where this function was not given it, which is a mistake in the template.
    pub fn peppers(&self) -> Result<&PepperKeeper, NoPepper> {
        self.peppers.as_ref().ok_or(NoPepper)
    }

    /// The time now. A handler asks once and passes the answer down.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Why a function cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The environment lacks something.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The way to AWS cannot be trusted.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The pepper cannot be read.
    #[error(transparent)]
    Pepper(#[from] PepperError),
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time comes in")]
    fn now(&self) -> Timestamp {
        let since =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// This function was not given the pepper.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("this function was not given the pepper")]
pub struct NoPepper;
