//! Where the quotes of a record stand (RFC 4180), which the reader of its cells does not tell.

/// The quotes of a record, as far as it is read.
pub(super) struct Quotes {
    place: Place,
    /// The byte that ends each line.
    end: u8,
    /// The line that was read last.
    line: u64,
    /// The line of the last quote that opens a cell.
    opened: u64,
}

/// Where a record is, as far as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the beginning of a cell.
    Start,
    /// In a cell without quotes, where one is a character like any other.
    Bare,
    /// Between quotes.
    Quoted,
    /// Behind a quote that closes a cell, or is the first of two that stand for one.
    Closed,
    /// Behind the carriage return that follows a closed cell, and that the line's end has to follow.
    Returned,
    /// In text behind a closed cell, from which no cell can be read any more.
    Astray,
}

impl Quotes {
    /// Those of a record that nothing is read of.
    pub(super) fn new(end: u8) -> Self {
        Self { place: Place::Start, end, line: 0, opened: 0 }
    }

    /// Reads on through the line of this number.
    pub(super) fn read(&mut self, line: u64, bytes: &[u8]) {
        self.line = line;
        for byte in bytes {
            if self.place == Place::Start && *byte == b'"' {
                self.opened = line;
            }
            self.place = self.place.after(*byte, self.end);
        }
    }

    /// The line of the quote that is open, if one is.
    pub(super) fn open(&self) -> Option<u64> {
        (self.place == Place::Quoted).then_some(self.opened)
    }

    pub(super) fn are_astray(&self) -> bool {
        self.place == Place::Astray
    }

    /// What is wrong with them if the record ends here.
    pub(super) fn fault(&self, is_whole: bool) -> Option<String> {
        let Self { opened, line, .. } = self;
        match self.place {
            Place::Quoted if is_whole => {
                Some(format!("A quote that opens in line {opened} is never closed."))
            }
            Place::Quoted => {
                Some(format!("A quote that opens in line {opened} is not closed within 2 MB."))
            }
            Place::Astray if opened < line => Some(format!(
                "A quote that opens in line {opened} is not closed before line {line}, where text \
                 follows it."
            )),
            Place::Astray => Some(
                "Text follows a closing quote. Within a cell, a quote is written twice.".to_owned(),
            ),
            Place::Start | Place::Bare | Place::Closed | Place::Returned => None,
        }
    }
}

impl Place {
    /// Where it is behind one more byte, in a file whose lines end in `end`.
    pub(super) fn after(self, byte: u8, end: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) | (Self::Start | Self::Closed, b'"') => Self::Quoted,
            (Self::Start | Self::Bare | Self::Closed, b',') => Self::Start,
            (Self::Start | Self::Bare, _) => Self::Bare,
            (Self::Closed | Self::Returned, byte) if byte == end => Self::Closed,
            (Self::Closed, b'\r') => Self::Returned,
            (Self::Closed | Self::Returned | Self::Astray, _) => Self::Astray,
        }
    }
}
