//! Tests that a machine does not allow: they say so, and are counted.

use std::{env, fs::OpenOptions, io::Write};

/// Says that something was not tested, on stderr and in the file that
/// `TENANTRY_SKIPPED` names, from which `scripts/test` tells it at its end.
#[expect(clippy::disallowed_macros, reason = "a test says what it skipped")]
pub(crate) fn skip(what: &str) {
    eprintln!("SKIPPED: {what}");
    if let Some(file) = env::var_os("TENANTRY_SKIPPED") {
        let file = OpenOptions::new().append(true).create(true).open(file);
        let _ = file.and_then(|mut file| file.write_all(format!("{what}\n").as_bytes()));
    }
}
