//! Budgets: how often a thing may be done in a quarter hour and in a UTC day.

use super::timestamp::Timestamp;

/// Which of an address's mail budgets a sign-in is charged to, so that who can use one cannot
/// empty another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Anybody's.
    Public,
    /// Calls with a merchant's token.
    Merchant,
    /// Browsers that signed in to this very login before.
    Device,
}

/// How often, per quarter hour of the clock and per UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// In one quarter hour.
    pub per_quarter_hour: u32,
    /// In one UTC day.
    pub per_day: u32,
}

impl Limit {
    /// No limit, for the local stack.
    pub const NONE: Self = Self { per_quarter_hour: u32::MAX, per_day: u32::MAX };
}

/// What of a day's budget has been spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// In the current quarter hour.
    pub this_quarter_hour: u32,
    /// In the current UTC day.
    pub this_day: u32,
}

/// A budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted {
    /// Seconds until there is some again.
    pub retry_after: u32,
}

impl Spent {
    /// Whether there is some left, and if not, how long to wait.
    ///
    /// # Errors
    /// [`Exhausted`] where one more would be over the limit.
    pub fn check(self, limit: Limit, now: Timestamp) -> Result<(), Exhausted> {
        if self.this_day >= limit.per_day {
            return Err(Exhausted { retry_after: now.seconds_to_next_day() });
        }
        if self.this_quarter_hour >= limit.per_quarter_hour {
            return Err(Exhausted { retry_after: now.seconds_to_next_quarter_hour() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Exhausted, Limit, Spent};
    use crate::domain::timestamp::Timestamp;

    const LIMIT: Limit = Limit { per_quarter_hour: 3, per_day: 7 };

    #[test]
    fn what_is_used_up_says_when_there_is_more() {
        let now = Timestamp::from_unix_seconds(100);
        let check =
            |this_quarter_hour, this_day| Spent { this_quarter_hour, this_day }.check(LIMIT, now);
        assert_eq!(check(2, 6), Ok(()));
        assert_eq!(check(3, 6), Err(Exhausted { retry_after: 800 }));
        assert_eq!(check(0, 7), Err(Exhausted { retry_after: 86_300 }));
    }
}
