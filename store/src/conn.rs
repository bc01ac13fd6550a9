//! Statements, usually in a transaction, in the dialect of either database.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, DeleteMany, EntityTrait,
    FromQueryResult, Statement, TryGetable, UpdateMany, Value,
};

use crate::{Result, StoreError, records::json};

/// A transaction or a pool of connections, with what is needed for error messages.
#[derive(Debug, Clone)]
pub(crate) struct Conn<C = DatabaseTransaction> {
    pub(crate) tx: C,
    pub(crate) place: Arc<str>,
}

impl<C: ConnectionTrait> Conn<C> {
    pub(crate) fn is_sqlite(&self) -> bool {
        self.tx.get_database_backend() == DbBackend::Sqlite
    }

    /// An `IN` list of IDs, from one JSON parameter ([`list`]).
    pub(crate) fn id_list(&self) -> &'static str {
        if self.is_sqlite() {
            "(SELECT value FROM json_each(?))"
        } else {
            "(SELECT value::bigint FROM json_array_elements_text(?::json))"
        }
    }

    /// An `IN` list of texts, from one JSON parameter ([`list`]).
    pub(crate) fn text_list(&self) -> &'static str {
        if self.is_sqlite() {
            "(SELECT value FROM json_each(?))"
        } else {
            "(SELECT value FROM json_array_elements_text(?::json))"
        }
    }

    /// A statement in which every `?` is a parameter.
    pub(crate) fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let backend = self.tx.get_database_backend();
        if self.is_sqlite() {
            return Statement::from_sql_and_values(backend, sql, values);
        }
        Statement::from_sql_and_values(backend, numbered(sql), values)
    }

    /// Runs a statement and returns how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        Ok(self.ok(self.tx.execute_raw(self.statement(sql, values)).await)?.rows_affected())
    }

    /// The rows of a query, with columns read by name.
    pub(crate) async fn all<R: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<R>> {
        self.ok(R::find_by_statement(self.statement(sql, values)).all(&self.tx).await)
    }

    /// The only row of a query, with columns read by name.
    pub(crate) async fn first<R: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<R>> {
        self.ok(R::find_by_statement(self.statement(sql, values)).one(&self.tx).await)
    }

    /// The only column of the only row; `None` if it is NULL or there is no row.
    pub(crate) async fn one<T: TryGetable>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Option<T>> {
        match self.ok(self.tx.query_one_raw(self.statement(sql, values)).await)? {
            Some(row) => self.ok(row.try_get_by_index(0)),
            None => Ok(None),
        }
    }

    /// Updates rows and returns how many.
    pub(crate) async fn update<E: EntityTrait>(&self, update: UpdateMany<E>) -> Result<u64> {
        Ok(self.ok(update.exec(&self.tx).await)?.rows_affected)
    }

    /// Deletes rows and returns how many.
    pub(crate) async fn delete<E: EntityTrait>(&self, delete: DeleteMany<E>) -> Result<u64> {
        Ok(self.ok(delete.exec(&self.tx).await)?.rows_affected)
    }

    /// The result of a database call, with its error as a [`StoreError`].
    pub(crate) fn ok<T>(&self, done: std::result::Result<T, DbErr>) -> Result<T> {
        done.map_err(|error| self.error(error))
    }

    pub(crate) fn error(&self, error: DbErr) -> StoreError {
        StoreError::of(&self.place, &error)
    }
}

/// A list as one JSON parameter. Its length is not limited, and the statement stays the same for
/// lists of any length.
pub(crate) fn list<T: serde::Serialize>(items: &[T]) -> Result<Value> {
    json(&items).map(Value::from)
}

/// Replaces each `?` by `$1`, `$2`, and so on, for PostgreSQL.
pub(crate) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + sql.len() / 2);
    let mut parts = sql.split('?');
    text.push_str(parts.next().unwrap_or_default());
    for (index, part) in parts.enumerate() {
        text.push('$');
        text.push_str(&(index + 1).to_string());
        text.push_str(part);
    }
    text
}
