//! What is pending, and what a call's outcome makes of it.

use std::collections::VecDeque;
use std::fmt::Display;
use std::panic::AssertUnwindSafe;

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use dynoxide::Database;
use futures_util::FutureExt;

use super::StreamError;
use super::batch::{Batch, DeadLetter, Outcome, Reason};
use super::checkpoint::{Keeper, Start};
use super::filter::Pattern;
use super::reader::Reader;
use crate::clock::Clock;
use crate::template::StreamSource;

/// What one step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is nothing to deliver.
    Idle,
    /// A batch was delivered.
    Delivered,
    /// A batch failed, wholly or from some record on.
    Failed {
        /// How often the records that are now first have failed; 0 right after a split.
        failures: u32,
    },
}

/// Reads the stream of one table for one function.
pub struct Pump {
    source: StreamSource,
    filters: Vec<Pattern>,
    reader: Reader,
    clock: Clock,
    pending: VecDeque<Batch>,
    checkpoint: Option<String>,
    keeper: Keeper,
    dead_letters: Vec<DeadLetter>,
}

impl Pump {
    /// A pump for the stream of `table`, as the template wants it read. The clock is for the age of
    /// records, and goes with the one of the database.
    ///
    /// # Errors
    /// When a filter uses an operator that is not understood, or the table has no stream.
    pub fn new(
        database: Database,
        table: &str,
        source: &StreamSource,
        clock: Clock,
        start: Start,
    ) -> Result<Self, StreamError> {
        let filters = source.filters.iter().map(Pattern::parse).collect::<Result<_, _>>()?;
        let (checkpoint, keeper) = Keeper::open(&database, table, start)?;
        Ok(Self {
            source: source.clone(),
            filters,
            reader: Reader::open(database, table, checkpoint.as_deref())?,
            clock,
            pending: VecDeque::new(),
            checkpoint,
            keeper,
            dead_letters: Vec::new(),
        })
    }

    /// Delivers one batch, if there is one. When the future is dropped half-way, the batch is
    /// delivered again.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub async fn step<F, Fut, E>(&mut self, deliver: &F) -> Result<Step, StreamError>
    where
        F: Fn(Event) -> Fut,
        Fut: Future<Output = Result<DynamoDbEventResponse, E>>,
        E: Display,
    {
        let event = self.next_event()?;
        self.keeper.keep(self.checkpoint.as_deref())?;
        let Some(event) = event else {
            return Ok(Step::Idle);
        };
        // A panic is a failed call, as it is at Lambda.
        let call = AssertUnwindSafe(async { deliver(event).await }).catch_unwind().await;
        let outcome = match (call, self.pending.front()) {
            (Ok(Ok(response)), Some(batch)) => {
                batch.outcome(&response, self.source.report_batch_item_failures)
            }
            (Ok(Err(error)), _) => {
                tracing::warn!(%error, function = self.source.function, "the function failed");
                Outcome::Failed
            }
            _ => Outcome::Failed,
        };
        let step = self.settle(outcome);
        self.keeper.keep(self.checkpoint.as_deref())?;
        Ok(step)
    }

    /// The sequence number up to which every record is delivered, given up or filtered out.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&str> {
        self.checkpoint.as_deref()
    }

    /// What was given up, the oldest first.
    #[must_use]
    pub fn dead_letters(&self) -> &[DeadLetter] {
        &self.dead_letters
    }

    fn next_event(&mut self) -> Result<Option<Event>, StreamError> {
        loop {
            if self.pending.is_empty() && !self.read_batch()? {
                return Ok(None);
            }
            self.give_up_old();
            if let Some(batch) = self.pending.front() {
                return Ok(Some(batch.event()));
            }
        }
    }

    /// Reads on until a batch has a record that passes the filter; false when there are no more
    /// records.
    fn read_batch(&mut self) -> Result<bool, StreamError> {
        loop {
            let mut records = self.reader.read(self.source.batch_size)?;
            let Some(last) = records.last() else {
                return Ok(false);
            };
            let last = last.sequence_number.clone();
            records.retain(|record| {
                self.filters.is_empty()
                    || self.filters.iter().any(|filter| filter.matches(Some(&record.json)))
            });
            if records.is_empty() {
                self.checkpoint = Some(last);
                continue;
            }
            self.pending.push_back(Batch::new(&records)?);
            return Ok(true);
        }
    }

    fn give_up_old(&mut self) {
        let Some(seconds) = self.source.maximum_record_age_seconds else {
            return;
        };
        let oldest = (self.clock)().unix_timestamp() - i64::from(seconds);
        while let Some(batch) = self.pending.front_mut() {
            let count = batch.older_than(oldest);
            if count == 0 {
                return;
            }
            self.give_up(count, Reason::RecordAgeExceeded);
        }
    }

    fn settle(&mut self, outcome: Outcome) -> Step {
        let Some(batch) = self.pending.front_mut() else {
            return Step::Idle;
        };
        match outcome {
            Outcome::Delivered => {
                self.finish(usize::MAX);
                return Step::Delivered;
            }
            Outcome::FailedFrom(0) => batch.failures += 1,
            Outcome::FailedFrom(index) => {
                batch.failures = 1;
                self.finish(index);
            }
            Outcome::Failed => match batch.bisect().filter(|_| self.source.bisect_on_error) {
                Some((first, second)) => {
                    self.pending.pop_front();
                    self.pending.push_front(second);
                    self.pending.push_front(first);
                }
                None => batch.failures += 1,
            },
        }
        let failures = self.pending.front().map_or(0, |batch| batch.failures);
        if self.source.maximum_retry_attempts.is_some_and(|most| failures > most) {
            self.give_up(usize::MAX, Reason::RetryAttemptsExhausted);
        }
        Step::Failed { failures }
    }

    /// Gives up the first `count` records of the first batch.
    fn give_up(&mut self, count: usize, reason: Reason) {
        if let Some(letter) =
            self.pending.front().and_then(|batch| batch.dead_letter(count, reason))
        {
            tracing::warn!(?letter, function = self.source.function, "records were given up");
            self.dead_letters.push(letter);
        }
        self.finish(count);
    }

    /// Takes the first `count` records of the first batch as done.
    fn finish(&mut self, count: usize) {
        let Some(batch) = self.pending.front_mut() else {
            return;
        };
        if let Some(last) = batch.remove(count) {
            self.checkpoint = Some(last);
        }
        if batch.is_empty() {
            self.pending.pop_front();
        }
    }
}
