//! The configuration of a property: one TOML file, and the environment over it.

mod error;
mod load;
mod secret;
mod settings;
mod spans;

pub(crate) use error::ConfigError;
pub(crate) use load::{Located, deserialize};
pub(crate) use load::{Site, load};
pub(crate) use settings::{PropertySettings, SyncSettings};
