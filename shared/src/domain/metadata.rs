//! Metadata: a merchant's own notes on a customer.

use serde::Serialize;
use serde_json::{Map, Value};

const KEYS: usize = 50;
const KEY_LENGTH: usize = 40;
const TEXT_LENGTH: usize = 500;
/// Bytes of its JSON: a page of a hundred customers has to fit into one answer of a function.
const SIZE: usize = 32 * 1024;

/// A merchant's own notes: at most 50 keys of 1 to 40 characters, and flat values: numbers,
/// booleans, and texts of at most 500 characters; 32 KiB of JSON in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Metadata(Map<String, Value>);

/// Why an object is no metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Metadata has at most 50 keys of 40 characters, and numbers, booleans and texts of 500, in 32 KiB."
)]
pub struct InvalidMetadata;

impl Metadata {
    /// Reads metadata.
    ///
    /// # Errors
    /// [`InvalidMetadata`] where the object has not its form.
    pub fn parse(object: Map<String, Value>) -> Result<Self, InvalidMetadata> {
        let is_key = |key: &String| (1..=KEY_LENGTH).contains(&key.chars().count());
        let well_formed =
            object.len() <= KEYS && object.keys().all(is_key) && object.values().all(is_flat);
        let well_formed = well_formed && size(&object) <= SIZE;
        if well_formed { Ok(Self(object)) } else { Err(InvalidMetadata) }
    }
}

fn size(object: &Map<String, Value>) -> usize {
    serde_json::to_string(object).map_or(usize::MAX, |json| json.len())
}

fn is_flat(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().count() <= TEXT_LENGTH,
        Value::Number(_) | Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Metadata;

    fn is_metadata(value: Value) -> bool {
        let Value::Object(object) = value else { return false };
        Metadata::parse(object).is_ok()
    }

    #[test]
    fn metadata_is_flat_and_small() {
        let largest = "é".repeat(500);
        for value in
            [json!({}), json!({ "a": 1, "b": 1.5, "c": true, "d": "" }), json!({ "k": largest })]
        {
            assert!(is_metadata(value.clone()), "{value}");
        }
        let many: serde_json::Map<_, _> = (0..51).map(|n| (n.to_string(), n.into())).collect();
        let refused = [
            json!({ "a": null }),
            json!({ "a": [] }),
            json!({ "a": { "b": 1 } }),
            json!({ "": 1 }),
            json!({ "k".repeat(41): 1 }),
            json!({ "k": "é".repeat(501) }),
            Value::Object(many),
            Value::Object((0..22).map(|n| (n.to_string(), "日".repeat(500).into())).collect()),
        ];
        for value in refused {
            assert!(!is_metadata(value.clone()), "{value}");
        }
    }
}
