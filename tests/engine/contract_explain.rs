//! `explain`: why a resident is linked, held or missing.

use rstest::rstest;

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, explained};

#[rstest]
fn every_kind_of_resident(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let rows = [
        Row::new("t1", "Ana Ruiz", "101"),
        Row::new("t2", "Nora Hansen", "601").email("hansen@example.com"),
        Row::new("t3", "Erik Hansen", "601").email("hansen@example.com"),
        Row::new("t4", "Otto Brandt", "104").status("Past").move_out("2026-06-30"),
        Row::new("t5", "Eve Sand", "105").with("role", "Guarantor"),
        Row::new("t6", "Femi Bello", "106"),
    ];
    site.sync(&rows);
    explained(&site, "t1", &["Ana Ruiz", "101", "linked", "ana.ruiz@example.com"]);
    explained(&site, "t2", &["Nora Hansen", "hansen@example.com", "t3"]);
    explained(&site, "t4", &["Otto Brandt", "2026-06-30"]);
    explained(&site, "t5", &["guarantor"]);
    site.sync(&rows[..5]);
    explained(&site, "t6", &["not in the PMS's roster", "missing_from_pms"]);
    site.run(&["explain", "t404"])
        .exits(1)
        .says(&["t404", "neither in the roster nor in the directory"]);
    site.run(&["explain", "T1"]).exits(1).says(&["T1", "but t1 is", "case-sensitive"]);
}

#[rstest]
fn before_the_first_sync_it_says_what_would_be(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    site.feed(&[Row::new("t1", "Ana Ruiz", "101")]);
    explained(&site, "t1", &["Ana Ruiz"]);
}
