//! Tests that cannot run on this machine: they report it and are counted.

use std::{env, fs::OpenOptions, io::Write};

/// Reports that something was not tested, on stderr and in the file that
/// `TENANTRY_SKIPPED` names; `scripts/test` prints that file at the end.
#[expect(clippy::disallowed_macros, reason = "a test says what it skipped")]
pub(crate) fn skip(what: &str) {
    eprintln!("SKIPPED: {what}");
    if let Some(file) = env::var_os("TENANTRY_SKIPPED") {
        let file = OpenOptions::new().append(true).create(true).open(file);
        let _ = file.and_then(|mut file| file.write_all(format!("{what}\n").as_bytes()));
    }
}
