//! Tests against databases: SQLite always, PostgreSQL where
//! `TENANTRY_TEST_POSTGRES` holds the URL of a database to make schemas in.

mod access;
mod alerts;
mod answers;
mod apply;
mod facts;
mod names;
mod open;
mod pages;
mod people;
mod plans;
mod pools;
mod postgres;
mod support;
mod text;
mod undo;
mod undo_answer;
mod undo_refused;
mod upgrade;
