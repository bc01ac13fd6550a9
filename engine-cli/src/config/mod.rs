//! The configuration: one TOML file a property, what a portfolio has in
//! common, and the environment over both.

#[allow(dead_code, reason = "the loader does not use it yet")]
mod access;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod deserializer;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod environment;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod error;
mod file;
mod load;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod merge;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod nearest;
mod portfolio;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod problem;
mod secret;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod source;
mod spans;
#[allow(dead_code, reason = "the loader does not use it yet")]
mod tree;

#[cfg(test)]
mod testing;

pub(crate) use error::ConfigError;
pub(crate) use file::ConsoleSettings;
pub(crate) use load::{Located, deserialize};
use nearest::nearest;
pub(crate) use portfolio::Portfolio;
