//! What people and scripts see: tables and sentences on stdout, or one JSON
//! document; logs and progress on stderr.

pub(crate) mod log;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod table;

use serde::Serialize;

/// Prints one JSON document.
pub(crate) fn json(document: &impl Serialize) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, document)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

/// A time for people: UTC, to the minute.
pub(crate) fn time(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
