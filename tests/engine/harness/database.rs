//! A new, empty database for each test, and direct access to it.

use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement};

use super::{postgres, skip};

/// The kinds of database that the engine supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// The URL of an empty database; `None`, with a message, if there is no server.
pub(crate) fn new_url(backend: Backend, folder: &Path) -> Option<String> {
    if backend == Backend::Sqlite {
        return Some(format!("sqlite://{}", folder.join("tenantry.db").display()));
    }
    match postgres::server() {
        Ok(server) => Some(new_schema(server)),
        Err(reason) => {
            skip(&format!("PostgreSQL tests ({reason})"));
            None
        }
    }
}

fn new_schema(server: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let schema = format!("engine_{}_{next}", std::process::id());
    execute(server, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"));
    let sign = if server.contains('?') { '&' } else { '?' };
    // The name tells this test's connections from those of others.
    format!("{server}{sign}application_name={schema}&options[search_path]={schema}")
}

/// Waits for a future.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// A direct connection, bypassing the engine.
pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(url).await.expect("a connection")
}

/// Executes SQL without results.
pub(crate) fn execute(url: &str, sql: &str) {
    let run = async || {
        let db = connect(url).await;
        db.execute_unprepared(sql).await.expect("SQL that runs");
        db.close().await.expect("a connection that closes");
    };
    // On its own thread, because the test may already run on a runtime.
    std::thread::scope(|scope| scope.spawn(|| wait(run())).join().expect("SQL that runs"));
}

/// The rows of a query.
pub(crate) fn query(url: &str, sql: &str) -> Vec<QueryResult> {
    wait(async {
        let db = connect(url).await;
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let rows = db.query_all_raw(statement).await.expect("a query that runs");
        db.close().await.expect("a connection that closes");
        rows
    })
}
