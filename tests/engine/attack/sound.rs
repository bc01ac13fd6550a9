//! What must be true of a directory, whatever was done to the engine.

use std::time::{Duration, Instant};

use crate::{
    audit,
    harness::{Backend, Postgres, Site, Sqlite, database},
};

/// Checks the database's integrity, that emails are unique, and that the audit
/// replays to the directory.
#[track_caller]
pub(crate) fn is_sound(site: &Site, on: Backend) {
    if on == Sqlite {
        let said = database::query(&site.url, "PRAGMA integrity_check");
        assert_eq!(said[0].try_get_by_index::<String>(0).unwrap(), "ok");
        let orphans = database::query(&site.url, "PRAGMA foreign_key_check");
        assert!(orphans.is_empty(), "{} rows without their parent", orphans.len());
    }
    let sql = "SELECT count(*) FROM (SELECT email_key FROM accounts WHERE email_key IS NOT NULL \
               GROUP BY email_key HAVING count(*) > 1) AS twice";
    let twice: i64 = database::query(&site.url, sql)[0].try_get_by_index(0).unwrap();
    assert_eq!(twice, 0, "emails of two accounts");
    audit::agrees(site);
}

/// The name under which this site's connections appear on the server.
pub(crate) fn application(site: &Site) -> &str {
    let (_, rest) = site.url.split_once("application_name=").expect("an application name");
    rest.split('&').next().expect("a name")
}

/// Waits until the server has finished what it does for processes that are gone.
pub(crate) fn settled(site: &Site, on: Backend) {
    if on != Postgres {
        return;
    }
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '{}' \
         AND pid <> pg_backend_pid()",
        application(site)
    );
    let begun = Instant::now();
    while database::query(&site.url, &sql)[0].try_get_by_index::<i64>(0).unwrap() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the server does not let go");
        std::thread::sleep(Duration::from_millis(10));
    }
}
