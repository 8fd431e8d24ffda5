//! Stands in for SES: keeps what is sent, shows it to people and programs, and fails on demand.

mod page;
mod routes;
mod ses;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::StatusCode;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;

pub use self::routes::serve;
use crate::clock::Clock;

/// A mail as it was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// What SES answers with as `MessageId`.
    pub id: String,
    /// The address; of several recipients all, joined by `, `.
    pub to: String,
    /// The sender.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The plain text, if there is one.
    pub text: Option<String>,
    /// The HTML, if there is one.
    pub html: Option<String>,
    /// The headers the sender added, by name.
    pub headers: BTreeMap<String, String>,
    /// Where replies go.
    pub reply_to: Vec<String>,
    /// SES's tags for its statistics, by name.
    pub tags: BTreeMap<String, String>,
    /// The name of SES's configuration set, if one was named.
    pub configuration_set: Option<String>,
    /// When it was handed over: RFC 3339, UTC, to the millisecond.
    pub received_at: String,
}

/// A mail that was handed over, delivered or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The mail. Its `id` is among the messages only when it was delivered.
    #[serde(flatten)]
    pub message: Message,
    /// The HTTP status of the answer: 200 when it was delivered.
    pub status: u16,
}

/// All mails of a local stack. Clones share them.
#[derive(Clone)]
pub struct Mailbox {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The newest first.
    messages: VecDeque<Message>,
    attempts: VecDeque<Attempt>,
    handed_over: u64,
    faults: Option<Faults>,
}

struct Faults {
    left: u32,
    status: StatusCode,
}

impl Mailbox {
    /// An empty mailbox.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, state: Arc::default() }
    }

    /// All mails delivered, the newest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.state().messages.iter().cloned().collect()
    }

    /// All mails handed over, those that were not delivered too, the newest first.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        self.state().attempts.iter().cloned().collect()
    }

    /// Answers the next `count` sends with `status` instead of delivering them. This replaces an
    /// earlier order.
    pub fn fail_next(&self, count: u32, status: StatusCode) {
        self.state().faults = Some(Faults { left: count, status });
    }

    /// Forgets all messages and attempts.
    pub fn clear(&self) {
        let mut state = self.state();
        state.messages.clear();
        state.attempts.clear();
    }

    /// Delivers a mail, or answers with the status of a fault that was ordered. The mail's id and
    /// time are set here.
    fn hand_over(&self, mut message: Message) -> Result<String, StatusCode> {
        let now = (self.clock)().truncate_to_millisecond();
        message.received_at = now.format(&Rfc3339).unwrap_or_default();
        let mut state = self.state();
        state.handed_over += 1;
        // With the time in it, the page never takes a mail for one of the mailbox that ran before.
        message.id = format!("{}-{:06}", now.unix_timestamp(), state.handed_over);

        let fault = state.next_fault();
        let status = fault.unwrap_or(StatusCode::OK).as_u16();
        state.attempts.push_front(Attempt { message: message.clone(), status });
        if let Some(status) = fault {
            return Err(status);
        }
        let id = message.id.clone();
        state.messages.push_front(message);
        Ok(id)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next_fault(&mut self) -> Option<StatusCode> {
        let faults = self.faults.as_mut().filter(|faults| faults.left > 0)?;
        faults.left -= 1;
        Some(faults.status)
    }
}

#[cfg(test)]
mod tests;
