//! Two ways to go through the stream: all at once, for tests, and for ever, for people.

use std::fmt::Display;
use std::time::Duration;

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::DynamoDbEventResponse;

use super::{Pump, Step, StreamError};

impl Pump {
    /// Delivers all there is until nothing is left, retries included, without waiting.
    ///
    /// # Errors
    /// When the stream cannot be read, or a delivery that may be tried without end fails a thousand
    /// times in a row. The records that failed are then still pending.
    pub async fn drain<F, Fut, E>(&mut self, deliver: F) -> Result<(), StreamError>
    where
        F: Fn(Event) -> Fut,
        Fut: Future<Output = Result<DynamoDbEventResponse, E>>,
        E: Display,
    {
        let mut in_a_row = 0;
        loop {
            match self.step(&deliver).await? {
                Step::Idle => return Ok(()),
                Step::Delivered => in_a_row = 0,
                Step::Failed { .. } => in_a_row += 1,
            }
            if in_a_row >= MOST_FAILURES_IN_A_ROW {
                return Err(StreamError::Stuck(in_a_row));
            }
        }
    }

    /// Delivers for ever: looks for records twenty times a second, and waits longer before each
    /// retry.
    ///
    /// # Errors
    /// Ends only when the stream cannot be read.
    pub async fn run<F, Fut, E>(&mut self, deliver: F) -> Result<(), StreamError>
    where
        F: Fn(Event) -> Fut,
        Fut: Future<Output = Result<DynamoDbEventResponse, E>>,
        E: Display,
    {
        loop {
            match self.step(&deliver).await? {
                Step::Idle => tokio::time::sleep(POLL_INTERVAL).await,
                Step::Delivered => {}
                Step::Failed { failures } => tokio::time::sleep(backoff(failures)).await,
            }
        }
    }
}

const MOST_FAILURES_IN_A_ROW: u32 = 1000;
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// 0.2 s, 0.4 s, … up to 12.8 s.
fn backoff(failures: u32) -> Duration {
    Duration::from_millis(100 << failures.clamp(1, 7))
}
