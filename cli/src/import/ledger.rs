//! What is settled, in the file's order, and noted so that no line is lost, nor reported twice.

use std::{collections::BTreeMap, path::PathBuf};

use super::{ImportError, Tally, batch::Settled};
use crate::{checkpoint::Checkpoint, input::Position, report::Report, screen::Progress};

/// What is settled.
pub(super) struct Ledger {
    file: PathBuf,
    checkpoint: Checkpoint,
    report: Report,
    /// Batches that were settled before one that comes before them.
    early: BTreeMap<u64, Settled>,
    /// Batches behind which there is nothing open.
    settled: u64,
}

impl Ledger {
    pub(super) fn new(file: PathBuf, checkpoint: Checkpoint, report: Report) -> Self {
        Self { file, checkpoint, report, early: BTreeMap::new(), settled: 0 }
    }

    pub(super) fn settled(&self) -> u64 {
        self.settled
    }

    pub(super) fn tally(&self) -> Tally {
        self.checkpoint.tally
    }

    pub(super) fn progress(&self) -> Progress {
        let Position { bytes, lines } = self.checkpoint.position;
        Progress { thing: "line", count: lines, bytes: Some((bytes, self.checkpoint.of.length())) }
    }

    /// Notes a batch, once all before it are noted.
    pub(super) fn settle(&mut self, settled: Settled) -> Result<(), ImportError> {
        self.early.insert(settled.number, settled);
        let before = self.settled;
        while let Some(Settled { end, tally, refused, .. }) = self.early.remove(&self.settled) {
            let report = |error| ImportError::Report(Report::path(&self.file), error);
            self.report.add(&refused).map_err(report)?;
            self.checkpoint.tally.add(tally);
            self.checkpoint.position = end;
            self.settled += 1;
        }
        if self.settled > before {
            // The report first: what it has beyond what is noted, the next import drops.
            self.checkpoint.report = self.report.length();
            self.checkpoint.keep(&self.file)?;
        }
        Ok(())
    }

    /// Comes to a place behind which there are no rows.
    pub(super) fn reach(&mut self, end: Position) -> Result<(), ImportError> {
        self.checkpoint.position = end;
        self.report.begin().map_err(|error| ImportError::Report(Report::path(&self.file), error))
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.created += other.created;
        self.exist += other.exist;
        self.refused += other.refused;
    }
}
