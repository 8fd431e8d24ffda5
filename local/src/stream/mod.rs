//! The table's stream, read and handed to a function as Lambda's event source mapping does it.
//!
//! Records keep their order: while a batch fails, what is behind it waits. A batch that fails as a
//! whole is split in two where the template says so, without that counting as a try; one whose
//! answer names failed records goes on at the first of them. What has been tried too often, or is
//! too old, is given up into [`Pump::dead_letters`], and with it, as at Lambda, everything that is
//! left of its batch.

mod batch;
mod checkpoint;
mod drive;
mod filter;
mod pump;
mod reader;

use dynoxide::DynoxideError;

pub use self::batch::{DeadLetter, Reason};
pub use self::checkpoint::Start;
pub use self::filter::FilterError;
pub use self::pump::{Pump, Step};

/// Why the stream cannot be read any further.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// The template's filter is not one the local stack can apply.
    #[error("cannot apply the stream's filter")]
    Filter(#[from] FilterError),
    /// The database refused to read.
    #[error("cannot read the stream")]
    Read(#[source] Box<DynoxideError>),
    /// The table has no stream, or one of several shards.
    #[error("the table {0} has no stream of one shard")]
    NoStream(String),
    /// The database refused to keep the place.
    #[error("cannot keep the place in the stream")]
    Checkpoint(#[source] Box<DynoxideError>),
    /// A record or a request has not the shape that Lambda's events have.
    #[error("cannot make an event of the stream's records")]
    Event(#[from] serde_json::Error),
    /// [`Pump::drain`] has tried this often in a row, and nothing was delivered.
    #[error("the same records have failed {0} times in a row")]
    Stuck(u32),
}

#[cfg(test)]
mod tests;
