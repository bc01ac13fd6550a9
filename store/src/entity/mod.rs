//! The tables, as SeaORM entities with typed columns. Single rows are read and written through
//! them, sets of rows through our own statements.

pub mod accounts;
pub mod alerts;
pub mod api_tokens;
pub mod approvals;
pub mod changes;
pub mod decisions;
pub mod directory;
pub mod named;
pub mod operators;
pub mod properties;
pub mod property_fingerprints;
pub mod property_states;
pub mod run_harms;
pub mod runs;
pub mod sessions;
