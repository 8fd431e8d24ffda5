//! Records that go to the function in one call.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::DynamoDbEventResponse;

use super::reader::Record;

/// Records that were given up. Like Lambda's own message it says where they are and not what is in
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Why.
    pub reason: Reason,
    /// Sequence number of the first record.
    pub first_sequence_number: String,
    /// Sequence number of the last record.
    pub last_sequence_number: String,
    /// How many records, at least 1.
    pub records: usize,
}

/// Why records were given up, in Lambda's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Tried as often as the template says.
    RetryAttemptsExhausted,
    /// Older than the template says.
    RecordAgeExceeded,
}

/// What a call did to the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered,
    /// The record at this index is the first that failed.
    FailedFrom(usize),
    Failed,
}

pub(super) struct Batch {
    records: Vec<EventRecord>,
    pub(super) failures: u32,
}

impl Batch {
    pub(super) fn new(records: &[Record]) -> Result<Self, serde_json::Error> {
        let records = records.iter().map(|record| serde_json::from_value(record.json.clone()));
        Ok(Self { records: records.collect::<Result<_, _>>()?, failures: 0 })
    }

    pub(super) fn event(&self) -> Event {
        let mut event = Event::default();
        event.records.clone_from(&self.records);
        event
    }

    /// As Lambda reads the answer: from the lowest number named, and a name that is none means the
    /// whole batch.
    pub(super) fn outcome(
        &self,
        response: &DynamoDbEventResponse,
        reports_failures: bool,
    ) -> Outcome {
        if !reports_failures || response.batch_item_failures.is_empty() {
            return Outcome::Delivered;
        }
        let failed = response.batch_item_failures.iter().map(|failure| {
            let name = failure.item_identifier.as_deref().filter(|name| !name.is_empty())?;
            self.records
                .iter()
                .position(|record| record.change.sequence_number.as_deref() == Some(name))
        });
        let indices: Option<Vec<usize>> = failed.collect();
        indices
            .and_then(|indices| indices.into_iter().min())
            .map_or(Outcome::Failed, Outcome::FailedFrom)
    }

    /// Both halves of a batch that has two.
    pub(super) fn bisect(&self) -> Option<(Self, Self)> {
        let middle = self.records.len() / 2;
        let (first, second) =
            self.records.split_at_checked(middle).filter(|(first, _)| !first.is_empty())?;
        let half =
            |records: &[EventRecord]| Self { records: records.to_vec(), failures: self.failures };
        Some((half(first), half(second)))
    }

    /// How many of the first records are from before `oldest`, in epoch seconds.
    pub(super) fn older_than(&self, oldest: i64) -> usize {
        let created =
            |record: &EventRecord| record.change.approximate_creation_date_time.timestamp();
        self.records.iter().take_while(|record| created(record) < oldest).count()
    }

    /// Takes out the first `count` records, or all; the sequence number of the last one taken.
    pub(super) fn remove(&mut self, count: usize) -> Option<String> {
        let count = count.min(self.records.len());
        self.records.drain(..count).next_back().map(sequence_number)
    }

    pub(super) fn dead_letter(&self, count: usize, reason: Reason) -> Option<DeadLetter> {
        let lost: Vec<_> = self.records.iter().take(count).cloned().map(sequence_number).collect();
        Some(DeadLetter {
            reason,
            first_sequence_number: lost.first()?.clone(),
            last_sequence_number: lost.last()?.clone(),
            records: lost.len(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

fn sequence_number(record: EventRecord) -> String {
    record.change.sequence_number.unwrap_or_default()
}
