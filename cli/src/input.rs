//! Customers in a file, one after the other, in constant memory.

mod csv;
mod lines;
mod ndjson;
mod quotes;
mod records;

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::{csv::Csv, lines::Lines, ndjson::Ndjson};
use crate::{arguments::Format, words::said};

/// Bytes of the longest line, and of the longest CSV record.
pub(crate) const LONGEST: usize = 2 * 1024 * 1024;

/// A place in a file: behind so many bytes and lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
}

/// One row of a file.
#[derive(Debug)]
pub(crate) struct Row {
    /// The number of its first line, from 1.
    pub(crate) line: u64,
    /// The row as it stands there; of one that is too long, its beginning.
    pub(crate) text: String,
    /// What it says, or why it says nothing.
    pub(crate) customer: Result<Value, String>,
}

/// A file that cannot be read as it is.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The system does not give it.
    #[error("The file cannot be read: {}.", said(.0))]
    Unreadable(#[from] io::Error),
    /// It can be read once at most, and not from a place in it.
    #[error(
        "An import reads a file on disk, and this is a pipe, a folder or the like. Save it to a \
         file, and import that."
    )]
    NoFile,
    /// Somebody else imports it.
    #[error("Another import of this file is under way. Wait until it has ended.")]
    UnderWay,
    /// It is in another encoding.
    #[error("The file is in UTF-16. Save it as UTF-8, and import that.")]
    Utf16,
    /// It is JSON, but in another shape.
    #[error(
        "The file begins with a list, or with an object on several lines, and needs one JSON object \
         on each line. `jq -c '.[]'` makes such a file of a list, `jq -c .` of objects."
    )]
    NotByLine,
    /// There is nothing to import in it, so it is likely to be another one than was meant.
    #[error(
        "There is no customer in the file. It is empty or, as CSV, has nothing below the names of \
         its columns."
    )]
    NoCustomer,
    /// What makes an import repeatable is missing.
    #[error(
        "The first line names no column external_id. It names the columns, separated by commas: \
         external_id, and any of email, name, type, created_at and metadata.… for metadata."
    )]
    NoExternalId,
    /// The names cannot be read.
    #[error("The first line of the file does not name its columns. {0}")]
    Header(String),
    /// A name stands twice.
    #[error("The first line names the column {0} twice.")]
    ColumnTwice(String),
}

/// Opens a file that nobody else imports, and that nobody else may until it is closed.
pub(crate) fn open(path: &Path) -> Result<File, InputError> {
    // Before it is opened, for which a pipe waits.
    if !fs::metadata(path)?.is_file() {
        return Err(InputError::NoFile);
    }
    let file = File::open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(InputError::UnderWay),
        // A file system without locks is no reason not to import.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// A file that rows are read from.
pub(crate) enum Input {
    Ndjson(Ndjson),
    Csv(Box<Csv>),
}

impl Input {
    /// Reads a file on from a place that an earlier reading told.
    pub(crate) fn of(file: File, format: Format, from: Position) -> Result<Self, InputError> {
        let lines = Lines::of(file, format)?;
        Ok(match format {
            Format::Ndjson => Self::Ndjson(Ndjson::of(lines, from)?),
            Format::Csv => Self::Csv(Box::new(Csv::of(lines, from)?)),
        })
    }

    /// The next row; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        match self {
            Self::Ndjson(input) => input.next(),
            Self::Csv(input) => input.next(),
        }
    }

    /// Behind the last row.
    pub(crate) fn position(&self) -> Position {
        match self {
            Self::Ndjson(input) => input.position(),
            Self::Csv(input) => input.position(),
        }
    }

    /// Columns that no customer has.
    pub(crate) fn ignored(&self) -> &[String] {
        match self {
            Self::Ndjson(_) => &[],
            Self::Csv(input) => input.ignored(),
        }
    }
}

#[cfg(test)]
mod tests;
