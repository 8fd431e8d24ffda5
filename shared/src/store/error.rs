//! What can go wrong with the table, sorted by what a caller can do about it.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// Any error, as the cause of another.
pub(super) type Source = Box<dyn std::error::Error + Send + Sync>;

/// The table did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is busy or out of reach: trying again may help.
    #[error("the table is busy or out of reach")]
    Busy(#[source] Source),
    /// It refused: trying again will not help.
    #[error("the table refused the operation")]
    Refused(#[source] Source),
    /// It took too long.
    #[error("the table did not answer in time")]
    TimedOut,
    /// An item is not of the shape that this version writes.
    #[error("an item has no valid attribute `{0}`")]
    Corrupt(&'static str),
    /// The operating system gave no randomness.
    #[error("no randomness")]
    Randomness(#[from] crate::rng::NoRandomness),
}

impl StoreError {
    /// Whether trying again may help.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::TimedOut)
    }
}

impl<E> From<SdkError<E>> for StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E>) -> Self {
        let busy = match &error {
            SdkError::ServiceError(context) => {
                context.raw().status().is_server_error() || is_contention(context.err())
            }
            SdkError::TimeoutError(_)
            | SdkError::DispatchFailure(_)
            | SdkError::ResponseError(_) => true,
            _ => false,
        };
        if busy { Self::Busy(Box::new(error)) } else { Self::Refused(Box::new(error)) }
    }
}

/// Whether an answer means that others were at the same items or that the table is over its
/// capacity. The SDK retries the second kind only.
pub(super) fn is_contention(error: &impl ProvideErrorMetadata) -> bool {
    matches!(
        error.code(),
        Some(
            "TransactionConflictException"
                | "TransactionInProgressException"
                | "ThrottlingException"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
        )
    )
}
