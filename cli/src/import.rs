//! Moving customers in: batches of rows, several at once, and settled in the file's order.

mod batch;
mod ledger;

use std::{fmt, future::Future, io, path::PathBuf, pin::pin};

use futures_util::{StreamExt, stream::FuturesUnordered};
use serde::{Deserialize, Serialize};
use tokio::time::sleep_until;

use self::{batch::Batch, ledger::Ledger};
pub use crate::input::InputError;
use crate::{
    admin::{Admin, AdminError},
    arguments,
    checkpoint::{Checkpoint, Identity},
    input::{self, Input},
    report::Report,
    screen::Screen,
    words::{grouped, said},
};

/// Rows of a call: what the function takes at most.
pub const ROWS_AT_ONCE: usize = 200;
/// Bytes of JSON after which a call takes no more: with the largest row on top, it stays below
/// Lambda's 6 MB.
const ENOUGH: u64 = 512 * 1024;
/// Bytes of the largest row's JSON.
const LARGEST: u64 = 5 * 1024 * 1024;
/// Batches that may wait for one that was read earlier, for each worker.
const AHEAD: u64 = 4;

/// What has become of lines so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// They became customers.
    pub created: u64,
    /// Their external id was a customer's already.
    pub exist: u64,
    /// They are in the report.
    pub refused: u64,
}

/// "9 created, 1 there already, 0 refused".
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { created, exist, refused } = *self;
        write!(f, "{} created, {} there already", grouped(created), grouped(exist))?;
        write!(f, ", {} refused", grouped(refused))
    }
}

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All lines are settled.
    Done(Tally),
    /// It was stopped, and goes on from there with the next call.
    Stopped(Tally),
}

/// Why an import cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// What was noted is of another file, or for another organization.
    #[error(
        "{} was noted by an import of another file, of this one before it was changed, in another \
         format, or into another organization. To begin anew, add --restart.",
        .0.display()
    )]
    AnotherImport(PathBuf),
    /// What was noted cannot be read.
    #[error(
        "{} does not say how far the last import came: {}. To begin anew, which does no harm, add \
         --restart.",
        .0.display(), .1
    )]
    NoteUnreadable(PathBuf, String),
    /// What was reported is gone.
    #[error(
        "The report {} is gone, or shorter than the last import left it. To begin anew, which does \
         no harm and reports all refused lines again, add --restart.",
        .0.display()
    )]
    ReportGone(PathBuf),
    /// The progress cannot be noted.
    #[error("The progress cannot be kept in {}: {}.", .0.display(), said(.1))]
    Note(PathBuf, io::Error),
    /// The report cannot be written.
    #[error("The report {} cannot be written: {}.", .0.display(), said(.1))]
    Report(PathBuf, io::Error),
    /// The function did not do it.
    #[error("Lines {first} to {last} could not all be imported. {error}")]
    Call {
        /// The first of the lines that it was to import.
        first: u64,
        /// The last.
        last: u64,
        /// Why.
        error: AdminError,
    },
}

/// Imports a file, from where the last import of it was cut short, until it is done or `stop` ends.
///
/// # Errors
/// [`ImportError`]: a sentence for the operator. What was settled before is noted.
pub async fn import(
    wanted: &arguments::Import,
    rows_at_once: usize,
    admin: &Admin,
    screen: &mut Screen,
    stop: impl Future<Output = ()>,
) -> Result<Ended, ImportError> {
    let mut import = Import::open(wanted, rows_at_once, admin, screen)?;
    let mut stop = pin!(stop);
    let mut under_way = FuturesUnordered::new();
    let mut is_stopped = false;
    screen.begin(import.ledger.progress());
    loop {
        while !is_stopped && under_way.len() < wanted.workers && import.has_room() {
            match import.next_batch()? {
                Some(batch) => under_way.push(batch.settle(admin, wanted.target.organization)),
                None => break,
            }
        }
        tokio::select! {
            settled = under_way.next() => match settled {
                Some(settled) => import.ledger.settle(settled?)?,
                None => break,
            },
            () = sleep_until(screen.due()) => {
                screen.show(import.ledger.progress(), admin.trouble().as_deref());
            }
            () = &mut stop, if !is_stopped => {
                is_stopped = true;
                screen.say("Stopping: what is under way is finished first.");
            }
        }
    }
    import.end(screen)
}

/// An import under way.
struct Import {
    file: PathBuf,
    input: Input,
    rows_at_once: usize,
    /// Batches that may be read and not settled.
    ahead: u64,
    ledger: Ledger,
    /// Batches that were read.
    read: u64,
    is_at_end: bool,
}

impl Import {
    fn open(
        wanted: &arguments::Import,
        rows_at_once: usize,
        admin: &Admin,
        screen: &mut Screen,
    ) -> Result<Self, ImportError> {
        let file = wanted.file.clone();
        let into = format!("organization {}, {admin}", wanted.target.organization);
        // Its reader keeps it open and locked until the end.
        let opened = input::open(&file)?;
        let identity = Identity::of(&opened, wanted.format, into).map_err(InputError::from)?;
        if wanted.restart {
            Checkpoint::forget(&file)?;
        }
        let found = Checkpoint::find(&file, &identity)?;
        let checkpoint = found.unwrap_or_else(|| Checkpoint::start(identity));
        let input = Input::of(opened, wanted.format, checkpoint.position)?;
        if checkpoint.position.lines > 0 {
            let lines = grouped(checkpoint.position.lines);
            screen.say(&format!("Going on behind line {lines}, where the last import stopped."));
        }
        if !input.ignored().is_empty() {
            screen.say(&format!("Columns that are ignored: {}.", input.ignored().join(", ")));
        }
        let report = Report::open(&file, checkpoint.report);
        let report = report.map_err(|error| ImportError::Report(Report::path(&file), error))?;
        let report = report.ok_or_else(|| ImportError::ReportGone(Report::path(&file)))?;
        let ahead = AHEAD * u64::try_from(wanted.workers).unwrap_or(1);
        let ledger = Ledger::new(file.clone(), checkpoint, report);
        Ok(Self { file, input, rows_at_once, ahead, ledger, read: 0, is_at_end: false })
    }

    /// Whether another batch may be read before the oldest one is settled.
    fn has_room(&self) -> bool {
        self.read - self.ledger.settled() < self.ahead
    }

    fn next_batch(&mut self) -> Result<Option<Batch>, ImportError> {
        let batch = Batch::read(&mut self.input, self.read, self.rows_at_once);
        let batch = batch.map_err(InputError::from)?;
        match &batch {
            Some(_) => self.read += 1,
            // Nor had an import that this one goes on with.
            None if self.read == 0 && self.ledger.tally() == Tally::default() => {
                return Err(InputError::NoCustomer.into());
            }
            None => self.is_at_end = true,
        }
        Ok(batch)
    }

    fn end(mut self, screen: &mut Screen) -> Result<Ended, ImportError> {
        let tally = self.ledger.tally();
        if !self.is_at_end {
            return Ok(Ended::Stopped(tally));
        }
        self.ledger.reach(self.input.position())?;
        screen.show(self.ledger.progress(), None);
        Checkpoint::forget(&self.file)?;
        Ok(Ended::Done(tally))
    }
}
