//! Comma-separated values (RFC 4180) under a line of names.

use std::{collections::HashSet, io};

use serde_json::{Map, Value};

use super::{InputError, Position, Row, lines::Lines, records::Records};
use crate::columns::{FIELDS, METADATA};

/// Reads records.
pub(crate) struct Csv {
    records: Records,
    columns: Vec<Column>,
    ignored: Vec<String>,
}

/// What a column holds.
enum Column {
    Field(&'static str),
    Metadata(String),
    Nothing,
}

impl Csv {
    pub(super) fn of(lines: Lines, from: Position) -> Result<Self, InputError> {
        let mut records = Records::of(lines);
        let header = records.next()?.ok_or(InputError::NoCustomer)?;
        let mut columns = Vec::new();
        let mut ignored = Vec::new();
        let mut seen = HashSet::new();
        for name in header.cells.map_err(InputError::Header)? {
            let name = in_small_letters(name.trim());
            let column = Column::of(&name);
            if !name.is_empty() && !seen.insert(name.clone()) {
                return Err(InputError::ColumnTwice(name));
            }
            if matches!(column, Column::Nothing) {
                ignored.push(name);
            }
            columns.push(column);
        }
        if !seen.contains("external_id") {
            return Err(InputError::NoExternalId);
        }
        records.expect(columns.len());
        if from.bytes > 0 {
            records.seek(from)?;
        }
        Ok(Self { records, columns, ignored })
    }

    pub(super) fn position(&self) -> Position {
        self.records.position()
    }

    pub(super) fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The next record. One whose quotes or columns are wrong may have a quote too many, which makes
    /// one record of several lines: then only its first line is taken, and the next is read as a
    /// record of its own.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        let Some(record) = self.records.next()? else { return Ok(None) };
        let customer = match &record.cells {
            Ok(cells) if cells.len() == self.columns.len() => Ok(self.customer(cells)),
            Ok(cells) => {
                let (own, all) = (cells.len(), self.columns.len());
                Err(format!("This has {own} columns, and the first line of the file {all}."))
            }
            Err(fault) => Err(fault.clone()),
        };
        let text = if customer.is_err() && record.lines > 1 {
            self.records.seek(record.second_line)?;
            record.first_line()
        } else {
            record.shown()
        };
        Ok(Some(Row { line: record.line(), text, customer }))
    }

    /// A customer of a record; a cell that is empty is not there.
    fn customer(&self, cells: &[String]) -> Value {
        let mut customer = Map::new();
        let mut metadata = Map::new();
        let filled = self.columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        for (column, cell) in filled {
            match column {
                Column::Field(name) => {
                    customer.insert((*name).to_owned(), cell.clone().into());
                }
                Column::Metadata(key) => {
                    metadata.insert(key.clone(), cell.clone().into());
                }
                Column::Nothing => {}
            }
        }
        if !metadata.is_empty() {
            customer.insert("metadata".to_owned(), metadata.into());
        }
        customer.into()
    }
}

impl Column {
    fn of(name: &str) -> Self {
        let field = FIELDS.into_iter().find(|field| *field == name);
        match (field, name.strip_prefix(METADATA)) {
            (Some(field), _) => Self::Field(field),
            (None, Some(key)) => Self::Metadata(key.to_owned()),
            (None, None) => Self::Nothing,
        }
    }
}

/// A name as customers have it, where it differs in its letters' case. A key of metadata is its
/// owner's, and so is a name that no customer has.
fn in_small_letters(name: &str) -> String {
    let field = FIELDS.into_iter().find(|field| field.eq_ignore_ascii_case(name));
    match (field, name.split_at_checked(METADATA.len())) {
        (Some(field), _) => field.to_owned(),
        (None, Some((start, key))) if start.eq_ignore_ascii_case(METADATA) => {
            format!("{METADATA}{key}")
        }
        (None, _) => name.to_owned(),
    }
}
