//! Files with personal data in them, which nobody but their owner reads.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file on its way to its place: it is gone with this value where it does not get there.
pub(crate) struct Draft(PathBuf);

impl Draft {
    pub(crate) fn create(path: PathBuf) -> io::Result<(Self, File)> {
        let file = create(&path)?;
        Ok((Self(path), file))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Puts it in the place of what is there, in one step.
    pub(crate) fn put(self, at: &Path) -> io::Result<()> {
        fs::rename(&self.0, at)
    }

    /// Removes it, and says so where that fails.
    pub(crate) fn discard(self) -> io::Result<()> {
        remove(&self.0)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _gone = remove(&self.0);
    }
}

/// Makes a new file in the place of one that may be there: that one, or what it links to, may be
/// somebody else's.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    remove(path)?;
    open(OpenOptions::new().write(true).create_new(true), path)
}

/// Opens a file that is there, to go on writing behind so many bytes; none where it has fewer.
pub(crate) fn reopen(path: &Path, length: u64) -> io::Result<Option<File>> {
    let file = match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    if file.metadata()?.len() < length {
        return Ok(None);
    }
    file.set_len(length)?;
    Ok(Some(file))
}

/// Writes a file so that there is the old one or the new one, and nothing in between, even after a
/// power cut.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (draft, mut file) = Draft::create(beside(path, ".new"))?;
    file.write_all(bytes)?;
    file.sync_data()?;
    drop(file);
    draft.put(path)
}

/// A file's name with something behind it.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600).open(path)
}

#[cfg(not(unix))]
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.open(path)
}
