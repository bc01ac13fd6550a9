use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use super::{
    Head,
    entry::{Entry, Failure, number},
    record::unusable,
};
use crate::failure::failed;

const PIECE: usize = 64 << 10;

/// Replays the exchanges of a recording, by label and in order.
#[derive(Debug)]
pub(crate) struct Player {
    folder: PathBuf,
    entries: Mutex<HashMap<String, VecDeque<Entry>>>,
}

impl Player {
    pub(super) fn open(folder: &Path) -> Result<Self, ConnectorError> {
        let mut read = entries(folder).map_err(|error| unusable(folder, &error))?;
        read.sort_unstable_by_key(|(number, _)| *number);
        if read.is_empty() {
            return Err(ConnectorError::new(
                ErrorKind::ConfigInvalid,
                format!("{} contains no recording", folder.display()),
            ));
        }
        let mut entries = HashMap::<_, VecDeque<_>>::new();
        for (_, entry) in read {
            entries.entry(entry.label.clone()).or_default().push_back(entry);
        }
        Ok(Self { folder: folder.to_owned(), entries: Mutex::new(entries) })
    }

    /// The next response to a request with this label.
    pub(super) fn play(&self, label: &str) -> Result<(Head, Played), ConnectorError> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get_mut(label).and_then(VecDeque::pop_front).ok_or_else(|| {
            ConnectorError::new(
                ErrorKind::ConfigInvalid,
                format!("the recording has no response for {label}"),
            )
            .hint("record again: the requests have changed")
        })?;
        let Entry {
            status,
            content_type,
            retry_after,
            location,
            body,
            whole,
            failure,
            headers,
            ..
        } = entry;
        let (Some(status), Some(body)) = (status, body) else {
            return Err(failure.as_ref().map_or_else(|| cut(label), ConnectorError::from));
        };
        // Only files in this folder, whatever the recording says.
        let name = Path::new(&body).file_name().unwrap_or_default();
        let path = self.folder.join(name);
        let file = File::open(&path).map_err(|error| unusable(&path, &error))?;
        let retry_after = retry_after.map(Duration::from_secs);
        let head = Head { status, content_type, retry_after, location, told: headers };
        Ok((head, Played { label: label.to_owned(), path, file, whole, failure }))
    }
}

/// The body of a recorded response.
pub(crate) struct Played {
    label: String,
    path: PathBuf,
    file: File,
    whole: bool,
    failure: Option<Failure>,
}

impl Played {
    /// The total number of bytes.
    pub(crate) fn length(&self) -> Option<u64> {
        self.file.metadata().ok().map(|metadata| metadata.len())
    }

    /// The next bytes; at their end, what became of the recorded body.
    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, ConnectorError> {
        let mut piece = Vec::new();
        let read = (&mut self.file).take(PIECE as u64).read_to_end(&mut piece);
        read.map_err(|error| unusable(&self.path, &error))?;
        if !piece.is_empty() {
            return Ok(Some(piece.into()));
        }
        match &self.failure {
            Some(failure) => Err(failure.into()),
            None if self.whole => Ok(None),
            None => Err(cut(&self.label)),
        }
    }
}

fn cut(label: &str) -> ConnectorError {
    failed(label, ErrorKind::Incomplete, "the recording ends before the response does")
}

fn entries(folder: &Path) -> io::Result<Vec<(u32, Entry)>> {
    let mut entries = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(number) = number(&name).filter(|_| name.ends_with(".toml")) {
            let entry = toml::from_str(&std::fs::read_to_string(&path)?)
                .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
            entries.push((number, entry));
        }
    }
    Ok(entries)
}
