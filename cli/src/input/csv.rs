//! Comma-separated values (RFC 4180) under a line of names.

use std::{collections::HashSet, io};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use serde_json::{Map, Value};

use super::{
    InputError, LONGEST, Position, Row,
    lines::{Lines, NOT_UTF8, TOO_LONG, shown},
    quotes::Quotes,
};
use crate::columns::{FIELDS, METADATA};

/// More columns than a customer has.
const MOST_COLUMNS: usize = 1000;
/// What is wrong with a record that has more.
const TOO_MANY_COLUMNS: &str = "This has more than 1,000 columns.";

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
        let reader = ReaderBuilder::new().terminator(Terminator::Any(lines.end())).build();
        let mut records = Records { lines, reader, columns: usize::MAX };
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
        records.columns = columns.len();
        if from.bytes > 0 {
            records.lines.seek(from)?;
        }
        Ok(Self { records, columns, ignored })
    }

    pub(super) fn position(&self) -> Position {
        self.records.lines.position()
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
            self.records.lines.seek(record.second_line)?;
            // The line itself is whole, and has to be: it is mended from what is shown of it.
            shown(record.text.get(..record.first_length).unwrap_or_default(), true)
        } else {
            shown(&record.text, record.is_whole)
        };
        Ok(Some(Row { line: record.line, text, customer }))
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

/// The records of a file.
struct Records {
    lines: Lines,
    reader: Reader,
    /// The columns that each has, once that is known.
    columns: usize,
}

/// A record, and where it stands.
struct Record {
    line: u64,
    lines: u64,
    second_line: Position,
    text: Vec<u8>,
    /// Bytes of the text that are its first line.
    first_length: usize,
    is_whole: bool,
    cells: Result<Vec<String>, String>,
}

impl Records {
    /// The next record that is not a blank line. It is read until it is known to be refused, and
    /// no further: its second line is then read again. A record of which each line opens a quote
    /// has another column with each, so no line is read more often than there are columns.
    fn next(&mut self) -> io::Result<Option<Record>> {
        self.reader.reset();
        let mut text = Vec::new();
        let mut cells = Cells::new();
        let mut quotes = Quotes::new(self.lines.end());
        let (mut line, mut lines, mut second_line) = (0, 0, self.lines.position());
        let (mut first_length, mut is_whole, mut too_many) = (0, true, None);
        while !cells.is_complete && is_whole && !quotes.are_astray() && too_many.is_none() {
            let next = self.lines.next()?;
            if lines == 0 {
                match &next {
                    None => return Ok(None),
                    Some(blank) if blank.is_blank() => continue,
                    Some(_) => {}
                }
                second_line = self.lines.position();
                line = second_line.lines;
            }
            let bytes = next.as_ref().map_or(&[][..], |it| &it.bytes);
            is_whole =
                next.as_ref().is_none_or(|it| it.is_whole) && text.len() + bytes.len() <= LONGEST;
            if is_whole {
                quotes.read(self.lines.position().lines, bytes);
                cells.feed(&mut self.reader, bytes);
                let is_over = !cells.is_complete && cells.count >= self.columns;
                too_many = quotes.open().filter(|_| is_over);
            }
            text.extend_from_slice(bytes);
            if lines == 0 {
                first_length = text.len();
            }
            lines += u64::from(next.is_some());
        }
        let too_many = too_many.map(|line| self.too_many(cells.count + 1, line));
        let cells = match too_many.or_else(|| quotes.fault(is_whole)) {
            _ if cells.count > MOST_COLUMNS => Err(TOO_MANY_COLUMNS.to_owned()),
            Some(fault) => Err(fault),
            None if is_whole => cells.read(has_return(&text, self.lines.end())),
            None => Err(TOO_LONG.to_owned()),
        };
        Ok(Some(Record { line, lines, second_line, text, first_length, is_whole, cells }))
    }

    /// What is wrong with a record that already has so many columns where a quote is open.
    fn too_many(&self, columns: usize, line: u64) -> String {
        let all = self.columns;
        format!(
            "This has {columns} columns or more, and the first line of the file {all}. A quote that \
             opens in line {line} is not closed."
        )
    }
}

/// Whether there is a carriage return before the end of a record, and not between quotes.
fn has_return(text: &[u8], end: u8) -> bool {
    text.strip_suffix(&[end]).unwrap_or(text).ends_with(b"\r")
}

/// The cells of a record, as far as they are read.
struct Cells {
    bytes: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    count: usize,
    is_complete: bool,
}

impl Cells {
    fn new() -> Self {
        let ends = vec![0; MOST_COLUMNS + 1];
        Self { bytes: Vec::new(), length: 0, ends, count: 0, is_complete: false }
    }

    /// Reads on through a line; through nothing at the end of the file.
    fn feed(&mut self, reader: &mut Reader, line: &[u8]) {
        // No cell is longer than what it is written with.
        self.bytes.resize(self.length + line.len() + 1, 0);
        let (_, bytes) = self.bytes.split_at_mut(self.length);
        let (_, ends) = self.ends.split_at_mut(self.count.min(MOST_COLUMNS));
        let (result, _, written, ended) = reader.read_record(line, bytes, ends);
        self.length += written;
        self.count += ended;
        self.is_complete = !matches!(result, ReadRecordResult::InputEmpty);
    }

    /// The cells of a record, without the carriage return that may be a part of its end.
    fn read(self, has_return: bool) -> Result<Vec<String>, String> {
        let ends = self.ends.iter().take(self.count).copied();
        let mut cells = Vec::new();
        let mut start = 0;
        for end in ends {
            let cell = self.bytes.get(start..end).unwrap_or_default();
            let cell = std::str::from_utf8(cell).map_err(|_| NOT_UTF8.to_owned())?;
            cells.push(cell.to_owned());
            start = end;
        }
        if let Some(last) = cells.last_mut().filter(|_| has_return) {
            last.pop();
        }
        Ok(cells)
    }
}
