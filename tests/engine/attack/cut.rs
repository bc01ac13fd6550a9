//! PostgreSQL ends every connection, as when it restarts or fails over.

use std::{
    collections::BTreeSet,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tokio::runtime::Runtime;

use super::{
    dice::{Dice, rounds, tally},
    sound::{application, is_sound, settled},
    town::{Deed, Town},
};
use crate::{
    console::{Caller, Client, Console, operator},
    harness::{Output, Postgres, Site, crowd, database},
};

/// A connection of its own, with which to end those of the engine.
struct Cutter {
    runtime: Runtime,
    db: DatabaseConnection,
    sql: String,
}

impl Cutter {
    fn of(site: &Site) -> Self {
        let name = application(site);
        let url = site.url.replacen(&format!("application_name={name}"), "application_name=cut", 1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let db = runtime.block_on(database::connect(&url));
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'"
        );
        Self { runtime, db, sql }
    }

    /// Ends the connections, and returns how many there were.
    fn cut(&self) -> usize {
        let sql = Statement::from_string(self.db.get_database_backend(), self.sql.as_str());
        self.runtime.block_on(self.db.query_all_raw(sql)).unwrap().len()
    }
}

#[rstest]
fn cut_off(
    #[values(
        Deed::Sync,
        Deed::Confirm,
        Deed::Plan,
        Deed::Undo,
        Deed::Resolve,
        Deed::Import,
        Deed::Merge
    )]
    deed: Deed,
) {
    let Some(town) = Town::on(Postgres, deed) else { return };
    let cutter = Cutter::of(&town.site);
    let mut dice = Dice::new();
    let mut cuts = 0;
    let all = rounds(4);
    for round in 0..all * 5 {
        if round >= all && cuts > 0 {
            break;
        }
        town.again();
        let mut command = town.start();
        let running = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut waited = Vec::new();
        // Every other time, it is cut off again while it tries again.
        for _ in 0..=round % 2 {
            let instant = dice.within(town.whole);
            thread::sleep(instant);
            cuts += cutter.cut();
            waited.push(instant);
        }
        let why = format!("cut off after {waited:?}, in round {round}");
        let output = Output::of(running.wait_with_output().unwrap());
        assert!([0, 1].contains(&output.code), "{why}: {}", output.stderr);
        settled(&town.site, Postgres);
        if output.code == 0 {
            assert!(town.is_done(), "{why}, and it said that it was done");
        } else {
            output.says(&["postgres"]);
            let latest = &town.site.json(&["runs"])[0]["outcome"];
            if deed == Deed::Sync && !town.is_done() {
                assert_eq!(latest, "failed", "{why}: {}", output.stderr);
            }
        }
        town.is_whole(&why);
    }
    assert!(cuts > 0, "nothing was cut off");
    tally(cuts, "PostgreSQL connections ended");
}

/// The pages and the schedule go on.
#[test]
fn a_console_that_is_cut_off() {
    let Some(site) = Site::on(Postgres) else { return };
    let site = site.set("[sync]\nevery = \"1m\"\n[sync.safety]\nmoved = { min = 1000000 }\n");
    site.sync(&crowd(1000));
    operator(&site.toml(), "ana", "manager", &[]);
    let cutter = Cutter::of(&site);
    let mut dice = Dice::new();
    let console = Console::of(&site);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ana = runtime.block_on(Caller::browser(&console, "ana"));
    let browser: Client = runtime.block_on(console.signed_in("ana"));
    let mut cuts = 0;
    // The first sync.
    let mut recorded = BTreeSet::from([String::new()]);
    for round in 0..rounds(6) {
        let rows = crowd(1000);
        let moved: Vec<_> =
            rows.into_iter().map(|row| row.unit(&format!("moved in round {round}"))).collect();
        site.feed(&moved);
        let asked = runtime.block_on(ana.post("/properties/maple-court/sync", None));
        assert!([202, 409].contains(&asked.status), "{}", asked.body);
        thread::sleep(dice.within(Duration::from_millis(900)));
        cuts += cutter.cut();
        // The first page afterwards.
        let page = runtime.block_on(browser.get("/p/maple-court/people"));
        assert_eq!(page.status, 200, "round {round}: {}", page.body);
        let last = runtime.block_on(ana.synced("maple-court"));
        let outcome = last["outcome"].as_str().unwrap();
        assert!(["completed", "failed"].contains(&outcome), "round {round}: {last}");
        // The schedule records what a sync could not.
        let is_recorded = || {
            let runs = site.json(&["runs", "--limit", "1000"]);
            let ids = runs.as_array().unwrap().iter().map(|run| run["id"].to_string());
            let now: BTreeSet<String> = ids.collect();
            let is_more = now.len() > recorded.len() && runs[0]["outcome"] == outcome;
            is_more.then_some(now)
        };
        let begun = Instant::now();
        recorded = loop {
            if let Some(now) = is_recorded() {
                break now;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "round {round} left no run: {last}");
            thread::sleep(Duration::from_millis(200));
        };
    }
    drop(console);
    settled(&site, Postgres);
    site.json(&["sync"]);
    is_sound(&site, Postgres);
    tally(cuts, "PostgreSQL connections ended");
}
