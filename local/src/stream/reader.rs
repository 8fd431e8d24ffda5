//! The stream's records, in order, as they stand in Lambda's events.

use dynoxide::{Database, DynoxideError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::StreamError;

pub(super) struct Reader {
    database: Database,
    stream_arn: String,
    iterator: String,
}

/// A record as JSON: the filters look at fields by name.
pub(super) struct Record {
    pub(super) sequence_number: String,
    pub(super) json: Value,
}

impl Reader {
    /// Begins behind the record named, or with the oldest one.
    pub(super) fn open(
        database: Database,
        table: &str,
        after: Option<&str>,
    ) -> Result<Self, StreamError> {
        let no_stream = || StreamError::NoStream(table.to_owned());
        let table =
            database.describe_table(request(json!({"TableName": table}))?).map_err(read)?.table;
        let stream_arn = table.latest_stream_arn.ok_or_else(no_stream)?;
        let stream =
            database.describe_stream(request(json!({"StreamArn": stream_arn}))?).map_err(read)?;
        let [shard] = stream.stream_description.shards.as_slice() else {
            return Err(no_stream());
        };

        let mut position = json!({"StreamArn": stream_arn, "ShardId": shard.shard_id, "ShardIteratorType": "TRIM_HORIZON"});
        if let (Some(after), Some(position)) = (after, position.as_object_mut()) {
            position.insert("ShardIteratorType".to_owned(), "AFTER_SEQUENCE_NUMBER".into());
            position.insert("SequenceNumber".to_owned(), after.into());
        }
        let iterator =
            database.get_shard_iterator(request(position)?).map_err(read)?.shard_iterator;
        Ok(Self { database, stream_arn, iterator: iterator.ok_or_else(no_stream)? })
    }

    /// The next records, at most `limit`; none when there are none yet.
    pub(super) fn read(&mut self, limit: usize) -> Result<Vec<Record>, StreamError> {
        let page = json!({"ShardIterator": self.iterator, "Limit": limit});
        let page = self.database.get_records(request(page)?).map_err(read)?;
        let mut records = Vec::new();
        for record in page.records {
            let sequence_number = record.dynamodb.sequence_number.clone();
            let mut json = serde_json::to_value(record)?;
            if let Some(fields) = json.as_object_mut() {
                fields.insert("eventSourceARN".to_owned(), self.stream_arn.as_str().into());
            }
            records.push(Record { sequence_number, json });
        }
        if let Some(iterator) = page.next_shard_iterator {
            self.iterator = iterator;
        }
        Ok(records)
    }
}

pub(super) fn request<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}

fn read(error: DynoxideError) -> StreamError {
    StreamError::Read(Box::new(error))
}
