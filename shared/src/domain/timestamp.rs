//! Points in time, to the millisecond, in UTC.

use std::fmt;

use serde::{Serialize, Serializer};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const MILLIS: i64 = 1000;
const QUARTER_HOUR: i64 = 15 * 60;
const DAY: i64 = 24 * 60 * 60;
/// The last millisecond of the year 9999, beyond which RFC 3339 has no way to write a time.
const LATEST: i64 = 253_402_300_799_999;

/// A point in time: milliseconds since the Unix epoch, never before it nor after the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time this many milliseconds after the epoch, moved into the range of the type.
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Self {
        Self(millis.clamp(0, LATEST))
    }

    /// The time this many seconds after the epoch, moved into the range of the type.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self::from_unix_millis(seconds.saturating_mul(MILLIS))
    }

    /// Reads RFC 3339; what is smaller than a millisecond is dropped.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] where the text has not its form, or is before the epoch.
    pub fn parse(text: &str) -> Result<Self, InvalidTimestamp> {
        let time = OffsetDateTime::parse(text.trim(), &Rfc3339).map_err(|_| InvalidTimestamp)?;
        let millis = i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000));
        match millis {
            Ok(millis @ 0..=LATEST) => Ok(Self(millis)),
            _ => Err(InvalidTimestamp),
        }
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0 / MILLIS
    }

    /// The whole second at which something begun now with this life ends.
    ///
    /// `DynamoDB` keeps expiry in whole seconds, so a life is never longer than promised and at
    /// most a second shorter. A thing is live while `now < expiry`.
    #[must_use]
    pub fn expiry_after(self, seconds: u32) -> Self {
        Self::from_unix_seconds(self.unix_seconds() + i64::from(seconds))
    }

    /// The time this many seconds earlier, at the earliest the epoch.
    #[must_use]
    pub fn minus_seconds(self, seconds: u32) -> Self {
        Self::from_unix_millis(self.0 - i64::from(seconds) * MILLIS)
    }

    /// Whole seconds since an earlier time, rounded down.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(MILLIS)
    }

    /// The UTC day, counted from the epoch.
    #[must_use]
    pub fn day(self) -> i64 {
        self.unix_seconds() / DAY
    }

    /// The quarter hour of the UTC day, 0 to 95.
    #[must_use]
    pub fn quarter_hour(self) -> i64 {
        self.unix_seconds() % DAY / QUARTER_HOUR
    }

    /// Seconds until the next quarter hour begins, 1 to 900.
    #[must_use]
    pub fn seconds_to_next_quarter_hour(self) -> u32 {
        remaining(self.unix_seconds(), QUARTER_HOUR)
    }

    /// Seconds until the next UTC day begins, 1 to 86,400.
    #[must_use]
    pub fn seconds_to_next_day(self) -> u32 {
        remaining(self.unix_seconds(), DAY)
    }
}

/// A text is no time that is kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This must be a time from 1970 on, with its offset, such as 2024-05-31T12:00:00Z.")]
pub struct InvalidTimestamp;

fn remaining(seconds: i64, period: i64) -> u32 {
    u32::try_from(period - seconds % period).unwrap_or(u32::MAX)
}

/// RFC 3339 with `Z` and at most milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .map_err(|_| fmt::Error)?;
        f.write_str(&time.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidTimestamp, Timestamp};

    #[test]
    fn is_written_as_rfc_3339_in_utc() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (1_795_219_200_000, "2026-11-21T00:00:00Z"),
            (1_795_219_200_250, "2026-11-21T00:00:00.25Z"),
            (i64::MAX, "9999-12-31T23:59:59.999Z"),
            (i64::MIN, "1970-01-01T00:00:00Z"),
        ];
        for (millis, text) in cases {
            assert_eq!(Timestamp::from_unix_millis(millis).to_string(), text);
        }
    }

    #[test]
    fn rfc_3339_is_read_to_the_millisecond() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-21T00:00:00.25Z", 1_795_219_200_250),
            (" 2026-11-21T01:00:00.2509+01:00 ", 1_795_219_200_250),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(Timestamp::parse(text), Ok(Timestamp::from_unix_millis(millis)), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T00:00:00",
            "1969-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59-01:00",
            "2026-02-30T00:00:00Z",
            "1795219200",
        ] {
            assert_eq!(Timestamp::parse(text), Err(InvalidTimestamp), "{text}");
        }
    }

    #[test]
    fn a_life_is_never_longer_than_promised() {
        let begun = Timestamp::from_unix_millis(100_900);
        assert_eq!(begun.expiry_after(900), Timestamp::from_unix_seconds(1000));
    }

    #[test]
    fn quarter_hours_and_days_end_on_the_clock() {
        let last = Timestamp::from_unix_seconds(86_399);
        assert_eq!((last.day(), last.quarter_hour()), (0, 95));
        assert_eq!((last.seconds_to_next_day(), last.seconds_to_next_quarter_hour()), (1, 1));
        let first = Timestamp::from_unix_seconds(86_400);
        assert_eq!((first.day(), first.quarter_hour()), (1, 0));
        assert_eq!(first.seconds_to_next_day(), 86_400);
        assert_eq!(first.seconds_to_next_quarter_hour(), 900);
    }
}
