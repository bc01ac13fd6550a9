//! The output: tables and sentences on stdout, or one JSON document; logs and
//! progress on stderr.

pub(crate) mod alert;
pub(crate) mod log;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod refused;
pub(crate) mod spool;
pub(crate) mod stored;
pub(crate) mod table;

use std::{
    fmt::Display,
    io::{self, BufWriter, ErrorKind, Write},
};

use serde::Serialize;

/// Prints one JSON document, on one line.
pub(crate) fn json(document: &impl Serialize) -> anyhow::Result<()> {
    to_stdout(|out| {
        serde_json::to_writer(&mut *out, document)?;
        out.write_all(b"\n")
    })
}

/// Writes to stdout. A closed pipe is not an error, because the work is
/// already done.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a line to stderr: a note, a warning or an error for the person at the
/// terminal. Failures are ignored.
pub(crate) fn tell(line: impl Display) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Says that something that has happened is dated in the future.
pub(crate) fn ahead(at: jiff::Timestamp) -> String {
    let day = at.strftime("%B %-d, %Y");
    format!("dated {day}, which is in the future; check this machine's clock")
}

/// Formats a time in UTC, to the minute.
pub(crate) fn time(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
