//! A JSON object on each line.

use std::io;

use serde_json::{Value, error::Category};

use super::{
    InputError, Position, Row,
    lines::{Line, Lines, NOT_UTF8, TOO_LONG},
};

/// Deeper than any customer, and than what goes on in a call that has to be read as a whole.
const DEEPEST: usize = 16;

/// What is wrong with the first of several lines that are an object together.
const NOT_ON_ONE_LINE: &str =
    "The file needs one JSON object on each line, and this is a part of one.";

/// What is wrong with a line that is deeper.
const TOO_DEEP: &str = "This is nested too deeply.";

/// Reads lines of JSON.
pub(crate) struct Ndjson(Lines);

impl Ndjson {
    pub(super) fn of(lines: Lines, from: Position) -> Result<Self, InputError> {
        let start = lines.position();
        let mut rows = Self(lines);
        if from.bytes > 0 {
            rows.0.seek(from)?;
            return Ok(rows);
        }
        let first = rows.next()?.map(|row| row.text).unwrap_or_default();
        if first.trim_start().starts_with('[') || is_brace(&first) {
            return Err(InputError::NotByLine);
        }
        rows.0.seek(start)?;
        Ok(rows)
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
    let text = std::str::from_utf8(&line.bytes).map_err(|_| NOT_UTF8.to_owned())?;
    // Without its end, behind which there would be another line to be at fault.
    match serde_json::from_str(text.trim_ascii_end()) {
        Ok(value @ Value::Object(_)) if !is_deeper(&value, DEEPEST) => Ok(value),
        Ok(Value::Object(_)) => Err(TOO_DEEP.to_owned()),
        Ok(_) => Err("This must be a JSON object.".to_owned()),
        Err(_) if is_brace(text) => Err(NOT_ON_ONE_LINE.to_owned()),
        Err(error) => Err(told(&error, text)),
    }
}

/// Whether a line is what JSON begins with that is written on several lines.
fn is_brace(line: &str) -> bool {
    line.trim() == "{"
}

/// What an error says of a line.
fn told(error: &serde_json::Error, line: &str) -> String {
    // Nothing else tells it from a text that is no JSON.
    if error.to_string().starts_with("recursion limit exceeded") {
        return TOO_DEEP.to_owned();
    }
    match error.classify() {
        Category::Eof => "The line ends before its JSON does.".to_owned(),
        _ => format!("This cannot be read as JSON from character {} on.", character(error, line)),
    }
}

/// The number of the character that an error is at, of which it knows the byte. Where lines end in a
/// carriage return, there may be line feeds in one.
fn character(error: &serde_json::Error, line: &str) -> usize {
    let before = line.split_inclusive('\n').take(error.line().saturating_sub(1));
    let bytes = before.map(str::len).sum::<usize>() + error.column();
    line.char_indices().take_while(|(at, _)| *at < bytes).count()
}

fn is_deeper(value: &Value, depth: usize) -> bool {
    let Some(rest) = depth.checked_sub(1) else { return true };
    match value {
        Value::Array(list) => list.iter().any(|value| is_deeper(value, rest)),
        Value::Object(object) => object.values().any(|value| is_deeper(value, rest)),
        _ => false,
    }
}
