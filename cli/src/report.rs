//! The report of refused lines: which, why, and as they stood, so that they can be mended and
//! imported again.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::private_file::{beside, create, remove, reopen};

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
    /// Whether an earlier import's is out of the way.
    is_begun: bool,
}

impl Report {
    /// Where the report on a file is.
    pub(crate) fn path(file: &Path) -> PathBuf {
        beside(file, ".refused.ndjson")
    }

    /// A report that goes on behind so many bytes, and drops what comes behind them; none where
    /// they are not there any more.
    pub(crate) fn open(file: &Path, length: u64) -> io::Result<Option<Self>> {
        let path = Self::path(file);
        if length == 0 {
            return Ok(Some(Self { path, file: None, length, is_begun: false }));
        }
        let file = reopen(&path, length)?;
        Ok(file.map(|file| Self { path, file: Some(file), length, is_begun: true }))
    }

    /// Removes the report of an earlier import. Not before something is settled: somebody may be
    /// mending lines from it.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        if !self.is_begun {
            remove(&self.path)?;
            self.is_begun = true;
        }
        Ok(())
    }

    /// Reports lines, for good: what is noted behind them must be there after a power cut.
    pub(crate) fn add(&mut self, lines: &[Refused]) -> io::Result<()> {
        self.begin()?;
        if lines.is_empty() {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(create(&self.path)?),
        };
        for line in lines {
            let mut text = serde_json::to_vec(line)?;
            text.push(b'\n');
            file.write_all(&text)?;
            self.length += text.len() as u64;
        }
        file.sync_data()
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}
