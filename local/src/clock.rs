//! Where the parts of the local stack get the time from.

use std::sync::Arc;

use time::OffsetDateTime;

/// Answers with the time now. A test passes one that it can set.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// The clock of this machine, for the binary.
#[must_use]
pub fn system() -> Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of the local stack that reads the time; everything else is handed this clock"
    )]
    Arc::new(OffsetDateTime::now_utc)
}
