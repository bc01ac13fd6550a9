//! The configuration: one TOML file per property, what a portfolio has in
//! common, and the environment over both.
//!
//! `source` and `environment` read trees of values that remember where they
//! are from, `merge` puts one over another, `secret` reads what a value only
//! names, and `deserializer` makes settings of the tree. What serde refuses
//! arrives as a typed `problem`, so that no text of another crate is read.

mod access;
mod deserializer;
mod environment;
mod error;
mod file;
mod load;
mod merge;
mod nearest;
mod portfolio;
mod problem;
mod secret;
mod source;
mod tree;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub(crate) use deserializer::deserialize;
pub(crate) use error::ConfigError;
pub(crate) use file::ConsoleSettings;
use nearest::nearest;
pub(crate) use portfolio::Portfolio;
pub(crate) use problem::Problem;
pub(crate) use source::Source;
pub(crate) use tree::Table;
