use std::{
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::{
    MAX_FILE,
    failure::{blocking, failure, io_failure, too_large, unfinished},
    folder::{Entry, Folder, MAX_ENTRIES, crowded},
};

/// The operating system's error code for a missing file.
const NOT_FOUND: i32 = 2;

/// A folder on this machine.
#[derive(Debug)]
pub(crate) struct LocalFolder(pub(crate) PathBuf);

/// Opens a regular file of at most [`MAX_FILE`](crate::MAX_FILE) bytes.
///
/// # Errors
/// If the file cannot be used; the error names the path.
pub fn open(path: &Path) -> Result<File, ConnectorError> {
    let name = path.display().to_string();
    // Checked before opening, because opening a pipe would block.
    let metadata = fs::metadata(path).map_err(|error| io_failure(&name, "open the file", error))?;
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "is a folder" } else { "is not a regular file" };
        return Err(failure(ErrorKind::Unavailable, &name, what).hint("set `path` to a file"));
    }
    if metadata.len() > MAX_FILE {
        return Err(too_large(&name, MAX_FILE));
    }
    File::open(path).map_err(|error| io_failure(&name, "open the file", error))
}

fn entry(name: String, metadata: &Metadata) -> Entry {
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    Entry { name, size: metadata.len(), modified }
}

#[async_trait]
impl Folder for LocalFolder {
    fn name(&self) -> String {
        self.0.display().to_string()
    }

    fn name_of(&self, file: &str) -> String {
        self.0.join(file).display().to_string()
    }

    fn absent(&self, file: &str) -> ConnectorError {
        let error = io::Error::from_raw_os_error(NOT_FOUND);
        io_failure(&self.name_of(file), "open the file", error)
    }

    async fn list(&self) -> Result<Vec<Entry>, ConnectorError> {
        let (folder, name) = (self.0.clone(), self.name());
        blocking(move || {
            let failed = |error| io_failure(&name, "list the folder", error);
            let mut entries = Vec::new();
            for item in fs::read_dir(&folder).map_err(failed)? {
                let item = item.map_err(failed)?;
                // The file may disappear in the meantime; a link counts as its
                // target.
                let Ok(metadata) = fs::metadata(item.path()) else { continue };
                // A name that is not valid Unicode matches no pattern.
                let Ok(file) = item.file_name().into_string() else { continue };
                if metadata.is_file() {
                    entries.push(entry(file, &metadata));
                }
                if entries.len() > MAX_ENTRIES {
                    return Err(crowded(&name));
                }
            }
            Ok(entries)
        })
        .await
    }

    async fn look(&self, file: &str) -> Result<Option<Entry>, ConnectorError> {
        let (path, file) = (self.0.join(file), file.to_owned());
        blocking(move || match fs::metadata(&path) {
            Ok(metadata) => Ok(Some(entry(file, &metadata))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_failure(&path.display().to_string(), "look at the file", error)),
        })
        .await
    }

    async fn open(&self, chosen: &Entry) -> Result<File, ConnectorError> {
        let (path, chosen) = (self.0.join(&chosen.name), chosen.clone());
        blocking(move || {
            let file = open(&path)?;
            let name = path.display().to_string();
            let metadata =
                file.metadata().map_err(|error| io_failure(&name, "look at the file", error))?;
            if entry(chosen.name.clone(), &metadata) == chosen {
                Ok(file)
            } else {
                Err(unfinished(&name, "changed before it was read"))
            }
        })
        .await
    }
}
