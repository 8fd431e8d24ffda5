//! The embedded `DynamoDB`, with the table of the template.

use dynoxide::{Database, DynoxideError};
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
    /// The template describes a table that cannot be made.
    #[error("the template's table is not a valid request")]
    Request(#[from] serde_json::Error),
}

/// A database that lives as long as the process.
///
/// # Errors
/// When `SQLite` cannot be started.
pub fn open_in_memory() -> Result<Database, DatabaseError> {
    Database::memory().map_err(refused("open a database in memory"))
}

/// A database in the file at `path`, which is made when it is not there.
///
/// # Errors
/// When the file cannot be opened or is no database.
pub fn open_file(path: &str) -> Result<Database, DatabaseError> {
    Database::new(path).map_err(refused("open the database file"))
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
}
