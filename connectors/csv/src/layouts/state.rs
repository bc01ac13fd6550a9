use std::collections::BTreeMap;

use tenantry_core::{
    Date, Text,
    connector::DateOrder,
    model::{Resident, Role, Status},
};

use super::{Layout, column::Col, line::Line};
use crate::{
    settings::CsvSettings,
    words::{Roles, Statuses},
};

/// What earlier rows say about a row.
#[derive(Debug)]
pub(crate) struct State {
    /// The date of the run.
    pub(crate) today: Date,
    /// The order of day and month.
    pub(crate) order: DateOrder,
    /// What words for statuses mean.
    pub(crate) statuses: Statuses,
    roles: Roles,
    /// The property named by the title or a group.
    pub(crate) property: Text,
    /// The status the section gives its records, if any.
    pub(crate) section: Option<Status>,
    /// The unit of the row above, for rows that continue it.
    pub(crate) unit: String,
    /// The tenant whose roommates follow.
    pub(crate) primary: Option<Resident>,
    /// Counts of the rows that are not residents, by what they are.
    pub(crate) passed: BTreeMap<&'static str, usize>,
}

impl State {
    /// The state before the first row.
    pub(crate) fn new(
        layout: &Layout,
        property: Text,
        settings: &CsvSettings,
        today: Date,
    ) -> Self {
        Self {
            today,
            order: settings.date_order,
            statuses: Statuses::new(&settings.statuses, layout.statuses),
            roles: Roles::new(&settings.roles),
            property,
            section: None,
            unit: String::new(),
            primary: None,
            passed: BTreeMap::new(),
        }
    }

    /// What a word for a role means; blank means primary.
    pub(crate) fn role(&mut self, word: &str) -> Role {
        self.roles.role(word)
    }

    /// The unit of a row, or of the row it continues.
    pub(crate) fn unit(&mut self, line: &Line<'_>) -> &str {
        let unit = line.unstarred(Col::Unit);
        if !unit.is_empty() {
            unit.clone_into(&mut self.unit);
        }
        &self.unit
    }

    /// The next row does not continue what was above.
    pub(crate) fn interrupt(&mut self) {
        self.unit.clear();
        self.primary = None;
    }

    /// The status of a person if only dates are known.
    pub(crate) fn by_dates(&self, from: Option<Date>, until: Option<Date>) -> Status {
        if until.is_some_and(|day| day < self.today) {
            Status::Past
        } else if from.is_some_and(|day| day > self.today) {
            Status::Future
        } else {
            Status::Current
        }
    }
}
