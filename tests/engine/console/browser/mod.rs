//! The console in a real browser, at the quickstart's Maple Court.

mod harness;
mod hostile;
mod keyboard;
mod look;
mod pages;
mod person;
mod roles;
mod story;

use std::{fs, path::Path};

use harness::{Browser, Scripts};

use super::{Console, server::PASSWORD};
use crate::harness::Site;

/// The quickstart's folder, with the first twenty people imported and Monday's
/// export as the feed.
fn maple_court() -> Site {
    let site = Site::new().at("2026-11-23");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/quickstart");
    for day in ["monday", "tuesday", "wednesday"] {
        let name = format!("residents-{day}.csv");
        fs::copy(example.join(&name), site.path(&name)).unwrap();
    }
    let toml = fs::read_to_string(example.join("quickstart.toml")).unwrap();
    let here = toml.replace("sqlite://quickstart.db", &site.url);
    assert_ne!(toml, here, "the quickstart's database has another name");
    site.write_toml(&here);
    let people = example.join("people.csv");
    site.json(&["people", "import", people.to_str().unwrap()]);
    site
}

/// Replaces the feed with the export of another day.
fn comes(site: &Site, day: &str) {
    fs::copy(site.path(&format!("residents-{day}.csv")), site.path("residents-monday.csv"))
        .unwrap();
}

impl Browser {
    /// Opens the start page and signs in.
    #[track_caller]
    fn sign_in(&self, name: &str) {
        self.visit("/");
        self.is_at("Sign in");
        self.fill("Name", name);
        self.fill("Password", PASSWORD);
        self.press("Sign in");
        self.is_at("People");
    }

    /// Starts a sync on People and waits for its end.
    #[track_caller]
    fn sync(&self) {
        self.follow("People");
        self.press("Sync now");
        self.is_at("Sync with the PMS");
        self.find("//button[normalize-space()='Sync now']", "the button, when the sync has ended");
    }

    /// Opens the alerts with the mark at the top right.
    #[track_caller]
    fn open_alerts(&self) {
        let mark = self.find("//header//a[contains(normalize-space(), 'open alert')]", "the mark");
        self.wait(mark.click());
        self.is_at("Alerts");
    }

    /// Searches for somebody on People.
    #[track_caller]
    fn look_up(&self, words: &str, found: &str) {
        self.follow("People");
        self.fill("Search", words);
        self.press("Search");
        self.sees(found);
    }
}
