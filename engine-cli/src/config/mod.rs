//! The configuration: one TOML file per property, the defaults of a portfolio,
//! and environment variables that override both.
//!
//! `source` and `environment` read trees of values that remember their origin,
//! `merge` overrides one tree with another, `secret` resolves references to
//! variables and files, and `deserializer` turns the tree into settings. Errors
//! of serde arrive as a typed `problem`, so no text of another crate is parsed.
//! `literal` says which files hold a secret. `load` validates the settings, and `connector`
//! builds what the `[connector]` table describes. `portfolio` puts the files together, `ambiguous` refuses what they say
//! differently, and `chosen` limits a command to some of the properties.

mod access;
mod ambiguous;
mod chosen;
mod connector;
mod deserializer;
mod environment;
mod error;
mod file;
mod literal;
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
pub(crate) use error::{Broken, ConfigError};
pub(crate) use file::ConsoleSettings;
pub(crate) use nearest::nearest;
pub(crate) use portfolio::Portfolio;
pub(crate) use problem::Problem;
pub(crate) use source::Source;
pub(crate) use tree::Table;
