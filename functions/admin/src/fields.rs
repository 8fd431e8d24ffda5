//! The fields of a row, read so that everything that is wrong with it is found at once.

use std::fmt::Display;

use serde::Serialize;
use serde_json::{Map, Value};
use shared::domain::{
    metadata::{KEY_LENGTH, Metadata},
    timestamp::Timestamp,
};

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where, such as `members[2].email`; empty where it is the row itself.
    pub field: String,
    /// What, as a sentence.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(field: impl Into<String>, message: impl Display) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

/// The fields of an object, and what was found to be wrong. A field that is null is not there.
pub(crate) struct Fields<'a> {
    pub(crate) now: Timestamp,
    object: &'a Map<String, Value>,
    /// What comes before the name of a field.
    place: String,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(
        object: &'a Map<String, Value>,
        now: Timestamp,
        faults: &'a mut Vec<Fault>,
    ) -> Self {
        Self { now, object, place: String::new(), faults }
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.get(field).is_some()
    }

    /// Notes what is wrong with a field.
    pub(crate) fn fault<T>(&mut self, field: &str, message: impl Display) -> Option<T> {
        self.faults.push(Fault::new(format!("{}{field}", self.place), message));
        None
    }

    /// A text; none where it is missing, or at fault.
    pub(crate) fn optional<T, E: Display>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.get(field)? {
            Value::String(text) => match parse(text) {
                Ok(value) => Some(value),
                Err(error) => self.fault(field, error),
            },
            _ => self.fault(field, "This must be a string."),
        }
    }

    /// A text that must be there.
    pub(crate) fn required<T, E: Display>(
        &mut self,
        field: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.has(field) {
            self.optional(field, parse)
        } else {
            self.fault(field, "This field is required.")
        }
    }

    /// A time that is not in the future.
    pub(crate) fn time(&mut self, field: &str) -> Option<Timestamp> {
        let time = self.optional(field, Timestamp::parse)?;
        if time > self.now { self.fault(field, "This is in the future.") } else { Some(time) }
    }

    pub(crate) fn metadata(&mut self, field: &str) -> Option<Metadata> {
        let Value::Object(object) = self.get(field)? else {
            return self.fault(field, "This must be an object.");
        };
        let error = match Metadata::parse(object.clone()) {
            Ok(metadata) => return Some(metadata),
            Err(error) => error,
        };
        for fault in error.faults {
            // No more of it than a key may have: one may have megabytes.
            let start = |key: &str| key.chars().take(KEY_LENGTH).collect::<String>();
            let key = fault.key().map(|key| format!("{field}.{}", start(key)));
            self.fault::<()>(key.as_deref().unwrap_or(field), &fault);
        }
        None
    }

    /// What is read of an object.
    pub(crate) fn object<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.get(field)?;
        self.element(field, value, read)
    }

    /// What is read of each object of a list: none in its place where it is at fault.
    pub(crate) fn objects<T>(
        &mut self,
        field: &str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_>) -> Option<T>,
    ) -> Vec<Option<T>> {
        let list = match self.get(field) {
            None => return Vec::new(),
            Some(Value::Array(list)) if list.len() <= most => list.iter().enumerate(),
            Some(Value::Array(_)) => {
                self.fault::<()>(field, format!("This list has at most {most} entries."));
                return Vec::new();
            }
            Some(_) => {
                self.fault::<()>(field, "This must be a list.");
                return Vec::new();
            }
        };
        let place = |number| format!("{field}[{number}]");
        list.map(|(number, value)| self.element(&place(number), value, &mut read)).collect()
    }

    fn element<T>(
        &mut self,
        place: &str,
        value: &Value,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let Value::Object(object) = value else {
            return self.fault(place, "This must be an object.");
        };
        let place = format!("{}{place}.", self.place);
        read(&mut Fields { now: self.now, object, place, faults: self.faults })
    }

    fn get(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field).filter(|value| !value.is_null())
    }
}
