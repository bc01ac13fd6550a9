use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, StatusWords},
    model::Status,
};

use crate::words::{self, Standing};

/// How the senders of MITS documents differ.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The date of the run, by which expected dates are judged.
    pub today: Date,
    /// The property that the document is about.
    pub property_code: Text,
    /// What tells a person's leases apart.
    pub lease_ids: LeaseIds,
    /// Units that are not real units, such as the waiting list, in any letter
    /// case.
    pub pseudo_units: &'static [&'static str],
    /// The meaning of status words in the settings.
    pub statuses: StatusWords,
    /// The error that an error message in the document means; `None` if it
    /// means that there are no residents.
    pub on_error: fn(&str) -> Option<ConnectorError>,
}

/// What tells a person's leases apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseIds {
    /// Nothing: a person has a separate ID for each lease.
    None,
    /// The household's ID.
    Household,
}

impl Dialect {
    /// The meaning of a status in a resident list or rent roll; `None` for a
    /// person who has not even applied.
    pub fn tenant_status(&self, word: &str) -> Option<Status> {
        self.statuses.get(word).or_else(|| words::tenant_status(word))
    }

    pub(crate) fn customer_type(&self, word: &str) -> Standing {
        self.statuses.get(word).map_or_else(|| words::customer_type(word), Standing::Own)
    }

    /// Whether a unit is not a real unit.
    pub fn is_pseudo_unit(&self, unit: &str) -> bool {
        self.pseudo_units.iter().any(|pseudo| pseudo.eq_ignore_ascii_case(unit))
    }
}
