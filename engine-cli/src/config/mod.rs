//! The configuration: one TOML file a property, what a portfolio has in
//! common, and the environment over both.

mod error;
mod file;
mod load;
mod portfolio;
mod secret;
mod spans;

pub(crate) use error::ConfigError;
pub(crate) use file::ConsoleSettings;
pub(crate) use load::{Located, deserialize};
pub(crate) use portfolio::Portfolio;
