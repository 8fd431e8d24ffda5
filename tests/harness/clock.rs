//! A clock that stands still until a test moves it, for the functions and the database alike.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use shared::{app::Clock, domain::timestamp::Timestamp};

/// 2026-11-21 12:00:00 UTC, the first second of a quarter hour, in milliseconds.
const START: i64 = 1_795_262_400_000;

/// A clock that a test moves. Clones show the same time.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }
}

impl TestClock {
    /// Moves on by this many seconds.
    pub fn advance(&self, seconds: i64) {
        self.advance_millis(seconds * 1000);
    }

    /// Moves on by this many milliseconds.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Milliseconds since the epoch.
    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// The same clock, as the local stack's parts take it.
    pub fn for_local(&self) -> local::clock::Clock {
        let clock = self.clone();
        Arc::new(move || {
            let nanos = i128::from(clock.millis()) * 1_000_000;
            time::OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap()
        })
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.millis())
    }
}

impl dynoxide::storage_backend::Clock for TestClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.millis() / 1000).unwrap()
    }

    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century fit a double")]
    fn now_unix_secs_f64(&self) -> f64 {
        self.millis() as f64 / 1000.0
    }
}
