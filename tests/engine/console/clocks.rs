//! What the console says and does after a sync by a clock that was wrong.

use std::time::Duration;

use rstest::rstest;

use super::{Console, schedule::runs, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite, Wrong, database, misdate};

/// A property that was synced by a clock a month ahead.
fn site(on: Backend) -> Option<Site> {
    let site = Site::on(on)?;
    site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    misdate(&site, on, Wrong::Ahead);
    Some(site)
}

#[rstest]
#[tokio::test]
async fn the_console_says_so(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("ana").await;
    for page in ["/p/maple-court/people", "/properties", "/p/maple-court/runs"] {
        let page = ana.page(page).await.body;
        assert!(page.contains("which is in the future"), "{page}");
        assert!(!page.contains("just now"), "{page}");
    }
    let metrics = console.guest().page("/metrics").await.body;
    let value = |name: &str| -> f64 {
        let line = format!("tenantry_roster_{name}_seconds{{property=\"maple-court\"}} ");
        let value = metrics.lines().find_map(|text| text.strip_prefix(line.as_str()));
        value.unwrap_or_else(|| panic!("{line}in:\n{metrics}")).parse().unwrap()
    };
    assert_eq!(value("age"), f64::INFINITY);
    let month = 30.0 * 86_400.0;
    assert!((month - 300.0..=month).contains(&value("ahead")), "{metrics}");
}

#[rstest]
#[tokio::test]
async fn the_schedule_does_not_wait_for_the_date(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = site(on) else { return };
    let site = site.set("[sync]\nevery = \"1h\"\n");
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    assert_eq!(runs(&site, 2).await[1]["id"], Wrong::Ahead.id());
    assert!(console.logged().contains("the sync before this one is dated"), "{}", console.logged());
    let metrics = console.guest().page("/metrics").await.body;
    assert!(metrics.contains("tenantry_roster_ahead_seconds{property=\"maple-court\"} 0"));
    // Another machine, whose clock is ahead, syncs as well: the two do not take turns
    // without a pause.
    misdate_again(&site, on);
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(runs(&site, 2).await.len(), 2);
    let ana = console.signed_in("ana").await;
    let page = ana.page("/p/maple-court/people").await.body;
    assert!(page.contains("Next sync in about 60 minutes"), "{page}");
}

/// Dates the console's own run in the future, and gives the earlier one another ID.
fn misdate_again(site: &Site, on: Backend) {
    let first = format!("UPDATE runs SET id = '{}'", Wrong::Behind.id());
    database::execute(&site.url, &format!("{first} WHERE id = '{}'", Wrong::Ahead.id()));
    misdate(site, on, Wrong::Ahead);
}
