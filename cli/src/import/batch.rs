//! Some rows of a file, which one call takes.

use std::io::{self, Write};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{ENOUGH, ImportError, LARGEST, Tally};
use crate::{
    admin::{Admin, AdminError},
    input::{Input, Position, Row},
    report::{Fault, Refused},
};

/// What is wrong with a row that no call takes.
const TOO_LARGE: &str = "This is larger than 5 MB, written as JSON.";

/// Some rows that follow one another, and where they end.
pub(super) struct Batch {
    number: u64,
    rows: Vec<Row>,
    end: Position,
}

/// What became of a batch.
pub(super) struct Settled {
    pub(super) number: u64,
    pub(super) end: Position,
    pub(super) tally: Tally,
    pub(super) refused: Vec<Refused>,
}

/// What the function says of rows.
#[derive(Deserialize)]
struct Answer {
    results: Vec<Told>,
}

/// What it says of one.
#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Told {
    Created {},
    Exists {},
    Refused { faults: Vec<Fault> },
    Postponed,
}

impl Batch {
    /// As many rows as a call takes, by their number or their size; none at the end of the file.
    pub(super) fn read(input: &mut Input, number: u64, most: usize) -> io::Result<Option<Self>> {
        let mut rows = Vec::new();
        let mut bytes = 0;
        while rows.len() < most && bytes < ENOUGH {
            let before = input.position();
            let Some(mut row) = input.next()? else { break };
            let mut size = row.customer.as_ref().map_or(0, size);
            if size > LARGEST {
                row.customer = Err(TOO_LARGE.to_owned());
                size = 0;
            }
            // A row that says nothing is held in memory all the same.
            bytes += size.max(input.position().bytes.saturating_sub(before.bytes));
            rows.push(row);
        }
        Ok((!rows.is_empty()).then(|| Self { number, rows, end: input.position() }))
    }

    /// Has the function import it, again and again what the table is too busy for.
    pub(super) async fn settle(
        self,
        admin: &Admin,
        organization: Uuid,
    ) -> Result<Settled, ImportError> {
        let Self { number, rows, end } = self;
        let first = rows.first().map_or(0, |row| row.line);
        let mut delivery =
            Delivery { admin, organization, tally: Tally::default(), refused: vec![] };
        match delivery.deliver(rows).await {
            Ok(()) => Ok(delivery.settled(number, end)),
            Err(error) => Err(ImportError::Call { first, last: end.lines, error }),
        }
    }
}

/// Bytes of a customer in a call, where a character may be six and a column's name is in each row.
fn size(customer: &Value) -> u64 {
    let mut size = Size(0);
    // It writes nowhere, so it does not fail.
    let _counted = serde_json::to_writer(&mut size, customer);
    size.0
}

/// Counts what is written to it.
struct Size(u64);

impl Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A batch under way.
struct Delivery<'a> {
    admin: &'a Admin,
    organization: Uuid,
    tally: Tally,
    refused: Vec<Refused>,
}

impl Delivery<'_> {
    async fn deliver(&mut self, rows: Vec<Row>) -> Result<(), AdminError> {
        let mut waiting = Vec::new();
        for Row { line, text, customer } in rows {
            match customer {
                Ok(customer) => waiting.push((line, text, customer)),
                Err(message) => self.refuse(line, text, vec![Fault::of_line(message)]),
            }
        }
        let patience = self.admin.patience();
        let (mut progressed, mut wait) = (Instant::now(), patience.first_wait);
        while !waiting.is_empty() {
            let sent = waiting.len();
            waiting = self.send(waiting).await?;
            if waiting.len() < sent {
                (progressed, wait) = (Instant::now(), patience.first_wait);
            } else if progressed.elapsed() > patience.after_an_answer {
                return Err(AdminError::TooBusy);
            }
            if !waiting.is_empty() {
                self.admin.set_trouble(Some("The table is busy".to_owned()));
                sleep(wait).await;
                wait = patience.longest_wait.min(wait * 2);
            }
        }
        Ok(())
    }

    /// Sends rows once, and gives those that are to be sent again.
    async fn send(
        &mut self,
        rows: Vec<(u64, String, Value)>,
    ) -> Result<Vec<(u64, String, Value)>, AdminError> {
        let customers: Vec<_> = rows.iter().map(|(_, _, customer)| customer).collect();
        let operation = json!({
            "operation": "import_customers", "organization_id": self.organization,
            "customers": customers,
        });
        let Answer { results } = self.admin.call(&operation).await?;
        if results.len() != rows.len() {
            return Err(AdminError::NotUnderstood);
        }
        let mut postponed = Vec::new();
        for (row, told) in rows.into_iter().zip(results) {
            match told {
                Told::Created {} => self.tally.created += 1,
                Told::Exists {} => self.tally.exist += 1,
                Told::Refused { faults } => self.refuse(row.0, row.1, faults),
                Told::Postponed => postponed.push(row),
            }
        }
        Ok(postponed)
    }

    fn refuse(&mut self, line: u64, text: String, faults: Vec<Fault>) {
        self.tally.refused += 1;
        self.refused.push(Refused { line, faults, text });
    }

    fn settled(mut self, number: u64, end: Position) -> Settled {
        self.refused.sort_by_key(|refused| refused.line);
        Settled { number, end, tally: self.tally, refused: self.refused }
    }
}
