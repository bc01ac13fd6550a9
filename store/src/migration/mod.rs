//! The migrations of the schema, the same for SQLite and PostgreSQL.

mod m20261101_000001_directory;
mod m20261122_000002_console;
mod m20261127_000003_facts;
mod m20261128_000004_order;
mod m20261128_000005_safety;
mod m20261128_000006_answers;
mod m20261128_000007_addresses;
mod m20261128_000008_manual;
mod m20261128_000009_residency_columns;
mod m20261128_000010_tokens;
mod m20261128_000011_directory_name;

use sea_orm_migration::prelude::*;

/// Applies the migrations in order.
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_000001_directory::Migration),
            Box::new(m20261122_000002_console::Migration),
            Box::new(m20261127_000003_facts::Migration),
            Box::new(m20261128_000004_order::Migration),
            Box::new(m20261128_000005_safety::Migration),
            Box::new(m20261128_000006_answers::Migration),
            Box::new(m20261128_000007_addresses::Migration),
            Box::new(m20261128_000008_manual::Migration),
            Box::new(m20261128_000009_residency_columns::Migration),
            Box::new(m20261128_000010_tokens::Migration),
            Box::new(m20261128_000011_directory_name::Migration),
        ]
    }
}
