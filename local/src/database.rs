//! The embedded `DynamoDB`, with the table of the template.

use std::sync::atomic::{AtomicU64, Ordering};

use dynoxide::{Database, DynoxideError};
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::template::Template;

/// Why there is no database, or no table in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The database refused.
    #[error("cannot {0}")]
    Refused(&'static str, #[source] Box<DynoxideError>),
    /// `SQLite` refused the stream's index.
    #[error("cannot index the stream")]
    Index(#[from] rusqlite::Error),
    /// The template describes a table that cannot be made.
    #[error("the template's table is not a valid request")]
    Request(#[from] serde_json::Error),
}

/// A database that lives as long as the process.
///
/// # Errors
/// When `SQLite` cannot be started.
pub fn open_in_memory() -> Result<Database, DatabaseError> {
    static OPENED: AtomicU64 = AtomicU64::new(0);
    let number = OPENED.fetch_add(1, Ordering::Relaxed);
    // Memory with a name, for `index_stream` comes by another door.
    open_file(&format!("file:latchkey-{number}?mode=memory&cache=shared"))
}

/// A database in the file at `path`, which is made when it is not there.
///
/// # Errors
/// When the file cannot be opened or is no database.
pub fn open_file(path: &str) -> Result<Database, DatabaseError> {
    let database = Database::new(path).map_err(refused("open the database"))?;
    index_stream(path)?;
    Ok(database)
}

/// Each write asks for the last record of the stream, and each look at the stream for what came
/// since: without an index both read all of it, and a write costs what all before it have left.
fn index_stream(path: &str) -> Result<(), DatabaseError> {
    Connection::open(path)?.execute_batch(
        "CREATE INDEX IF NOT EXISTS latchkey_stream
         ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    )?;
    Ok(())
}

/// Makes the template's table, its stream and its time to live. A table that is there already is
/// left as it is.
///
/// # Errors
/// When the database refuses the table.
pub fn create_table(
    database: &Database,
    template: &Template,
    name: &str,
) -> Result<(), DatabaseError> {
    match database.create_table(request(template.table(name))?) {
        Ok(_) | Err(DynoxideError::ResourceInUseException(_)) => {}
        Err(error) => return Err(refused("create the table")(error)),
    }
    let time_to_live = json!({
        "TableName": name,
        "TimeToLiveSpecification": {"AttributeName": template.ttl_attribute(), "Enabled": true},
    });
    database
        .update_time_to_live(request(time_to_live)?)
        .map_err(refused("set the table's time to live"))?;
    Ok(())
}

fn request<T: DeserializeOwned>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}

fn refused(what: &'static str) -> impl FnOnce(DynoxideError) -> DatabaseError {
    move |error| DatabaseError::Refused(what, Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(database: &Database, item: &Value) {
        let put = json!({"TableName": "things", "Item": item});
        database.put_item(request(put).unwrap()).unwrap();
    }

    fn count(database: &Database) -> usize {
        database.scan(request(json!({"TableName": "things"})).unwrap()).unwrap().count
    }

    fn with_table() -> Database {
        let database = open_in_memory().unwrap();
        create_table(&database, &Template::bundled().unwrap(), "things").unwrap();
        database
    }

    #[test]
    fn the_table_takes_items_and_drops_those_past_their_time() {
        let database = with_table();
        put(&database, &json!({"pk": {"S": "a"}, "sk": {"S": "old"}, "expires_at": {"N": "1000"}}));
        put(&database, &json!({"pk": {"S": "a"}, "sk": {"S": "kept"}}));
        database.sweep_ttl().unwrap();
        assert_eq!(count(&database), 1);
    }

    #[test]
    fn making_the_table_again_keeps_what_is_in_it() {
        let database = with_table();
        put(&database, &json!({"pk": {"S": "a"}, "sk": {"S": "b"}}));
        create_table(&database, &Template::bundled().unwrap(), "things").unwrap();
        assert_eq!(count(&database), 1);
    }

    #[test]
    fn what_is_last_in_the_stream_and_what_came_since_are_found_by_an_index() {
        let name = "file:stream-of-the-test?mode=memory&cache=shared";
        let _kept_open = open_file(name).unwrap();
        let plans = [
            "SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = 'a'",
            "SELECT * FROM _stream_records WHERE table_name = 'a' AND shard_id = 'b'
             AND CAST(sequence_number AS INTEGER) > 1 ORDER BY CAST(sequence_number AS INTEGER)",
        ];
        let connection = Connection::open(name).unwrap();
        for query in plans {
            let explain = format!("EXPLAIN QUERY PLAN {query}");
            let plan: String = connection.query_row(&explain, [], |row| row.get("detail")).unwrap();
            assert!(plan.contains("INDEX latchkey_stream"), "{plan}");
        }
    }
}
