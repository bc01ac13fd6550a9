//! Saves a directory, to be restored as often as a test likes.

use std::fs;

use super::{
    Site,
    database::{
        self,
        Backend::{self, Postgres, Sqlite},
    },
};

/// The tables, in an order that satisfies the foreign keys.
fn tables(site: &Site) -> Vec<String> {
    let sql = "SELECT table_name::text FROM information_schema.tables \
               WHERE table_schema = current_schema() AND table_name NOT LIKE 'saved_%' \
               ORDER BY table_name <> 'properties', table_name";
    let rows = database::query(&site.url, sql);
    rows.iter().map(|row| row.try_get_by_index(0).expect("a table's name")).collect()
}

/// Saves the directory.
pub(crate) fn save(site: &Site, on: Backend) {
    match on {
        Sqlite => {
            fs::copy(site.path("tenantry.db"), site.path("saved.db")).expect("a copy");
        }
        Postgres => {
            let copy = |name| format!("CREATE TABLE saved_{name} AS SELECT * FROM {name};");
            let sql: String = tables(site).into_iter().map(copy).collect();
            database::execute(&site.url, &sql);
        }
    }
}

/// Restores the saved directory.
pub(crate) fn restore(site: &Site, on: Backend) {
    match on {
        Sqlite => {
            for side in ["tenantry.db-wal", "tenantry.db-shm"] {
                let _ = fs::remove_file(site.path(side));
            }
            fs::copy(site.path("saved.db"), site.path("tenantry.db")).expect("a copy");
        }
        Postgres => {
            let tables = tables(site);
            let fill = |name| format!("INSERT INTO {name} SELECT * FROM saved_{name};");
            let empty = format!("TRUNCATE {};", tables.join(", "));
            let fill: String = tables.iter().map(fill).collect();
            database::execute(&site.url, &(empty + fill.as_str()));
        }
    }
}
