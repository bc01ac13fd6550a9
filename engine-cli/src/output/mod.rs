//! What people and scripts see: tables and sentences on stdout, or one JSON
//! document; logs and progress on stderr.

pub(crate) mod log;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod table;

use std::io::{self, BufWriter, ErrorKind, Write};

use serde::Serialize;

/// Prints one JSON document.
pub(crate) fn json(document: &impl Serialize) -> anyhow::Result<()> {
    json_lines([document])
}

/// Prints a JSON document a line. A reader that has gone away is no error:
/// what was done is done.
pub(crate) fn json_lines<'a, T: Serialize + 'a>(
    documents: impl IntoIterator<Item = &'a T>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let write = || -> io::Result<()> {
        for document in documents {
            serde_json::to_writer(&mut out, document)?;
            out.write_all(b"\n")?;
        }
        out.flush()
    };
    match write() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A time for people: UTC, to the minute.
pub(crate) fn time(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
