//! How far an import has come, beside its file, so that the next one goes on from there.

use std::{
    fs::{self, File},
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    arguments::Format,
    import::{ImportError, Tally},
    input::Position,
    private_file::{beside, remove, replace},
    words::said,
};

/// Bytes of a file's beginning that tell it from another.
const BEGINNING: u64 = 64 * 1024;

/// How far an import has come: everything before the position is settled, and reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    pub(crate) of: Identity,
    pub(crate) position: Position,
    pub(crate) tally: Tally,
    /// Bytes of the report of refused lines.
    pub(crate) report: u64,
}

/// Which import it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Whose the customers are to be, and who does it.
    into: String,
    /// How the file is read: a place in it means something to its own reader only.
    format: Format,
    /// The file's length in bytes.
    length: u64,
    /// When it was last changed, since 1970.
    modified: Option<Duration>,
    /// The SHA-256 of its beginning.
    beginning: [u8; 32],
}

impl Identity {
    pub(crate) fn of(mut file: &File, format: Format, into: String) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let mut beginning = Vec::new();
        file.take(BEGINNING).read_to_end(&mut beginning)?;
        file.rewind()?;
        let beginning = Sha256::digest(&beginning).into();
        Ok(Self { into, format, length: metadata.len(), modified, beginning })
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}

impl Checkpoint {
    pub(crate) fn start(of: Identity) -> Self {
        Self { of, position: Position::default(), tally: Tally::default(), report: 0 }
    }

    /// Where it is kept.
    pub(crate) fn path(file: &Path) -> PathBuf {
        beside(file, ".latchkey-progress")
    }

    /// What an earlier import of the file noted, if there is something.
    pub(crate) fn find(file: &Path, of: &Identity) -> Result<Option<Self>, ImportError> {
        let path = Self::path(file);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ImportError::NoteUnreadable(path, said(&error))),
        };
        match serde_json::from_slice::<Self>(&text) {
            Ok(found) if found.of == *of => Ok(Some(found)),
            Ok(_) => Err(ImportError::AnotherImport(path)),
            Err(error) => Err(ImportError::NoteUnreadable(path, said(&error))),
        }
    }

    pub(crate) fn keep(&self, file: &Path) -> Result<(), ImportError> {
        let path = Self::path(file);
        let text = serde_json::to_vec(self).unwrap_or_default();
        replace(&path, &text).map_err(|error| ImportError::Note(path, error))
    }

    pub(crate) fn forget(file: &Path) -> Result<(), ImportError> {
        let path = Self::path(file);
        remove(&path).map_err(|error| ImportError::Note(path, error))
    }
}
