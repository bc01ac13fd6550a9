//! Whether a database is still the one that it was.
//!
//! A directory has an ID of its own. Next to a SQLite file lies a small file with that ID, so that a
//! database that was moved away, or exchanged for another one, is not taken for a first start. The
//! next sync would let everybody in anew, without anybody's decisions.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Result, StoreError,
    conn::Conn,
    entity::directory,
    location::{Location, beside},
};

/// What the marker says to whoever finds it.
const EXPLAINED: &str = "\
This file says which directory of residents belongs in the database next to it, so that a lost or
exchanged database is noticed. Keep it. To start with an empty directory on purpose, delete both.
";

/// Which database a store has opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    file: Option<File>,
    directory: Option<String>,
}

/// A SQLite file, as the operating system knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    path: PathBuf,
    number: Option<Number>,
}

/// The device and the number of a file on it.
type Number = (u64, u64);

impl Identity {
    /// Which database a connection has opened. It is the one that was there before, or an error.
    ///
    /// # Errors
    /// [`StoreError::AnotherDirectory`]
    pub(crate) async fn of(location: &Location, conn: &Conn, place: &str) -> Result<Self> {
        let directory = directory::Model::read(conn).await?.name;
        let Location::File(path) = location else { return Ok(Self { file: None, directory }) };
        let expected = marked(path);
        if expected.is_some() && expected != directory {
            return Err(another(place, path));
        }
        let file = Some(File { path: path.clone(), number: number(path) });
        Ok(Self { file, directory })
    }

    /// Leaves a marker next to a SQLite file. Without the right to do so, nothing is lost but the
    /// warning.
    pub(crate) fn mark(&self) {
        let (Some(file), Some(directory)) = (&self.file, &self.directory) else { return };
        let marker = marker(&file.path);
        if marker.exists() {
            return;
        }
        if let Err(error) = fs::write(&marker, format!("{directory}\n\n{EXPLAINED}")) {
            tracing::debug!(%error, "no marker next to the database");
        }
    }

    /// Checks that the path still leads to the file that was opened.
    ///
    /// # Errors
    /// [`StoreError::Gone`], [`StoreError::Exchanged`]
    pub(crate) fn check_file(&self, place: &str) -> Result<()> {
        let Some(File { path, number: Some(opened) }) = &self.file else { return Ok(()) };
        match number(path) {
            None => Err(gone(place, path)),
            Some(now) if now == *opened => Ok(()),
            Some(_) => Err(StoreError::Exchanged { place: place.to_owned() }),
        }
    }

    /// Checks that the tables are still those of the directory that was opened.
    ///
    /// # Errors
    /// [`StoreError::Exchanged`], [`StoreError::Gone`]
    pub(crate) async fn check_directory(&self, conn: &Conn) -> Result<()> {
        if self.directory.is_none() {
            return Ok(());
        }
        let now = conn.one::<String>("SELECT name FROM directory", Vec::new()).await;
        match now {
            Ok(now) if now == self.directory => Ok(()),
            Ok(_) => Err(StoreError::Exchanged { place: conn.place.to_string() }),
            Err(StoreError::Database { place, .. }) => Err(emptied(place)),
            Err(error) => Err(error),
        }
    }

    /// Whether this process may not write to the file.
    pub(crate) fn is_read_only(&self) -> bool {
        let Some(file) = &self.file else { return false };
        fs::OpenOptions::new().append(true).open(&file.path).is_err()
    }

    /// Whether both are of the same directory.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.directory == other.directory
    }
}

/// Refuses to open a SQLite file that was there once and is not there now, or has nothing in it.
///
/// # Errors
/// [`StoreError::Gone`]
pub(crate) fn check_not_gone(path: &Path, place: &str) -> Result<()> {
    match marked(path) {
        Some(_) if !has_content(path) => Err(gone(place, path)),
        _ => Ok(()),
    }
}

/// Whether there is anything in a file.
pub(crate) fn has_content(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

/// A database whose tables are not there any more.
pub(crate) fn emptied(place: String) -> StoreError {
    StoreError::Gone { place, again: "restore it from a backup".into() }
}

fn gone(place: &str, path: &Path) -> StoreError {
    let again = format!(
        "put it back or restore it from a backup; to start with an empty directory on purpose, delete {} too",
        marker(path).display()
    );
    StoreError::Gone { place: place.to_owned(), again }
}

fn another(place: &str, path: &Path) -> StoreError {
    let marker = marker(path).display().to_string();
    StoreError::AnotherDirectory { place: place.to_owned(), marker }
}

/// The path of the marker of a SQLite file.
fn marker(path: &Path) -> PathBuf {
    beside(path, ".id")
}

/// The directory that belongs in a SQLite file, if anything says so.
fn marked(path: &Path) -> Option<String> {
    let text = fs::read_to_string(marker(path)).ok()?;
    text.lines().next().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}

#[cfg(unix)]
fn number(path: &Path) -> Option<Number> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn number(path: &Path) -> Option<Number> {
    fs::metadata(path).ok().map(|_| (0, 0))
}
