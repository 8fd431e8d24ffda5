//! The lines of a file, none of which is held in memory beyond its limit.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
};

use super::{InputError, LONGEST, Position, quotes::Place};
use crate::arguments::Format;

/// What an editor may put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads lines.
pub(crate) struct Lines {
    file: BufReader<File>,
    position: Position,
    /// The byte that ends each of them.
    end: u8,
}

/// A line with its end, or the beginning of one that is too long.
pub(super) struct Line {
    pub(super) bytes: Vec<u8>,
    pub(super) is_whole: bool,
}

impl Lines {
    /// The lines of a file from its beginning.
    pub(super) fn of(file: File, format: Format) -> Result<Self, InputError> {
        let mut file = BufReader::new(file);
        let head = file.fill_buf()?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(InputError::Utf16);
        }
        let mark = if head.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        file.consume(mark);
        let end = line_end(&mut file, format)?;
        let mut lines = Self { file, position: Position::default(), end };
        lines.seek(Position { bytes: mark as u64, lines: 0 })?;
        Ok(lines)
    }

    /// The byte that ends each line.
    pub(super) fn end(&self) -> u8 {
        self.end
    }

    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// Reads on from there.
    pub(super) fn seek(&mut self, position: Position) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(position.bytes))?;
        self.position = position;
        Ok(())
    }

    /// The next line; none at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let read = (&mut self.file).take(LONGEST as u64).read_until(self.end, &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.position.bytes += read as u64;
        self.position.lines += 1;
        let is_whole = bytes.ends_with(&[self.end]) || self.file.fill_buf()?.is_empty();
        if !is_whole {
            self.skip_line()?;
        }
        Ok(Some(Line { bytes, is_whole }))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.file.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == self.end);
            let skipped = end.map_or(buffer.len(), |end| end + 1);
            self.file.consume(skipped);
            self.position.bytes += skipped as u64;
            if end.is_some() || skipped == 0 {
                return Ok(());
            }
        }
    }
}

/// What ends the lines of a file: a line feed, or a carriage return where one alone ends the first
/// line, as in what Excel calls "CSV (Macintosh)". Between the quotes of a CSV file both are part of a
/// cell; between those of JSON neither may stand.
fn line_end(file: &mut BufReader<File>, format: Format) -> io::Result<u8> {
    let (mut place, mut last) = (Place::Start, b' ');
    for byte in file.take(LONGEST as u64).bytes() {
        let byte = byte?;
        match byte {
            _ if place == Place::Quoted => {}
            b'\n' => return Ok(b'\n'),
            b'\r' => {}
            _ if last == b'\r' => return Ok(b'\r'),
            _ => {}
        }
        if format == Format::Csv {
            place = place.after(byte, b'\n');
        }
        last = byte;
    }
    Ok(if last == b'\r' { b'\r' } else { b'\n' })
}

impl Line {
    pub(super) fn is_blank(&self) -> bool {
        self.is_whole && self.bytes.trim_ascii().is_empty()
    }

    /// The line as a report shows it.
    pub(super) fn shown(&self) -> String {
        shown(&self.bytes, self.is_whole)
    }
}

/// Text as a report shows it, without its last line end; of what is too long, the beginning.
pub(super) fn shown(bytes: &[u8], is_whole: bool) -> String {
    const BEGINNING: usize = 1000;
    let bytes = if is_whole { bytes } else { bytes.get(..BEGINNING).unwrap_or(bytes) };
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

/// What is wrong with a row that is not held in memory.
pub(super) const TOO_LONG: &str = "This is longer than 2 MB.";
/// What is wrong with a row in another encoding.
pub(super) const NOT_UTF8: &str = "This is not UTF-8.";
