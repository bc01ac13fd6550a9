//! The program as its users run it: a folder with a property and its feed, and the command line.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Runs the program in a folder.
fn engine(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_acme-engine"))
        .current_dir(folder)
        .args(["--config", "acme.toml"])
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs a command that has to succeed, and returns what it prints.
fn succeeds(folder: &Path, arguments: &[&str]) -> String {
    let output = engine(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with the example's property and its feed.
fn property() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["acme.toml", "feed.acme"] {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        fs::copy(example, folder.path().join(file)).unwrap();
    }
    folder
}

#[test]
fn its_people_are_synced_once() {
    let folder = property();
    succeeds(folder.path(), &["check"]);
    succeeds(folder.path(), &["sync"]);
    let people = succeeds(folder.path(), &["--json", "people"]);
    assert!(people.contains(r#""email":"ada.okafor@example.com""#), "{people}");
    // Exits with 0 only if there is nothing to do.
    succeeds(folder.path(), &["plan", "--detailed-exitcode"]);
}

#[test]
fn a_feed_that_is_cut_short_ends_nobody() {
    let folder = property();
    succeeds(folder.path(), &["sync"]);
    let before = succeeds(folder.path(), &["--json", "people"]);
    let feed = folder.path().join("feed.acme");
    let whole = fs::read_to_string(&feed).unwrap();
    let lines: Vec<&str> = whole.lines().take(4).collect();
    fs::write(&feed, lines.join("\n")).unwrap();
    let output = engine(folder.path(), &["sync"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(succeeds(folder.path(), &["--json", "people"]), before);
}
