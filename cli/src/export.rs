//! Moving customers out: page by page, in the form that an import takes.

mod table;
mod writer;

use std::{fmt, future::Future, io, pin::pin};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::sleep_until;
use uuid::Uuid;

use self::writer::Writer;
use crate::{
    admin::{Admin, AdminError},
    arguments,
    input::LONGEST,
    screen::{Progress, Screen},
    words::{counted, said},
};

/// A customer, as the function shows it.
type Customer = Map<String, Value>;

/// The fields of a member that an import reads.
const MEMBER_FIELDS: [&str; 5] = ["email", "name", "external_id", "role", "created_at"];
/// Members of the largest team that an import takes.
const MOST_MEMBERS: u64 = 10_000;

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Customers.
    pub customers: u64,
    /// Those of them that have no external id, which an import refuses.
    pub nameless: u64,
    /// Members of teams.
    pub members: u64,
    /// Teams that are larger than an import takes.
    pub large: u64,
}

/// "Exported 12 customers and 3 members of teams".
impl fmt::Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let customers = counted(self.customers, "customer");
        let members = counted(self.members, "member");
        write!(f, "Exported {customers} and {members} of teams")
    }
}

/// How an export ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All customers are written.
    Done(Exported),
    /// It was stopped, and left nothing behind.
    Stopped,
}

/// Why an export cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The function did not do it.
    #[error("The customers could not be exported. {0}")]
    Call(#[from] AdminError),
    /// It cannot be written.
    #[error("The export cannot be written: {}.", said(.0))]
    Unwritable(#[from] io::Error),
}

/// Exports all customers, until it is done or `stop` ends.
///
/// # Errors
/// [`ExportError`]: a sentence for the operator. What was written until then is removed.
pub async fn export(
    wanted: &arguments::Export,
    admin: &Admin,
    screen: &mut Screen,
    stop: impl Future<Output = ()>,
) -> Result<Ended, ExportError> {
    let mut stop = pin!(stop);
    let mut writer = Writer::open(wanted.output.as_deref(), wanted.format)?;
    let mut export = Export { admin, screen, writer: &mut writer, exported: Exported::default() };
    let done = tokio::select! {
        done = export.run(wanted.target.organization) => Some(done),
        () = &mut stop => None,
    };
    let exported = export.exported;
    match done {
        Some(Ok(())) => tokio::select! {
            finished = writer.finish() => Ok(finished.map(|()| Ended::Done(exported))?),
            // Its drafts go with the writer.
            () = stop => Ok(Ended::Stopped),
        },
        Some(Err(error)) => Err(error),
        None => {
            writer.discard()?;
            Ok(Ended::Stopped)
        }
    }
}

/// An export under way.
struct Export<'a> {
    admin: &'a Admin,
    screen: &'a mut Screen,
    writer: &'a mut Writer,
    exported: Exported,
}

/// A page, as the function gives it.
#[derive(Deserialize)]
struct Page {
    items: Vec<Customer>,
    next: Option<String>,
}

impl Export<'_> {
    async fn run(&mut self, organization: Uuid) -> Result<(), ExportError> {
        self.screen.begin(self.progress());
        let mut after = None;
        // The last customer of a page may go on on the next one.
        let mut last: Option<Customer> = None;
        loop {
            let page = self.page(organization, after).await?;
            for customer in page.items {
                match &mut last {
                    Some(last) if last.get("id") == customer.get("id") => join(last, customer),
                    _ => self.write(last.replace(customer))?,
                }
            }
            after = page.next;
            if after.is_none() {
                return self.write(last);
            }
        }
    }

    async fn page(
        &mut self,
        organization: Uuid,
        after: Option<String>,
    ) -> Result<Page, ExportError> {
        let operation = json!({
            "operation": "export_customers", "organization_id": organization, "after": after,
        });
        let mut call = pin!(self.admin.call(&operation));
        loop {
            // Not sooner than it is due: pages come faster than anybody reads.
            tokio::select! {
                page = &mut call => return Ok(page?),
                () = sleep_until(self.screen.due()) => {
                    self.screen.show(self.progress(), self.admin.trouble().as_deref());
                }
            }
        }
    }

    fn write(&mut self, customer: Option<Customer>) -> Result<(), ExportError> {
        let Some(mut customer) = customer else { return Ok(()) };
        let members =
            customer.get_mut("members").and_then(Value::as_array_mut).map_or(0, |it| slim(it));
        let bytes = self.writer.add(&customer)?;
        self.exported.customers += 1;
        self.exported.members += members;
        self.exported.nameless += u64::from(customer.get("external_id").is_none_or(Value::is_null));
        self.exported.large += u64::from(bytes > LONGEST || members > MOST_MEMBERS);
        Ok(())
    }

    fn progress(&self) -> Progress {
        Progress { thing: "customer", count: self.exported.customers, bytes: None }
    }
}

/// Leaves of members what an import reads, so that a large team is a line that it takes; says how
/// many they are.
fn slim(members: &mut [Value]) -> u64 {
    for member in members.iter_mut().filter_map(Value::as_object_mut) {
        member.retain(|field, value| MEMBER_FIELDS.contains(&&**field) && !value.is_null());
    }
    members.len() as u64
}

/// Adds the members of a team that goes on.
fn join(team: &mut Customer, more: Customer) {
    let members = more.into_iter().find(|(field, _)| field == "members");
    if let Some(Value::Array(known)) = team.get_mut("members")
        && let Some((_, Value::Array(members))) = members
    {
        known.extend(members);
    }
}
