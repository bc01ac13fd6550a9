use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, StatusWords},
    model::Status,
};

use crate::words::{self, Standing};

/// In what the senders of MITS documents differ.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The day of the run, by which expected dates are judged.
    pub today: Date,
    /// The property that the document is of.
    pub property_code: Text,
    /// What tells apart the leases of a person.
    pub lease_ids: LeaseIds,
    /// Units that are none, such as the waiting list, in any letter case.
    pub pseudo_units: &'static [&'static str],
    /// What the settings say of words for statuses.
    pub statuses: StatusWords,
    /// What an error message within the document means; `None` where it means
    /// that there is nobody.
    pub on_error: fn(&str) -> Option<ConnectorError>,
}

/// What tells apart the leases of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseIds {
    /// Nothing: a person has an id for each lease.
    None,
    /// The household's id.
    Household,
}

impl Dialect {
    /// What a status of a resident list or rent roll means; `None` for
    /// somebody who has not even applied.
    pub fn tenant_status(&self, word: &str) -> Option<Status> {
        self.statuses.get(word).or_else(|| words::tenant_status(word))
    }

    pub(crate) fn customer_type(&self, word: &str) -> Standing {
        self.statuses.get(word).map_or_else(|| words::customer_type(word), Standing::Own)
    }

    /// Whether a unit is none.
    pub fn is_pseudo_unit(&self, unit: &str) -> bool {
        self.pseudo_units.iter().any(|pseudo| pseudo.eq_ignore_ascii_case(unit))
    }
}
