//! A property, and one thing that somebody does there.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::sound::{is_sound, settled};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite, alert, crowd, execute, restore, save};

const PEOPLE: usize = 300;

/// What is interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// The first sync of all, when not even the tables exist.
    First,
    Sync,
    Confirm,
    Plan,
    Undo,
    Resolve,
    Import,
    Merge,
}

/// A directory in which a deed has something to do.
#[derive(Debug)]
pub(crate) struct Town {
    pub(crate) site: Site,
    pub(crate) on: Backend,
    deed: Deed,
    args: Vec<String>,
    /// The directory before and after the deed.
    pub(crate) before: (Value, Value),
    pub(crate) after: (Value, Value),
    /// How long the deed takes when nothing interrupts it.
    pub(crate) whole: Duration,
}

/// Two of the people have a second account, and some share an email until Tuesday.
fn monday() -> Vec<Row> {
    let mut rows = crowd(PEOPLE);
    for n in (0..PEOPLE).step_by(50) {
        rows[n] = rows[n].clone().email(&format!("shared{}@example.com", n / 100));
    }
    rows.push(Row::new("a1", "Ana Ruiz", "101"));
    rows.push(Row::new("a2", "Ana Ruiz", "204").email("ruiz@example.com"));
    rows.push(Row::new("b1", "Ben Laurent", "102"));
    rows
}

/// Half of the people change, some move out, some are missing, some are new.
fn tuesday() -> Vec<Row> {
    let change = |(n, row): (usize, Row)| match n {
        n if n % 50 == 1 => row.status("Past").move_out("2026-11-01"),
        n if n % 70 == 2 => row.email(&format!("other{n}@example.com")),
        n if n % 2 == 0 => row.unit(&format!("X{n}")),
        _ => row,
    };
    let mut rows: Vec<Row> =
        crowd(PEOPLE + 60).into_iter().enumerate().skip(20).map(change).collect();
    rows.extend(monday().into_iter().skip(PEOPLE));
    rows
}

/// Everybody but a few has moved out.
fn exodus() -> Vec<Row> {
    let leave = |(n, row): (usize, Row)| {
        if n > 20 { row.status("Past").move_out("2026-11-01") } else { row }
    };
    monday().into_iter().enumerate().map(leave).collect()
}

