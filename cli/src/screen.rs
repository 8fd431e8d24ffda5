//! What the operator sees: a bar on a terminal, and otherwise a line now and then.

use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

use tokio::time::Instant;

use crate::words::{counted, grouped, lasting};

/// How often a bar moves.
const ON_A_TERMINAL: Duration = Duration::from_millis(200);
/// How often a line is written elsewhere, such as to a log.
const ELSEWHERE: Duration = Duration::from_secs(15);
/// Characters of a bar.
const BAR: usize = 24;

/// Where progress is shown.
pub struct Screen {
    out: Box<dyn Write>,
    is_terminal: bool,
    due: Instant,
    begun: Instant,
    /// What was there when this run began, which its rate does not count.
    begun_with: Option<Progress>,
}

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is counted, such as `line`.
    pub thing: &'static str,
    /// How many of them.
    pub count: u64,
    /// Bytes that are done, of all, where it is known.
    pub bytes: Option<(u64, u64)>,
}

impl Screen {
    /// Standard error.
    #[must_use]
    pub fn standard() -> Self {
        Self::of(Box::new(io::stderr()), io::stderr().is_terminal())
    }

    /// Another place, for tests.
    #[must_use]
    pub fn of(out: Box<dyn Write>, is_terminal: bool) -> Self {
        let now = Instant::now();
        Self { out, is_terminal, due: now, begun: now, begun_with: None }
    }

    /// When to show progress again.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.due
    }

    /// Begins to measure the rate.
    pub fn begin(&mut self, with: Progress) {
        self.begun = Instant::now();
        self.begun_with = Some(with);
        self.due = self.begun + self.pace();
    }

    /// Shows how far it has come, and what is in the way.
    pub fn show(&mut self, progress: Progress, trouble: Option<&str>) {
        let elapsed = self.begun.elapsed();
        self.due = Instant::now() + self.pace();
        let before = self.begun_with.unwrap_or(Progress { count: 0, bytes: None, ..progress });
        let text = match trouble {
            Some(trouble) => format!("Waiting: {}", first_line(trouble)),
            None => text(progress, before, elapsed),
        };
        // A screen that is gone is no reason to stop.
        let _gone = if self.is_terminal {
            let bar = progress.bytes.map(|(done, all)| bar(done, all)).unwrap_or_default();
            write!(self.out, "\r\x1b[2K{bar}{text}").and_then(|()| self.out.flush())
        } else {
            writeln!(self.out, "{text}.")
        };
    }

    fn pace(&self) -> Duration {
        if self.is_terminal { ON_A_TERMINAL } else { ELSEWHERE }
    }

    /// Says something to stay, in the place of the bar.
    pub fn say(&mut self, sentence: &str) {
        let clear = if self.is_terminal { "\r\x1b[2K" } else { "" };
        let _gone = writeln!(self.out, "{clear}{sentence}");
    }
}

/// "41 %, 412,600 lines, 1,020 a second, 10 min left".
fn text(now: Progress, before: Progress, elapsed: Duration) -> String {
    let mut parts = Vec::new();
    parts.extend(now.bytes.map(|(done, all)| format!("{} %", percent(done, all))));
    parts.push(counted(now.count, now.thing));
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    // Before that, it is a guess.
    if millis >= 1000 {
        parts.push(format!("{} a second", grouped((now.count - before.count) * 1000 / millis)));
        let (done, all) = now.bytes.unwrap_or_default();
        let fresh = done.saturating_sub(before.bytes.map_or(0, |(done, _)| done));
        if let Some(left) = (all.saturating_sub(done) * millis).checked_div(fresh) {
            parts.push(format!("{} left", lasting(Duration::from_millis(left))));
        }
    }
    parts.join(", ")
}

fn bar(done: u64, all: u64) -> String {
    let filled = usize::try_from(done * BAR as u64 / all.max(1)).unwrap_or(BAR).min(BAR);
    format!("[{}{}] ", "#".repeat(filled), "-".repeat(BAR - filled))
}

fn percent(done: u64, all: u64) -> u64 {
    done * 100 / all.max(1)
}

/// As much of a text as fits one line.
fn first_line(text: &str) -> String {
    const LIMIT: usize = 90;
    text.lines().next().unwrap_or_default().chars().take(LIMIT).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Progress, bar, text};

    fn lines(count: u64, done: u64) -> Progress {
        Progress { thing: "line", count, bytes: Some((done, 1000)) }
    }

    #[test]
    fn progress_has_a_rate_and_a_time_left() {
        let shown = text(lines(4126, 410), lines(0, 0), Duration::from_secs(41));
        assert_eq!(shown, "41 %, 4,126 lines, 100 a second, 59 s left");
    }

    #[test]
    fn a_rate_is_that_of_this_run() {
        let shown = text(lines(4126, 500), lines(4026, 400), Duration::from_secs(10));
        assert_eq!(shown, "50 %, 4,126 lines, 10 a second, 50 s left");
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        assert_eq!(text(lines(1, 0), lines(0, 0), Duration::ZERO), "0 %, 1 line");
        assert_eq!(
            text(lines(0, 0), lines(0, 0), Duration::from_secs(5)),
            "0 %, 0 lines, 0 a second"
        );
        let export = |count| Progress { thing: "customer", count, bytes: None };
        let shown = text(export(2000), export(0), Duration::from_secs(1));
        assert_eq!(shown, "2,000 customers, 2,000 a second");
    }

    #[test]
    fn a_bar_fills() {
        assert_eq!(bar(0, 0), format!("[{}] ", "-".repeat(24)));
        assert_eq!(bar(500, 1000), format!("[{}{}] ", "#".repeat(12), "-".repeat(12)));
        assert_eq!(bar(2000, 1000), format!("[{}] ", "#".repeat(24)));
    }
}
