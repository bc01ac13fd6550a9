use std::io::{self, Seek, Write};

use serde::Serialize;
use tempfile::SpooledTempFile;

/// Lines of JSON that are held until all of them are known to be good: a few
/// in memory, many in an unnamed temporary file.
#[derive(Debug)]
pub(crate) struct Spool {
    file: SpooledTempFile,
    lines: Vec<u8>,
}

impl Spool {
    /// How many bytes are kept in memory.
    const IN_MEMORY: usize = 4 << 20;

    pub(crate) fn new() -> Self {
        Self { file: SpooledTempFile::new(Self::IN_MEMORY), lines: Vec::new() }
    }

    /// Adds one line per document.
    pub(crate) fn add<T: Serialize>(&mut self, documents: &[T]) -> io::Result<()> {
        self.lines.clear();
        for document in documents {
            serde_json::to_writer(&mut self.lines, document)?;
            self.lines.push(b'\n');
        }
        self.file.write_all(&self.lines)
    }

    /// Prints everything to stdout.
    pub(crate) fn print(mut self) -> anyhow::Result<()> {
        self.file.rewind()?;
        super::to_stdout(|out| io::copy(&mut self.file, out).map(drop))
    }
}
