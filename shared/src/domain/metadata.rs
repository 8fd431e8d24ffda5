//! Metadata: a merchant's own notes on a customer.

use serde::Serialize;
use serde_json::{Map, Value};

const KEYS: usize = 50;
/// Characters that a key may have.
pub const KEY_LENGTH: usize = 40;
const TEXT_LENGTH: usize = 500;
/// Bytes of its JSON: a page of a hundred customers has to fit into one answer of a function.
const SIZE: usize = 32 * 1024;

/// A merchant's own notes: at most 50 keys of 1 to 40 characters, and flat values: numbers,
/// booleans, and texts of at most 500 characters; 32 KiB of JSON in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Metadata(Map<String, Value>);

/// Why an object is no metadata.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", in_one_line(faults))]
pub struct InvalidMetadata {
    /// Each thing that is wrong with it: one at least.
    pub faults: Vec<MetadataFault>,
    /// What it was to be.
    pub object: Map<String, Value>,
}

/// One thing that is wrong with metadata.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataFault {
    /// There are too many keys. What else is wrong is told once they are fewer: there may be
    /// thousands.
    #[error("Metadata has at most 50 keys.")]
    TooManyKeys,
    /// This key is empty or too long.
    #[error("A key of metadata has 1 to 40 characters.")]
    Key(String),
    /// The value of this key is nested or null, or too long a text.
    #[error("A value of metadata is a number, a boolean or a text of at most 500 characters.")]
    Value(String),
    /// It is too large as a whole.
    #[error("Metadata has at most 32 KiB of JSON.")]
    TooLarge,
}

impl MetadataFault {
    /// The key that is at fault, or whose value is.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) | Self::Value(key) => Some(key),
            Self::TooManyKeys | Self::TooLarge => None,
        }
    }
}

impl Metadata {
    /// Reads metadata.
    ///
    /// # Errors
    /// [`InvalidMetadata`] with all that is wrong with the object, and with its keys once they are
    /// not too many.
    pub fn parse(object: Map<String, Value>) -> Result<Self, InvalidMetadata> {
        let faults = faults(&object);
        if faults.is_empty() { Ok(Self(object)) } else { Err(InvalidMetadata { faults, object }) }
    }
}

fn faults(object: &Map<String, Value>) -> Vec<MetadataFault> {
    if object.len() > KEYS {
        return vec![MetadataFault::TooManyKeys];
    }
    let is_key = |key: &String| (1..=KEY_LENGTH).contains(&key.chars().count());
    let keys = object.keys().filter(|key| !is_key(key));
    let values = object.iter().filter(|(_, value)| !is_flat(value));
    let mut faults: Vec<_> = keys.cloned().map(MetadataFault::Key).collect();
    faults.extend(values.map(|(key, _)| MetadataFault::Value(key.clone())));
    if size(object) > SIZE {
        faults.push(MetadataFault::TooLarge);
    }
    faults
}

/// The sentences, each behind the key that it is about.
fn in_one_line(faults: &[MetadataFault]) -> String {
    let sentences = faults.iter().map(|fault| match fault.key() {
        Some(key) => format!("`{key}`: {fault}"),
        None => fault.to_string(),
    });
    sentences.collect::<Vec<_>>().join(" ")
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
    fn each_key_that_is_at_fault_is_named() {
        let Value::Object(object) = json!({ "a": 1, "": 2, "b": null, "c": [] }) else { panic!() };
        let error = Metadata::parse(object).unwrap_err();
        let keys: Vec<_> = error.faults.iter().map(|it| it.key().unwrap()).collect();
        assert_eq!(keys, ["", "b", "c"]);
        assert!(error.to_string().contains("`b`: A value of metadata is a number"), "{error}");
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