fn import(site: &Site, people: impl Iterator<Item = String>) -> String {
    let file = site.path("import.csv");
    let rows: Vec<String> = people.collect();
    fs::write(&file, format!("email,first_name,last_name,unit\n{}\n", rows.join("\n"))).unwrap();
    file.display().to_string()
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// Gives the deed something to do, and returns its command.
fn prepared(site: &Site, deed: Deed) -> Vec<String> {
    if deed == Deed::First {
        site.feed(&monday());
        return words(["sync"]);
    }
    if deed == Deed::Resolve {
        let file = import(site, ["bl@example.com,Ben,Laurent,102".into()].into_iter());
        site.json(&["people", "import", &file]);
    }
    site.sync(&monday());
    site.feed(if deed == Deed::Confirm { exodus() } else { tuesday() }.as_slice());
    match deed {
        Deed::First | Deed::Sync => words(["sync"]),
        Deed::Confirm => {
            let report = site.run(&["--json", "sync"]).exits(3).json();
            words(["sync", "--confirm", report["run_id"].as_str().unwrap()])
        }
        Deed::Plan => words(["plan", "--out", &site.path("plan.json").display().to_string()]),
        Deed::Undo => words(["undo", site.json(&["sync"])["run_id"].as_str().unwrap()]),
        Deed::Resolve => {
            let alerts = site.alerts();
            let id = alert(&alerts, "email_mismatch")["id"].as_str().unwrap();
            words(["alerts", "resolve", id, "create-separate", "--delete-old"])
        }
        Deed::Import => {
            let guest = |n| format!("guest{n}@example.com,Guest{n},Of{n},G{n}");
            words(["people", "import", &import(site, (0..PEOPLE).map(guest))])
        }
        Deed::Merge => {
            words(["people", "merge", "ana.ruiz@example.com", "ruiz@example.com", "--yes"])
        }
    }
}

impl Town {
    /// `None` if there is no server.
    pub(crate) fn on(on: Backend, deed: Deed) -> Option<Self> {
        let mut site = Site::on(on)?;
        if deed != Deed::Confirm {
            site = site.without_limits();
        }
        let args = prepared(&site, deed);
        let nobody = || Value::Array(Vec::new());
        let before = match deed {
            Deed::First => (nobody(), nobody()),
            _ => {
                save(&site, on);
                state(&site)
            }
        };
        let (after, whole) = (before.clone(), Duration::ZERO);
        let mut town = Self { site, on, deed, args, before, after, whole };
        let begun = Instant::now();
        let output = town.start().output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        town.whole = begun.elapsed();
        town.after = state(&town.site);
        assert_eq!(town.before == town.after, deed == Deed::Plan);
        Some(town)
    }

    /// Makes everything as it was before the deed.
    pub(crate) fn again(&self) {
        let _ = fs::remove_file(self.site.path("plan.json"));
        match (self.deed, self.on) {
            (Deed::First, Sqlite) => {
                for end in ["", "-wal", "-shm", ".id"] {
                    let _ = fs::remove_file(self.site.path(&format!("tenantry.db{end}")));
                }
            }
            (Deed::First, Postgres) => {
                let schema = self.site.url.rsplit_once("search_path]=").unwrap().1;
                let sql = format!("DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}");
                execute(&self.site.url, &sql);
            }
            _ => restore(&self.site, self.on),
        }
    }

    /// The deed as a command.
    pub(crate) fn start(&self) -> Command {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let mut command = self.site.command(&args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Whether the directory is as it is after the deed.
    pub(crate) fn is_done(&self) -> bool {
        state(&self.site) == self.after
    }

    /// Checks that the deed was done completely or not at all, and that the next
    /// sync completes.
    #[track_caller]
    pub(crate) fn is_whole(&self, why: &str) {
        settled(&self.site, self.on);
        let now = state(&self.site);
        let did = now == self.after;
        assert!(did || now == self.before, "half of {:?} is left of one {why}", self.deed);
        let has_tables = now.0 != Value::Array(Vec::new());
        if has_tables {
            is_sound(&self.site, self.on);
        }
        self.plan_is_whole();
        let next = self.site.run(&["sync"]);
        // Held again, unless the confirmation was saved before it was interrupted.
        let may_be_held = self.deed == Deed::Confirm && !did;
        let code = if may_be_held && next.code == 3 { 3 } else { 0 };
        next.exits(code);
        if !has_tables {
            is_sound(&self.site, self.on);
        }
        if self.deed == Deed::First || self.deed == Deed::Sync {
            assert!(self.is_done(), "the sync after one {why}");
        }
    }

    /// A plan is in its file completely or not at all.
    #[track_caller]
    fn plan_is_whole(&self) {
        let Ok(text) = fs::read_to_string(self.site.path("plan.json")) else { return };
        if let Err(error) = serde_json::from_str::<Value>(&text) {
            panic!("{error} in a plan of {} bytes", text.len());
        }
    }
}

/// People and alerts, without times.
pub(crate) fn state(site: &Site) -> (Value, Value) {
    let (people, alerts) = thread::scope(|scope| {
        let alerts = scope.spawn(|| site.json(&["alerts", "--all"]));
        (site.people(), alerts.join().expect("alerts"))
    });
    let mut alerts = alerts;
    for alert in alerts.as_array_mut().expect("a list") {
        for key in ["opened_at", "closed_at"] {
            alert[key] = Value::Bool(alert[key].is_null());
        }
    }
    (people, alerts)
}
