//! Lets an account have no email. NULLs are distinct in a unique index of either database, so the
//! one on `email_key` goes on to count only the emails that are there.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// SQLite cannot drop NOT NULL. New columns take the place of the old ones, since a new table would
/// have to be put under the foreign key of the residencies.
const SQLITE: [&str; 9] = [
    "ALTER TABLE accounts ADD COLUMN new_email TEXT",
    "ALTER TABLE accounts ADD COLUMN new_email_key TEXT",
    "UPDATE accounts SET new_email = email, new_email_key = email_key",
    "DROP INDEX accounts_email_key",
    "ALTER TABLE accounts DROP COLUMN email",
    "ALTER TABLE accounts DROP COLUMN email_key",
    "ALTER TABLE accounts RENAME COLUMN new_email TO email",
    "ALTER TABLE accounts RENAME COLUMN new_email_key TO email_key",
    "CREATE UNIQUE INDEX accounts_email_key ON accounts (email_key)",
];

const POSTGRES: [&str; 2] = [
    "ALTER TABLE accounts ALTER COLUMN email DROP NOT NULL",
    "ALTER TABLE accounts ALTER COLUMN email_key DROP NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = match manager.get_database_backend() {
            DbBackend::Sqlite => &SQLITE[..],
            _ => &POSTGRES,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
