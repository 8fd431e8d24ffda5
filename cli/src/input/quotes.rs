//! Where the quotes of a record stand (RFC 4180), which the reader of its cells does not tell.

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
    /// In text behind a closed cell, from which no cell can be read any more.
    Astray,
}

impl Place {
    /// Where it is behind some more bytes.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |place, byte| place.next(*byte))
    }

    fn next(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Astray, _) => Self::Astray,
            (Self::Quoted, b'"') | (Self::Closed, b'\r' | b'\n') => Self::Closed,
            (Self::Quoted, _) | (Self::Start | Self::Closed, b'"') => Self::Quoted,
            (_, b',') => Self::Start,
            (Self::Closed, _) => Self::Astray,
            (Self::Start | Self::Bare, _) => Self::Bare,
        }
    }

    /// What is wrong with the quotes of a record of these lines that ends here.
    pub(super) fn fault(self, first: u64, last: u64, is_whole: bool) -> Option<String> {
        let opens = format!("A quote that opens in line {first}");
        match self {
            Self::Quoted if is_whole => Some(format!("{opens} is never closed.")),
            Self::Quoted => Some(format!("{opens} is not closed within 2 MB.")),
            Self::Astray if first < last => {
                Some(format!("{opens} is not closed before line {last}, where text follows it."))
            }
            Self::Astray => Some(
                "Text follows a closing quote. Within a cell, a quote is written twice.".into(),
            ),
            Self::Start | Self::Bare | Self::Closed => None,
        }
    }
}
