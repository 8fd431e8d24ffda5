//! How far the stream has been read, kept where the stream is: a database file that is opened again
//! goes on there.

use std::collections::HashMap;

use dynoxide::{AttributeValue, Database, DynoxideError};
use serde_json::json;

use super::StreamError;
use super::reader::request;

/// Where in the stream to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the oldest record.
    TrimHorizon,
    /// Behind the record with this sequence number, as [`super::Pump::checkpoint`] gave it.
    After(String),
    /// Where the last pump that began so stopped. The place is kept in a table of its own.
    Saved,
}

/// Keeps the place of one table's stream, or does not.
pub(super) struct Keeper {
    place: Option<(Database, String)>,
    saved: Option<String>,
}

impl Keeper {
    /// The sequence number to begin behind, and who keeps the next ones.
    pub(super) fn open(
        database: &Database,
        table: &str,
        start: Start,
    ) -> Result<(Option<String>, Self), StreamError> {
        let (after, place) = match start {
            Start::TrimHorizon => (None, None),
            Start::After(sequence_number) => (Some(sequence_number), None),
            Start::Saved => {
                create_table(database)?;
                (load(database, table)?, Some((database.clone(), table.to_owned())))
            }
        };
        Ok((after.clone(), Self { place, saved: after }))
    }

    /// Saves a place that has changed.
    pub(super) fn keep(&mut self, checkpoint: Option<&str>) -> Result<(), StreamError> {
        let (Some((database, table)), Some(checkpoint)) = (&self.place, checkpoint) else {
            return Ok(());
        };
        if self.saved.as_deref() == Some(checkpoint) {
            return Ok(());
        }
        let item = json!({"table": {"S": table}, "sequence_number": {"S": checkpoint}});
        database
            .put_item(request(json!({"TableName": CHECKPOINTS, "Item": item}))?)
            .map_err(refused)?;
        self.saved = Some(checkpoint.to_owned());
        Ok(())
    }
}

const CHECKPOINTS: &str = "local-stream-checkpoints";

fn create_table(database: &Database) -> Result<(), StreamError> {
    let table = json!({
        "TableName": CHECKPOINTS,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "table", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "table", "KeyType": "HASH"}],
    });
    match database.create_table(request(table)?) {
        Ok(_) | Err(DynoxideError::ResourceInUseException(_)) => Ok(()),
        Err(error) => Err(refused(error)),
    }
}

fn load(database: &Database, table: &str) -> Result<Option<String>, StreamError> {
    let get = json!({"TableName": CHECKPOINTS, "Key": {"table": {"S": table}}});
    let item: Option<HashMap<_, _>> = database.get_item(request(get)?).map_err(refused)?.item;
    Ok(item.and_then(|mut item| match item.remove("sequence_number") {
        Some(AttributeValue::S(sequence_number)) => Some(sequence_number),
        _ => None,
    }))
}

fn refused(error: DynoxideError) -> StreamError {
    StreamError::Checkpoint(Box::new(error))
}
