//! Numbers, times and errors as people read them.

use std::{fmt::Display, time::Duration};

/// 1234567 is 1,234,567.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 customer", "2,000 customers".
#[must_use]
pub fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", grouped(number))
}

/// A time that is left, no more exact than it is known.
#[must_use]
pub fn lasting(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=89 => format!("{seconds} s"),
        seconds @ 90..=5399 => format!("{} min", (seconds + 30) / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// What an error says, without the number that the system has for it.
#[must_use]
pub fn said(error: &(impl Display + ?Sized)) -> String {
    let mut text = error.to_string();
    if let Some(number) = text.find(" (os error ") {
        text.truncate(number);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{counted, grouped, lasting};

    #[test]
    fn numbers_have_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(
            (counted(1, "line"), counted(2000, "line")),
            ("1 line".into(), "2,000 lines".into())
        );
    }

    #[test]
    fn times_are_rounded_as_they_get_long() {
        for (seconds, text) in
            [(0, "0 s"), (89, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "1 h 30 min")]
        {
            assert_eq!(lasting(Duration::from_secs(seconds)), text);
        }
    }
}
