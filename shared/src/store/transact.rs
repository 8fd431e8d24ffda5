//! Patience: conflicts, throttling and lost answers are retried here, within a bound.
//!
//! The SDK retries throttling and broken connections, but no conflict between two writers, which
//! with conditional writes and transactions is an everyday answer.

use std::{future::Future, time::Duration};

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{CancellationReason, TransactWriteItem},
};
use tokio::time::{Instant, sleep, timeout_at};

use super::{
    Store,
    error::{Source, StoreError, is_contention},
};

/// Writes that one transaction takes.
pub(super) const AT_ONCE: usize = 100;
/// Retries after the first attempt.
const RETRIES: u32 = 5;
/// How long one operation may take, retries and all.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(3);
/// The longest wait before the first retry; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(30);

/// What became of a transaction.
#[derive(Debug)]
pub(super) enum Transaction {
    /// All of it happened.
    Committed,
    /// None of it happened: the writes at these places found their condition not met.
    Refused(Vec<usize>),
}

impl Store {
    /// Does all of the writes or none.
    ///
    /// A retry after a lost answer carries the same token, so it never acts twice; a retry after
    /// a definite cancellation carries a fresh one.
    pub(super) async fn transact(
        &self,
        writes: Vec<TransactWriteItem>,
    ) -> Result<Transaction, StoreError> {
        let mut token = self.client_request_token()?;
        let mut patience = Patience::new();
        loop {
            let call = self
                .client
                .transact_write_items()
                .set_transact_items(Some(writes.clone()))
                .client_request_token(&token)
                .send();
            let Err(error) = patience.bound(call).await? else {
                return Ok(Transaction::Committed);
            };
            match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    match read_reasons(canceled.cancellation_reasons()) {
                        Cancellation::Conditions(places) => {
                            return Ok(Transaction::Refused(places));
                        }
                        Cancellation::Contention => token = self.client_request_token()?,
                        Cancellation::Invalid => return Err(StoreError::Refused(Box::new(error))),
                    }
                }
                Some(other) if is_contention(other) => {}
                _ => return Err(error.into()),
            }
            patience.wait(self, error).await?;
        }
    }

    /// Sends one operation, again where it met others at the same item.
    pub(super) async fn patiently<T, E, F>(
        &self,
        send: impl FnMut() -> F,
    ) -> Result<Result<T, SdkError<E>>, StoreError>
    where
        F: Future<Output = Result<T, SdkError<E>>>,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        self.within(&mut Patience::new(), send).await
    }

    /// The same within the bound of an operation of several calls.
    pub(super) async fn within<T, E, F>(
        &self,
        patience: &mut Patience,
        mut send: impl FnMut() -> F,
    ) -> Result<Result<T, SdkError<E>>, StoreError>
    where
        F: Future<Output = Result<T, SdkError<E>>>,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        loop {
            match patience.bound(send()).await? {
                Err(error) if error.as_service_error().is_some_and(is_contention) => {
                    patience.wait(self, error).await?;
                }
                result => return Ok(result),
            }
        }
    }

    fn client_request_token(&self) -> Result<String, StoreError> {
        let random = u128::from_be_bytes(self.rng.bytes()?);
        Ok(format!("{random:032x}"))
    }
}

/// Why a transaction was cancelled.
enum Cancellation {
    Conditions(Vec<usize>),
    Contention,
    Invalid,
}

fn read_reasons(reasons: &[CancellationReason]) -> Cancellation {
    let places = |codes: &[&str]| -> Vec<usize> {
        let has_one =
            |reason: &CancellationReason| reason.code().is_some_and(|code| codes.contains(&code));
        let found = reasons.iter().enumerate().filter(|(_, reason)| has_one(reason));
        found.map(|(place, _)| place).collect()
    };
    let refused = places(&["ConditionalCheckFailed"]);
    if !refused.is_empty() {
        return Cancellation::Conditions(refused);
    }
    let contention = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
    if places(&contention).is_empty() { Cancellation::Invalid } else { Cancellation::Contention }
}

/// The bound of one operation: so many retries, so much time.
pub(super) struct Patience {
    retries: u32,
    deadline: Instant,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self { retries: 0, deadline: Instant::now() + OPERATION_TIMEOUT }
    }

    async fn bound<T>(&self, call: impl Future<Output = T>) -> Result<T, StoreError> {
        timeout_at(self.deadline, call).await.map_err(|_| StoreError::TimedOut)
    }

    /// Waits with full jitter before the next attempt.
    ///
    /// # Errors
    /// The error itself, where there is to be no next attempt.
    pub(super) async fn wait(
        &mut self,
        store: &Store,
        error: impl Into<Source>,
    ) -> Result<(), StoreError> {
        let longest = FIRST_WAIT * 2_u32.pow(self.retries);
        let random = f64::from(u32::from_be_bytes(store.rng.bytes()?)) / f64::from(u32::MAX);
        let wait = longest.mul_f64(random);
        if self.retries == RETRIES || Instant::now() + wait >= self.deadline {
            return Err(StoreError::Busy(error.into()));
        }
        self.retries += 1;
        sleep(wait).await;
        Ok(())
    }
}
