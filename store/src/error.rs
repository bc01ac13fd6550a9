//! Database errors, worded for the person who runs the program.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::error::DatabaseError;
use tenantry_core::reconcile::{AnswerStays, Field, RunStays};

use crate::{
    location::Location,
    undo::{answer_stays, run_stays},
};

/// What went wrong, where, and what to do about it.
///
/// `place` is the database as [`redacted`](crate::redacted) prints it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the messages say it")]
pub enum StoreError {
    #[error(
        "the database URL cannot be read: {why}; write sqlite://FILE or postgres://USER@HOST/NAME"
    )]
    Url { why: &'static str },
    #[error("cannot open {place}: {why}")]
    CannotOpen { place: String, why: String },
    #[error("{place} is not a SQLite database; check the path in [database] url")]
    NotADatabase { place: String },
    #[error(
        "{place} is damaged; restore it from a backup \
         (`sqlite3 FILE \"PRAGMA integrity_check\"` shows details)"
    )]
    Corrupt { place: String },
    #[error("{place} cannot be written; check the permissions of the file and of its folder")]
    ReadOnly { place: String },
    #[error("no space left for {place}; nothing was changed; free some space and run again")]
    Full { place: String },
    #[error("{place}: a disk read or write failed ({code}); check the disk and run again")]
    Disk { place: String, code: String },
    #[error(
        "{place} is in use by another process; nothing was changed; wait for it to end and run again"
    )]
    Busy { place: String },
    #[error("{place} took too long to answer; nothing was changed; run again when it is less busy")]
    Slow { place: String },
    #[error("cannot reach {place}: {why}; check the host, the port and that PostgreSQL is running")]
    Unreachable { place: String, why: String },
    #[error("{place} refused the login; check the user and the password in [database] url")]
    Login { place: String },
    #[error("{place} is not there any more, and nothing was changed; {again}")]
    Gone { place: String, again: String },
    #[error(
        "{place} is not the database that this program opened; nothing was changed; \
         restart it if the database was exchanged on purpose"
    )]
    Exchanged { place: String },
    #[error(
        "{place} holds another directory than the one that belongs there, and nothing was changed; \
         put the right file back; if this is the right one, delete {marker}"
    )]
    AnotherDirectory { place: String, marker: String },
    #[error(
        "{place} has no directory of residents, and `create = false` keeps this program from \
         starting one; nothing was changed; restore it from a backup, or remove `create = false` \
         from [database] to start with an empty directory"
    )]
    NoDirectory { place: String },
    #[error("{place} does not exist; create it with `createdb`")]
    NoSuchDatabase { place: String },
    #[error(
        "{place} denied permission; grant the database user CREATE on the schema \
         and all rights on its tables"
    )]
    NotPermitted { place: String },
    #[error(
        "{place} was written by a newer version of this program (it has {migration}); install that version"
    )]
    NewerVersion { place: String, migration: String },
    #[error("{place} is not up to date with this version of the program")]
    OlderVersion { place: String },
    #[error("an account with that email has just been created; nothing was changed; run again")]
    EmailTaken,
    #[error(
        "a value contains a control character ({}); nothing was changed; correct it at its source",
        field.as_str()
    )]
    ControlCharacter { field: Field },
    #[error("the directory contradicts itself ({rule}); nothing was changed; please report this")]
    Constraint { rule: String },
    #[error(
        "the directory contains something unexpected ({what}); nothing was changed; \
         please report this"
    )]
    Damaged { what: String },
    #[error("there is no run `{id}`")]
    NoSuchRun { id: String },
    #[error("more than one run ID begins with `{id}`; give more of it")]
    AmbiguousRun { id: String },
    #[error("run {id} cannot be undone: {}", run_stays(why))]
    NotUndoable { id: String, why: RunStays },
    #[error("there is no alert {id}")]
    NoSuchAlert { id: i64 },
    #[error("alert {id} is no longer open")]
    AlertClosed { id: i64 },
    #[error("the answer to alert {id} cannot be undone: {}", answer_stays(why))]
    AnswerStays { id: i64, why: AnswerStays },
    #[error("there is already an operator with that name; choose another name")]
    OperatorExists,
    #[error("an operator cannot have that name: {why}; choose another name")]
    OperatorName { why: &'static str },
    #[error("there is no such operator")]
    NoSuchOperator,
    #[error("that page of the list no longer exists; start again at the first page")]
    NoSuchPage,
    #[error("{place}: the database reported {code}; nothing was changed")]
    Database { place: String, code: String },
}

