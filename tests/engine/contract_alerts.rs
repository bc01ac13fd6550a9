//! What `alerts show` says of an alert's facts.

use rstest::rstest;

use crate::harness::{Backend, Postgres, Row, Site, Sqlite};

#[rstest]
fn the_facts_are_worded_without_internal_values(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let ana = || Row::new("t1", "Ana Ruiz", "101");
    site.sync(&[ana()]);
    site.sync(&[ana().email("ana.new@example.com")]);
    let shown = site.run(&["alerts", "show", "1"]).exits(0).stdout;
    for part in [
        "In the PMS: t1 Ana Ruiz, ana.new@example.com",
        "In the directory: Ana Ruiz, ana.ruiz@example.com",
        "same unit",
        "create-separate",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    for internal in ["linked", "residency: ", "usable email", "evidence", "kind:"] {
        assert!(!shown.contains(internal), "{internal}: {shown}");
    }
}
