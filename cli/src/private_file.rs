//! Files with personal data in them, which nobody but their owner reads.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Makes a new file in the place of one that may be there: that one, or what it links to, may be
/// somebody else's.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    remove(path)?;
    open(OpenOptions::new().write(true).create_new(true), path)
}

/// Opens a file to go on writing behind so many bytes.
pub(crate) fn reopen(path: &Path, length: u64) -> io::Result<File> {
    let file = open(OpenOptions::new().append(true).create(true), path)?;
    if file.metadata()?.len() < length {
        return Err(io::Error::other("it is shorter than it was"));
    }
    file.set_len(length)?;
    Ok(file)
}

/// Writes a file so that there is the old one or the new one, and nothing in between.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, ".new");
    io::Write::write_all(&mut create(&beside)?, bytes)?;
    fs::rename(&beside, path)
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
