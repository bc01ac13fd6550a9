//! Profiles: what a PMS's API is like, in TOML.
//!
//! `document` is what stands in a profile; `compile` turns it into what the
//! fetch works with, or says in which line it is wrong; `builtin` has the
//! profiles that come with the connector.

mod builtin;
mod compile;
mod document;
mod lists;
mod problem;

use std::{num::NonZeroU32, sync::Arc};

pub(crate) use builtin::{BUILTIN, Builtin};
pub(crate) use document::Properties;
use tenantry_core::connector::ConnectorError;

use crate::{
    path::Steps,
    request::{Auth, Endpoint, Faults},
    roster::RosterRules,
};

/// A profile that can be worked with.
#[derive(Debug)]
pub(crate) struct Profile {
    /// The name of the API, for people.
    pub(crate) name: String,
    /// The usual address. What is in braces differs from customer to customer.
    pub(crate) url: String,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) properties: Properties,
    pub(crate) per_minute: Option<NonZeroU32>,
    pub(crate) auth: Auth,
    pub(crate) faults: Arc<Faults>,
    pub(crate) endpoints: Vec<Arc<Endpoint>>,
    /// The endpoint whose records are read.
    pub(crate) from: usize,
    /// The endpoints that they are joined with, and by what.
    pub(crate) joins: Vec<Join>,
    pub(crate) rules: Arc<RosterRules>,
}

/// A table to join with.
#[derive(Debug, Clone)]
pub(crate) struct Join {
    pub(crate) endpoint: usize,
    pub(crate) on: Steps,
}

/// A credential that a profile asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) default: Option<String>,
}

impl Profile {
    /// Reads a profile. `label` says which one it is.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`](tenantry_core::connector::ErrorKind) with
    /// the line and the reason.
    pub(crate) fn parse(label: &str, text: &str) -> Result<Self, ConnectorError> {
        let document =
            toml::from_str(text).map_err(|error| problem::of_toml(&error).error(label, text))?;
        compile::compile(document).map_err(|problem| problem.error(label, text))
    }

    /// Whether any request is made for each property by itself.
    pub(crate) fn by_property(&self) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.by_property())
    }
}
