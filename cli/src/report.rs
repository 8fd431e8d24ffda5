//! The report of refused lines: which, why, and as they stood, so that they can be mended and
//! imported again.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::private_file::{beside, remove, reopen};

/// A line that is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refused {
    /// Its number in the file, from 1.
    pub(crate) line: u64,
    /// All that is wrong with it.
    pub(crate) faults: Vec<Fault>,
    /// The line itself.
    pub(crate) text: String,
}

/// One thing that is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// The field, such as `members[2].email`; empty where it is the line itself.
    pub(crate) field: String,
    /// What, as a sentence.
    pub(crate) message: String,
}

impl Fault {
    /// What is wrong with a line as such.
    pub(crate) fn of_line(message: String) -> Self {
        Self { field: String::new(), message }
    }
}

/// The report, which is there once a line is refused.
pub(crate) struct Report {
    path: PathBuf,
    file: Option<File>,
    length: u64,
}

impl Report {
    /// Where the report on a file is.
    pub(crate) fn path(file: &Path) -> PathBuf {
        beside(file, ".refused.ndjson")
    }

    /// A report that goes on behind so many bytes, and drops what comes behind them.
    pub(crate) fn open(file: &Path, length: u64) -> io::Result<Self> {
        let path = Self::path(file);
        if length == 0 {
            remove(&path)?;
            return Ok(Self { path, file: None, length });
        }
        Ok(Self { file: Some(reopen(&path, length)?), path, length })
    }

    pub(crate) fn add(&mut self, lines: &[Refused]) -> io::Result<()> {
        for line in lines {
            let mut text = serde_json::to_vec(line)?;
            text.push(b'\n');
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(reopen(&self.path, 0)?),
            };
            file.write_all(&text)?;
            self.length += text.len() as u64;
        }
        Ok(())
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}
