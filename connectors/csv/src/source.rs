use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::SystemTime,
};

use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::{
    encoding::{Charset, Transcoder, byte_order_mark, is_utf8, tell},
    failure::{failure, io as io_failure},
    settings::Encoding,
};

/// How much of a file is examined to tell text from other content.
const HEAD: usize = 4 << 10;

/// An open file that counts the bytes read from it.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    file: File,
    opened: State,
    read: u64,
}

/// What shows whether somebody is writing to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    len: u64,
    modified: Option<SystemTime>,
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        Self { len: metadata.len(), modified: metadata.modified().ok() }
    }
}

impl Source {
    /// The file opened at `path`, or referred to by that name.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] for an empty file.
    pub(crate) fn new(path: &Path, file: File) -> Result<Self, ConnectorError> {
        let metadata =
            file.metadata().map_err(|error| io_failure(path, "look at the file", error))?;
        if metadata.len() == 0 {
            return Err(empty(path));
        }
        Ok(Self { path: path.to_owned(), file, opened: State::of(&metadata), read: 0 })
    }

    /// How much was read.
    pub(crate) fn read_so_far(&self) -> u64 {
        self.read
    }

    /// How much there is.
    pub(crate) fn len(&self) -> u64 {
        self.opened.len
    }

    /// Verifies, after the last read, that nobody wrote to the file while it
    /// was read.
    ///
    /// # Errors
    /// [`ErrorKind::Incomplete`] if somebody did.
    pub(crate) fn prove_unchanged(&self) -> Result<(), ConnectorError> {
        let metadata = self
            .file
            .metadata()
            .map_err(|error| io_failure(&self.path, "look at the file", error))?;
        if State::of(&metadata) == self.opened && self.read == self.opened.len {
            return Ok(());
        }
        Err(failure(ErrorKind::Incomplete, &self.path, "changed while it was read").hint(
            "run again when the export is finished; have it written elsewhere and then moved here",
        ))
    }

    fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::with_capacity(HEAD);
        self.file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        Ok(head)
    }

    fn go_to(&mut self, at: u64) -> io::Result<()> {
        self.read = self.file.seek(SeekFrom::Start(at))?;
        Ok(())
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(out)?;
        self.read += count as u64;
        Ok(count)
    }
}

/// A file as UTF-8.
#[derive(Debug)]
pub(crate) enum Text {
    /// The file is UTF-8.
    Plain(Source),
    /// The file is converted to UTF-8 as it is read.
    Decoded(Transcoder<Source>),
}

impl Text {
    /// The text of a file, in the encoding from the settings or the one
    /// detected.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] for a file that is not text,
    /// [`ErrorKind::ConfigInvalid`] if the file's encoding contradicts the
    /// settings.
    pub(crate) fn new(
        mut source: Source,
        setting: Option<Encoding>,
    ) -> Result<(Self, Charset), ConnectorError> {
        let path = source.path.clone();
        let broken = |error| io_failure(&path, "read the file", error);
        let head = source.head().map_err(broken)?;
        let (charset, skipped) = match (byte_order_mark(&head), setting) {
            (Some((mark, _)), Some(setting)) if !mark.agrees_with(setting) => {
                return Err(contradiction(&path, mark));
            }
            (Some((mark, len)), _) => (mark, len),
            (None, Some(setting)) => (Charset::from_setting(setting), 0),
            (None, None) => {
                refuse_binary(&path, &head)?;
                source.go_to(0).map_err(broken)?;
                if is_utf8(&mut source).map_err(broken)? {
                    (Charset::Utf8, 0)
                } else {
                    source.go_to(0).map_err(broken)?;
                    (tell(&mut source).map_err(broken)?, 0)
                }
            }
        };
        if matches!(charset, Charset::Utf16Le | Charset::Utf16Be) {
            if source.len() % 2 == 1 {
                return Err(failure(ErrorKind::Incomplete, &path, "ends within a character")
                    .hint("run again when the export is finished"));
            }
        } else {
            refuse_binary(&path, &head)?;
        }
        if head.len() == skipped {
            return Err(empty(&path));
        }
        source.go_to(skipped as u64).map_err(broken)?;
        let text = match charset.decoder() {
            None => Text::Plain(source),
            Some(decoder) => Text::Decoded(Transcoder::new(source, decoder)),
        };
        Ok((text, charset))
    }

    /// The file.
    pub(crate) fn source(&self) -> &Source {
        match self {
            Text::Plain(source) => source,
            Text::Decoded(transcoder) => transcoder.input(),
        }
    }
}

impl Read for Text {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Text::Plain(source) => source.read(out),
            Text::Decoded(transcoder) => transcoder.read(out),
        }
    }
}

/// The error for a file without any rows.
pub(crate) fn empty(path: &Path) -> ConnectorError {
    failure(ErrorKind::Malformed, path, "is empty").hint(
        "an export without residents still has its line of headings; check whether the export worked",
    )
}

fn contradiction(path: &Path, mark: Charset) -> ConnectorError {
    let what =
        format!("begins with the byte-order mark of {}, which `encoding` contradicts", mark.name());
    failure(ErrorKind::ConfigInvalid, path, &what).hint("remove `encoding`; it is detected")
}

fn refuse_binary(path: &Path, head: &[u8]) -> Result<(), ConnectorError> {
    let (what, hint) = match head {
        [b'%', b'P', b'D', b'F', ..] => ("is a PDF, not CSV", "export the report as CSV"),
        _ => {
            let nuls = head.iter().filter(|byte| **byte == 0).count();
            // One in ten: a stray NUL affects only the record that has it.
            if nuls * 10 <= head.len() {
                return Ok(());
            }
            (
                "is not a text file: it contains NUL bytes",
                "export it as CSV; if it is UTF-16 without a byte-order mark, set `encoding` to \
                 \"utf-16le\" or \"utf-16be\"",
            )
        }
    };
    Err(failure(ErrorKind::Malformed, path, what).hint(hint))
}
