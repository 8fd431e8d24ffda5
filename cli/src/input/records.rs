//! The records of a CSV file: where each stands, and its cells.

use std::io;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::{
    LONGEST, Position,
    lines::{Line, Lines, NOT_UTF8, TOO_LONG, shown},
    quotes::Quotes,
};

/// More columns than a customer has.
const MOST_COLUMNS: usize = 1000;
/// What is wrong with a record that has more.
const TOO_MANY_COLUMNS: &str = "This has more than 1,000 columns.";

/// Reads records.
pub(super) struct Records {
    lines: Lines,
    reader: Reader,
    /// The columns that each has, once that is known.
    columns: usize,
}

/// A record, and where it stands.
pub(super) struct Record {
    /// How many lines it has.
    pub(super) lines: u64,
    /// Behind its first line.
    pub(super) second_line: Position,
    /// Its cells, or what is wrong with it.
    pub(super) cells: Result<Vec<String>, String>,
    text: Vec<u8>,
    first_length: usize,
    is_whole: bool,
}

impl Record {
    /// The number of its first line.
    pub(super) fn line(&self) -> u64 {
        self.second_line.lines
    }

    /// All of it, as a report shows it.
    pub(super) fn shown(&self) -> String {
        shown(&self.text, self.is_whole)
    }

    /// The first of several lines, which is whole, and has to be: it is mended from what is shown.
    pub(super) fn first_line(&self) -> String {
        shown(self.text.get(..self.first_length).unwrap_or_default(), true)
    }
}

impl Records {
    pub(super) fn of(lines: Lines) -> Self {
        let reader = ReaderBuilder::new().terminator(Terminator::Any(lines.end())).build();
        Self { lines, reader, columns: usize::MAX }
    }

    /// Reads no record further than it takes to see that it has more columns.
    pub(super) fn expect(&mut self, columns: usize) {
        self.columns = columns;
    }

    pub(super) fn position(&self) -> Position {
        self.lines.position()
    }

    /// Reads on from there.
    pub(super) fn seek(&mut self, position: Position) -> io::Result<()> {
        self.lines.seek(position)
    }

    /// The next record that is not a blank line. It is read until it is known to be refused, and
    /// no further: its second line is then read again. A record of which each line opens a quote
    /// has another column with each, so no line is read more often than there are columns.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        let Some(first) = self.first_line()? else { return Ok(None) };
        let second_line = self.lines.position();
        self.reader.reset();
        let mut reading = Reading::of(self.columns, self.lines.end());
        reading.take(&mut self.reader, second_line.lines, &first);
        while reading.goes_on() {
            match self.lines.next()? {
                Some(line) => reading.take(&mut self.reader, self.lines.position().lines, &line),
                None => reading.end(&mut self.reader),
            }
        }
        Ok(Some(reading.record(second_line)))
    }

    fn first_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            match self.lines.next()? {
                Some(blank) if blank.is_blank() => {}
                found => return Ok(found),
            }
        }
    }
}

/// A record, as far as it is read.
struct Reading {
    columns: usize,
    end: u8,
    cells: Cells,
    quotes: Quotes,
    text: Vec<u8>,
    lines: u64,
    first_length: usize,
    is_whole: bool,
}

impl Reading {
    fn of(columns: usize, end: u8) -> Self {
        Self {
            columns,
            end,
            cells: Cells::new(),
            quotes: Quotes::new(end),
            text: Vec::new(),
            lines: 0,
            first_length: 0,
            is_whole: true,
        }
    }

    /// Whether the record has another line, for all that is known, and may be a customer.
    fn goes_on(&self) -> bool {
        let is_refused = !self.is_whole || self.quotes.are_astray() || self.too_wide().is_some();
        !self.cells.is_complete && !is_refused
    }

    /// Reads the line of this number.
    fn take(&mut self, reader: &mut Reader, number: u64, line: &Line) {
        self.is_whole = line.is_whole && self.text.len() + line.bytes.len() <= LONGEST;
        if self.is_whole {
            self.quotes.read(number, &line.bytes);
            self.cells.feed(reader, &line.bytes);
        }
        self.text.extend_from_slice(&line.bytes);
        if self.lines == 0 {
            self.first_length = self.text.len();
        }
        self.lines += 1;
    }

    /// Reads the end of the file.
    fn end(&mut self, reader: &mut Reader) {
        self.cells.feed(reader, &[]);
    }

    /// The line of a quote that is open, where there are columns enough before its cell.
    fn too_wide(&self) -> Option<u64> {
        let is_over = !self.cells.is_complete && self.cells.count >= self.columns;
        self.quotes.open().filter(|_| is_over)
    }

    fn fault(&self) -> Option<String> {
        if self.cells.count > MOST_COLUMNS {
            return Some(TOO_MANY_COLUMNS.to_owned());
        }
        let too_wide = self.too_wide().map(|line| {
            let (columns, all) = (self.cells.count + 1, self.columns);
            format!(
                "This has {columns} columns or more, and the first line of the file {all}. A quote \
                 that opens in line {line} is not closed."
            )
        });
        let too_long = (!self.is_whole).then(|| TOO_LONG.to_owned());
        too_wide.or_else(|| self.quotes.fault(self.is_whole)).or(too_long)
    }

    fn record(self, second_line: Position) -> Record {
        let cells = match self.fault() {
            Some(fault) => Err(fault),
            None => self.cells.read(has_return(&self.text, self.end)),
        };
        let Self { lines, text, first_length, is_whole, .. } = self;
        Record { lines, second_line, cells, text, first_length, is_whole }
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
