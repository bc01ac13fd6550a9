//! Profiles: the description of a PMS's API, in TOML.
//!
//! `document` defines the keys of a profile; `compile` turns it into what the
//! fetch uses, or reports the line with a problem; `builtin` has the profiles
//! that are part of the connector.

mod builtin;
mod compile;
mod document;
mod lists;
mod problem;

use std::{num::NonZeroU32, sync::Arc};

pub(crate) use builtin::{BUILTIN, Builtin};
pub(crate) use document::Properties;
use tenantry_core::connector::{ConnectorError, ReadFrom};

use crate::{
    path::Steps,
    request::{Auth, Endpoint, Faults},
    roster::RosterRules,
};

/// A compiled profile.
#[derive(Debug)]
pub(crate) struct Profile {
    /// The name of the API, for people.
    pub(crate) name: String,
    /// The usual address. The parts in braces differ from customer to customer.
    pub(crate) url: String,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) properties: Properties,
    pub(crate) per_minute: Option<NonZeroU32>,
    pub(crate) auth: Auth,
    pub(crate) faults: Arc<Faults>,
    pub(crate) endpoints: Vec<Arc<Endpoint>>,
    /// The endpoint whose records become residents.
    pub(crate) from: usize,
    /// The endpoints to join with, and by which key.
    pub(crate) joins: Vec<Join>,
    pub(crate) rules: Arc<RosterRules>,
    /// Where the profile says that fields are.
    pub(crate) reads: Vec<ReadFrom>,
    /// Whether it is part of the connector.
    pub(crate) is_builtin: bool,
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
    /// Reads a profile. `label` names it in errors.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`](tenantry_core::connector::ErrorKind) with
    /// the line and the reason.
    pub(crate) fn parse(label: &str, text: &str) -> Result<Self, ConnectorError> {
        let document =
            toml::from_str(text).map_err(|error| problem::of_toml(&error).error(label, text))?;
        compile::compile(document).map_err(|problem| problem.error(label, text))
    }

    /// Whether any request is made separately for each property.
    pub(crate) fn by_property(&self) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.by_property())
    }
}
