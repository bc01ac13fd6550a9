//! A console whose database vanishes or is exchanged, and one that stops.

use std::{fs, time::Duration};

use rstest::rstest;

use super::{Console, schedule::runs, server::operator};
use crate::harness::{Backend, Postgres, Site, Sqlite, crowd, database};

const DB: &str = "tenantry.db";

fn site() -> Site {
    let site = Site::new();
    site.sync(&crowd(5));
    site
}

async fn readiness(console: &Console) -> (u16, String) {
    let answer = console.guest().get("/readyz").await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn the_console_does_not_start_over() {
    let site = site();
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("ana").await;
    assert_eq!(readiness(&console).await.0, 200);
    fs::rename(site.path(DB), site.path("elsewhere")).unwrap();
    site.feed(&crowd(6));
    assert_eq!(readiness(&console).await.0, 503);
    ana.post_form("/p/maple-court/sync", &[]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!site.path(DB).exists());
    // Nor does it work with another one.
    let other = self::site();
    fs::copy(other.path(DB), site.path(DB)).unwrap();
    assert_eq!(readiness(&console).await.0, 503);
    fs::rename(site.path("elsewhere"), site.path(DB)).unwrap();
    assert_eq!(readiness(&console).await.0, 200);
    assert_eq!(ana.post("/p/maple-court/sync", &[]).await.status, 303);
}

#[rstest]
#[tokio::test]
async fn a_sync_of_the_schedule_starts_no_directory(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.set("[sync]\nevery = \"1m\"\n");
    site.sync(&crowd(5));
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("ana").await;
    match on {
        Sqlite => fs::remove_file(site.path(DB)).unwrap(),
        Postgres => {
            let schema = site.url.rsplit_once("search_path]=").unwrap().1;
            let sql = format!("DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}");
            database::execute(&site.url, &sql);
        }
    }
    let (status, why) = readiness(&console).await;
    assert_eq!(status, 503, "{why}");
    drop(ana);
    tokio::time::sleep(Duration::from_secs(7)).await;
    let tables = match on {
        Sqlite => usize::from(site.path(DB).exists()),
        Postgres => {
            let schema = site.url.rsplit_once("search_path]=").unwrap().1;
            let sql =
                format!("SELECT 1 FROM information_schema.tables WHERE table_schema = '{schema}'");
            let url = site.url.clone();
            std::thread::spawn(move || database::query(&url, &sql).len()).join().unwrap()
        }
    };
    assert_eq!(tables, 0);
}

#[tokio::test]
async fn a_clean_stop_leaves_one_complete_file() {
    let site = site();
    operator(&site.toml(), "ana", "manager", &[]);
    let mut console = Console::of(&site);
    let ana = console.signed_in("ana").await;
    site.feed(&crowd(7));
    assert_eq!(ana.post("/p/maple-court/sync", &[]).await.status, 303);
    runs(&site, 2).await;
    assert_eq!(console.stop(), 0);
    for side in ["tenantry.db-wal", "tenantry.db-shm"] {
        assert!(!site.path(side).exists(), "{side}");
    }
    fs::copy(site.path(DB), site.path("copy.db")).unwrap();
    let url = format!("sqlite://{}", site.path("copy.db").display());
    assert_eq!(site.with_url(url).people().as_array().unwrap().len(), 7);
}
