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
    path::Path,
};

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use tenantry_engine::schedule;

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

/// A path as a person can paste it into a shell: in quotes if it has to be.
pub(crate) fn pasted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+@%:,~\\".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        return path;
    }
    format!("'{}'", path.replace('\'', r"'\''"))
}

/// Says that something that has happened is dated in the future.
pub(crate) fn ahead(at: Timestamp) -> String {
    let day = at.strftime("%B %-d, %Y");
    format!("dated {day}, which is in the future; check this machine's clock")
}

/// Says when something happened, in a time zone: `today at 2:41 PM`, `yesterday at 9:05 AM`,
/// `June 3, 2026 at 9:05 AM`.
pub(crate) fn in_words(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    if schedule::is_ahead(at, now) {
        return ahead(at);
    }
    let (local, today) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()).date());
    let day = match today {
        today if today == local.date() => "today".to_owned(),
        today if today.yesterday().is_ok_and(|day| day == local.date()) => "yesterday".to_owned(),
        _ => local.strftime("%B %-d, %Y").to_string(),
    };
    format!("{day} at {}", local.strftime("%-I:%M %p"))
}

/// Formats a time in UTC, to the minute.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("sites/oak.toml", "sites/oak.toml")]
    #[case("my sites/oak.toml", "'my sites/oak.toml'")]
    #[case("ana's/oak.toml", r"'ana'\''s/oak.toml'")]
    #[case("$HOME", "'$HOME'")]
    fn paths(#[case] path: &str, #[case] expected: &str) {
        assert_eq!(pasted(Path::new(path)), expected);
    }

    #[rstest]
    #[case("2026-11-23T20:41:00Z", "today at 2:41 PM")]
    #[case("2026-11-23T05:59:00Z", "yesterday at 11:59 PM")]
    #[case("2026-11-21T15:05:00Z", "November 21, 2026 at 9:05 AM")]
    #[case(
        "2026-12-21T15:05:00Z",
        "dated December 21, 2026, which is in the future; check this machine's clock"
    )]
    fn words(#[case] at: Timestamp, #[case] expected: &str) {
        let now = "2026-11-23T21:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/Chicago").unwrap();
        assert_eq!(in_words(at, now, &zone), expected);
    }
}
