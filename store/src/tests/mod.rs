//! Tests against databases: always SQLite, and PostgreSQL if `TENANTRY_TEST_POSTGRES` holds the
//! URL of a database in which schemas can be created.

mod access;
mod addresses;
mod alerts;
mod answers;
mod apply;
mod facts;
mod names;
mod open;
mod order;
mod pages;
mod people;
mod plans;
mod pools;
mod portfolio;
mod postgres;
mod safety;
mod support;
mod text;
mod undo;
mod undo_answer;
mod undo_refused;
mod upgrade;
