//! Tests against databases: SQLite always, PostgreSQL where
//! `TENANTRY_TEST_POSTGRES` holds the URL of a database to make schemas in.

mod alerts;
mod apply;
mod open;
mod people;
mod postgres;
mod support;
mod undo;
