mod delivery;
mod failures;
mod places;

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use dynoxide::Database;
use dynoxide::storage_backend::ManualClock;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::*;
use crate::clock::Clock;
use crate::database;
use crate::template::{StreamSource, Template};

const NOW: u64 = 1_700_000_000;

/// A table with a stream, and a pump that reads it.
struct Bench {
    database: Database,
    time: ManualClock,
    pump: Pump,
}

impl Bench {
    fn new(change: impl FnOnce(&mut StreamSource)) -> Self {
        let time = ManualClock::new(NOW);
        let database = Database::memory_with_clock(time.arc()).unwrap();
        let template = Template::bundled().unwrap();
        database::create_table(&database, &template, "things").unwrap();
        let mut source = template.stream_source().clone();
        change(&mut source);
        let pump = Pump::new(database.clone(), "things", &source, clock(&time), Start::TrimHorizon);
        Self { database, time, pump: pump.unwrap() }
    }

    /// Items with a mail, which pass the filter.
    fn mails(&self, names: impl IntoIterator<Item = usize>) {
        for name in names {
            let name = name.to_string();
            self.put(&json!({"pk": {"S": "a"}, "sk": {"S": name}, "mail": {"S": "code"}}));
        }
    }

    fn put(&self, item: &Value) {
        let put = serde_json::from_value(json!({"TableName": "things", "Item": item}));
        self.database.put_item(put.unwrap()).unwrap();
    }
}

fn clock(time: &ManualClock) -> Clock {
    let time = time.arc();
    Arc::new(move || {
        OffsetDateTime::from_unix_timestamp(time.now_unix_secs().try_into().unwrap()).unwrap()
    })
}

fn names(event: &Event) -> Vec<usize> {
    let event = serde_json::to_value(event).unwrap();
    let name = |record: &Value| record["dynamodb"]["Keys"]["sk"]["S"].as_str()?.parse().ok();
    event["Records"].as_array().unwrap().iter().map(|record| name(record).unwrap()).collect()
}

fn failed(event: &Event, index: usize) -> DynamoDbEventResponse {
    naming(event.records[index].change.sequence_number.as_deref().unwrap())
}

fn naming(sequence_number: &str) -> DynamoDbEventResponse {
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(sequence_number.to_owned());
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures.push(failure);
    response
}

/// Drains with a function that notes each call and answers as the closure says.
async fn calls<E: Display>(
    pump: &mut Pump,
    answer: impl Fn(usize, &Event) -> Result<DynamoDbEventResponse, E>,
) -> Vec<Vec<usize>> {
    let calls = RefCell::new(Vec::new());
    let deliver = async |event: Event| {
        calls.borrow_mut().push(names(&event));
        answer(calls.borrow().len(), &event)
    };
    pump.drain(&deliver).await.unwrap();
    calls.into_inner()
}

#[expect(clippy::unnecessary_wraps, reason = "it stands for a function, which could fail")]
fn fine(_: usize, _: &Event) -> Result<DynamoDbEventResponse, Infallible> {
    Ok(DynamoDbEventResponse::default())
}

/// The one thing that was given up.
fn lost(pump: &Pump) -> &DeadLetter {
    match pump.dead_letters() {
        [letter] => letter,
        other => panic!("{other:?}"),
    }
}
