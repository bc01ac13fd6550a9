use std::{
    fs::File,
    io::{self, Read, Seek, Write},
};

use tenantry_core::connector::ConnectorError;

use crate::failure::{no_room, too_large};

/// An unnamed file that receives what is fetched or unpacked, up to a limit.
#[derive(Debug)]
pub(crate) struct Spool {
    /// The source's name, for messages.
    name: String,
    file: File,
    cap: u64,
    written: u64,
}

impl Spool {
    /// An empty file for the source called `name`.
    pub(crate) fn new(name: &str, cap: u64) -> Result<Self, ConnectorError> {
        let file = tempfile::tempfile().map_err(|error| no_room(name, error))?;
        Ok(Self { name: name.to_owned(), file, cap, written: 0 })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`TooLarge`](tenantry_core::connector::ErrorKind::TooLarge) above the
    /// limit.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Result<(), ConnectorError> {
        self.written += bytes.len() as u64;
        if self.written > self.cap {
            return Err(too_large(&self.name, self.cap));
        }
        self.file.write_all(bytes).map_err(|error| no_room(&self.name, error))
    }

    /// Adds everything from `input`; `broken` converts its I/O error.
    pub(crate) fn add_all(
        &mut self,
        mut input: impl Read,
        broken: impl Fn(io::Error) -> ConnectorError,
    ) -> Result<(), ConnectorError> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => self.add(&buffer[..count])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(broken(error)),
            }
        }
    }

    /// The number of bytes so far.
    pub(crate) fn len(&self) -> u64 {
        self.written
    }

    /// The file, at its beginning.
    pub(crate) fn finish(mut self) -> Result<File, ConnectorError> {
        self.file.rewind().map_err(|error| no_room(&self.name, error))?;
        Ok(self.file)
    }
}

/// For writers that write by themselves: a [`ConnectorError`] is wrapped in the
/// I/O error.
impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.add(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
