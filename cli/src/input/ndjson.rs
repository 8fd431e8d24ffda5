//! A JSON object on each line.

use std::io;

use serde_json::Value;

use super::{
    InputError, Position, Row,
    lines::{Line, Lines, TOO_LONG},
};

/// Deeper than any customer, and than what goes on in a call that has to be read as a whole.
const DEEPEST: usize = 16;

/// Reads lines of JSON.
pub(crate) struct Ndjson(Lines);

impl Ndjson {
    pub(super) fn of(mut lines: Lines, from: Position) -> Result<Self, InputError> {
        if from.bytes > 0 {
            lines.seek(from)?;
        }
        Ok(Self(lines))
    }

    pub(super) fn position(&self) -> Position {
        self.0.position()
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        while let Some(line) = self.0.next()? {
            if !line.is_blank() {
                let number = self.0.position().lines;
                return Ok(Some(Row { line: number, text: line.shown(), customer: read(&line) }));
            }
        }
        Ok(None)
    }
}

fn read(line: &Line) -> Result<Value, String> {
    if !line.is_whole {
        return Err(TOO_LONG.to_owned());
    }
    match serde_json::from_slice(&line.bytes) {
        Ok(value @ Value::Object(_)) if !is_deeper(&value, DEEPEST) => Ok(value),
        Ok(Value::Object(_)) => Err("This is nested too deeply.".to_owned()),
        Ok(_) => Err("This must be a JSON object.".to_owned()),
        Err(error) => Err(format!("This is not JSON: {error}.")),
    }
}

fn is_deeper(value: &Value, depth: usize) -> bool {
    let Some(rest) = depth.checked_sub(1) else { return true };
    match value {
        Value::Array(list) => list.iter().any(|value| is_deeper(value, rest)),
        Value::Object(object) => object.values().any(|value| is_deeper(value, rest)),
        _ => false,
    }
}
