//! Importing customers: rows that are sound become customers, once each, and the others are told
//! what is wrong with them.

use std::{collections::HashSet, time::Duration};

use serde::Serialize;
use shared::{
    app::App,
    domain::id::CustomerId,
    store::{Imported, Newcomer},
};

use crate::{AdminError, Done, ImportCustomers, fields::Fault, row::Row};

/// Rows of one call.
pub(crate) const MOST_ROWS: usize = 200;
/// How long a call asks a busy table: with room below the function's 60 s for what it began last.
const PATIENCE: Duration = Duration::from_secs(45);

const WITHOUT: &str = "The team is there, but without the members of these external ids, which are \
                       others' by now. Add them over the API:";
const BEING_DELETED: &str = "A customer with this external id is being deleted, or was while this was \
                             imported. Delete it again, which finishes that, and then import this.";

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ImportedRow {
    /// A customer was made of it.
    Created {
        /// The customer.
        id: CustomerId,
    },
    /// There is a customer with its external id, which stays as it is.
    Exists {
        /// The customer.
        id: CustomerId,
    },
    /// It is none that can be imported.
    Refused {
        /// All that is wrong with it.
        faults: Vec<Fault>,
    },
    /// The table was busy for too long: send it again.
    Postponed,
}

/// Creates a customer for each row whose external id has none yet.
pub(crate) async fn import_customers(
    app: &App,
    input: ImportCustomers,
) -> Result<Done, AdminError> {
    if input.customers.len() > MOST_ROWS {
        return Err(AdminError::TooManyRows);
    }
    let rows = read(app, &input)?;
    let sound: Vec<Newcomer> = rows.iter().filter_map(|row| row.as_ref().ok().cloned()).collect();
    let imported = app.store.import_customers(input.organization_id, &sound, PATIENCE).await?;
    let mut imported = imported.ok_or(AdminError::NoSuchOrganization)?.into_iter();
    let results = rows.into_iter().map(|row| match row {
        Ok(_) => imported.next().map_or(ImportedRow::Postponed, ImportedRow::from),
        Err(faults) => ImportedRow::Refused { faults },
    });
    Ok(Done::Imported { results: results.collect() })
}

/// Each row as a newcomer, or its faults. Of two with one external id the second is at fault.
fn read(
    app: &App,
    input: &ImportCustomers,
) -> Result<Vec<Result<Newcomer, Vec<Fault>>>, AdminError> {
    let now = app.now();
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for row in &input.customers {
        rows.push(match Row::read(row, now) {
            Ok(row) if !seen.insert(row.external_id.to_string()) => {
                let message = "Another row of this call has this external id.";
                Err(vec![Fault::new("external_id", message)])
            }
            Ok(row) => Ok(row.newcomer(input.organization_id, app.rng)?),
            Err(faults) => Err(faults),
        });
    }
    Ok(rows)
}

impl From<Imported> for ImportedRow {
    fn from(imported: Imported) -> Self {
        match imported {
            Imported::Created(id) => Self::Created { id },
            Imported::Exists(id) => Self::Exists { id },
            Imported::Without(_, names) => {
                let names: Vec<_> = names.iter().map(ToString::to_string).collect();
                let message = format!("{WITHOUT} {}", names.join(", "));
                Self::Refused { faults: vec![Fault::new("members", message)] }
            }
            Imported::BeingDeleted(_) => {
                Self::Refused { faults: vec![Fault::new("external_id", BEING_DELETED)] }
            }
            Imported::Postponed => Self::Postponed,
        }
    }
}