impl StoreError {
    /// Reports a value that neither a sync nor a person can have written.
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        StoreError::Damaged { what: what.into() }
    }

    /// Converts an error from SeaORM. Its text is not passed on if it could quote values.
    pub(crate) fn of(place: &str, error: &DbErr) -> Self {
        let place = place.to_owned();
        match error {
            DbErr::Conn(RuntimeErr::SqlxError(error))
            | DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => Self::of_driver(place, error),
            DbErr::ConnectionAcquire(_) => StoreError::Busy { place },
            DbErr::Migration(_) | DbErr::Custom(_) => StoreError::damaged("the list of migrations"),
            // The name of the expected type is one of our constants and does not quote any data.
            DbErr::TryIntoErr { into, .. } => StoreError::damaged(*into),
            _ => StoreError::damaged("a value of another type"),
        }
    }

    pub(crate) fn of_driver(place: String, error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error)
                if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() =>
            {
                of_sqlite(place, error.as_ref())
            }
            sqlx::Error::Database(error) => of_postgres(place, error.as_ref()),
            sqlx::Error::Io(error) => StoreError::Unreachable { place, why: error.to_string() },
            sqlx::Error::Tls(error) => StoreError::Unreachable { place, why: error.to_string() },
            sqlx::Error::PoolTimedOut if place.starts_with("postgres") => {
                StoreError::Unreachable { place, why: "no response in time".to_owned() }
            }
            sqlx::Error::PoolTimedOut => StoreError::Busy { place },
            sqlx::Error::Configuration(_) => StoreError::Url { why: "one of its options is wrong" },
            sqlx::Error::ColumnDecode { index, .. } => {
                StoreError::damaged(format!("column {index}"))
            }
            sqlx::Error::WorkerCrashed => {
                StoreError::Database { place, code: "the end of its thread".to_owned() }
            }
            sqlx::Error::Protocol(_) => {
                StoreError::Unreachable { place, why: "it is not a PostgreSQL server".to_owned() }
            }
            _ => StoreError::damaged("a value of another type"),
        }
    }
}

fn of_sqlite(place: String, error: &dyn DatabaseError) -> StoreError {
    let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
    match code & 0xff {
        5 | 6 => StoreError::Busy { place },
        8 => StoreError::ReadOnly { place },
        10 => StoreError::Disk { place, code: format!("SQLite code {code}") },
        11 => StoreError::Corrupt { place },
        13 => StoreError::Full { place },
        // It is the files next to the database that SQLite could not create.
        14 if is_there(&place) => StoreError::ReadOnly { place },
        14 => StoreError::CannotOpen {
            place,
            why: "the file or its folder is missing or not accessible".to_owned(),
        },
        // The message names columns but no values.
        19 if error.message().contains("email_key") => StoreError::EmailTaken,
        19 if error.message().contains("operators.name_key") => StoreError::OperatorExists,
        19 => StoreError::Constraint { rule: error.message().to_owned() },
        26 => StoreError::NotADatabase { place },
        _ => {
            StoreError::Database { place, code: format!("SQLite code {code}: {}", error.message()) }
        }
    }
}

/// Whether the SQLite file at a place exists.
fn is_there(place: &str) -> bool {
    matches!(Location::of(place), Ok(Location::File(path)) if path.is_file())
}

fn of_postgres(place: String, error: &dyn DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    let rule = error.constraint().unwrap_or_default();
    match code.as_ref() {
        "23505" if rule == "accounts_email_key" => StoreError::EmailTaken,
        "23505" if rule == "operators_name_key" => StoreError::OperatorExists,
        code if code.starts_with("23") => StoreError::Constraint { rule: rule.to_owned() },
        code if code.starts_with("28") => StoreError::Login { place },
        "3D000" => StoreError::NoSuchDatabase { place },
        "42501" => StoreError::NotPermitted { place },
        "53100" => StoreError::Full { place },
        "25006" => StoreError::ReadOnly { place },
        "55P03" | "40001" | "40P01" => StoreError::Busy { place },
        "57014" => StoreError::Slow { place },
        "57P01" | "57P02" | "57P03" | "53300" => StoreError::Unreachable {
            place,
            why: "it is starting, stopping or has no connection left".to_owned(),
        },
        "XX001" | "XX002" => StoreError::Corrupt { place },
        // The message may quote a value, so only the code is passed on.
        code => StoreError::Database { place, code: format!("SQLSTATE {code}") },
    }
}
