//! Customers as comma-separated values (RFC 4180).

use std::collections::HashSet;

use serde_json::Value;

use super::Customer;
use crate::columns::{FIELDS, METADATA};

/// The columns, which are known once all customers are.
#[derive(Default)]
pub(super) struct Table {
    /// The keys of metadata, in the order in which they came.
    keys: Vec<String>,
    known: HashSet<String>,
}

impl Table {
    /// Notes the metadata of a customer.
    pub(super) fn note(&mut self, customer: &Customer) {
        for key in metadata(customer).into_iter().flat_map(|it| it.keys()) {
            if self.known.insert(key.clone()) {
                self.keys.push(key.clone());
            }
        }
    }

    /// The line of names.
    pub(super) fn header(&self) -> String {
        let keys = self.keys.iter().map(|key| format!("{METADATA}{key}"));
        line(FIELDS.into_iter().map(str::to_owned).chain(keys))
    }

    /// The line of a customer.
    pub(super) fn row(&self, customer: &Customer) -> String {
        let fields = FIELDS.into_iter().map(|field| customer.get(field));
        let keys = self.keys.iter().map(|key| metadata(customer)?.get(key));
        line(fields.chain(keys).map(cell))
    }
}

fn metadata(customer: &Customer) -> Option<&Customer> {
    customer.get("metadata")?.as_object()
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",")
}

fn quoted(cell: &str) -> String {
    let is_plain = !cell.contains(['"', ',', '\n', '\r']) && cell.trim() == cell;
    if is_plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Customer, Table};

    fn customer(value: Value) -> Customer {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn metadata_has_a_column_for_each_key_of_anybody() {
        let customers = [
            json!({ "external_id": "a", "email": "a@example.com", "name": null, "type": "team",
                    "created_at": "2026-11-21T12:00:00Z", "metadata": { "plan": "pro", "n": 1.5 } }),
            json!({ "external_id": "b,c", "name": "The \"B\"\n", "metadata": { "t": true, "n": 2 } }),
        ]
        .map(customer);
        let mut table = Table::default();
        for customer in &customers {
            table.note(customer);
        }
        let header = "external_id,email,name,type,created_at,metadata.plan,metadata.n,metadata.t";
        assert_eq!(table.header(), header);
        assert_eq!(
            customers.map(|customer| table.row(&customer)),
            [
                "a,a@example.com,,team,2026-11-21T12:00:00Z,pro,1.5,",
                "\"b,c\",,\"The \"\"B\"\"\n\",,,,2,true",
            ]
        );
    }
}
