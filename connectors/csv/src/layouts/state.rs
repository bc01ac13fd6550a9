use std::collections::BTreeMap;

use tenantry_core::{
    Date, Text,
    connector::DateOrder,
    model::{Resident, Role, Status},
};

use super::{Chosen, column::Col, line::Line, recognize::Found};
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
    /// Whether the title, or the setting `layout`, says that this is a report of who lives there.
    pub(crate) is_of_residents: bool,
    /// The unit of the row above, for rows that continue it.
    pub(crate) unit: String,
    /// The tenant whose roommates follow.
    pub(crate) primary: Option<Resident>,
    /// Counts of the rows that are not residents, by what they are.
    pub(crate) passed: BTreeMap<&'static str, usize>,
}

impl State {
    /// The state before the first row.
    pub(crate) fn new(found: &Found, settings: &CsvSettings, today: Date) -> Self {
        let (layout, property) = (found.layout, found.titles.property.clone());
        let is_asked_for = settings.chosen_layout() != Chosen::Auto;
        Self {
            today,
            order: settings.date_order,
            statuses: Statuses::new(&settings.statuses, layout.statuses),
            roles: Roles::new(&settings.roles),
            property,
            section: None,
            is_of_residents: found.titles.title.is_some() || is_asked_for,
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

    /// The status of a person if only dates are known; unknown without a first day, as of
    /// somebody who has only applied.
    pub(crate) fn by_dates(&self, from: Option<Date>, until: Option<Date>) -> Status {
        if until.is_some_and(|day| day < self.today) {
            Status::Past
        } else {
            self.from(from).unwrap_or(Status::Unknown)
        }
    }

    /// The status by the first day: to come, or begun.
    pub(crate) fn from(&self, day: Option<Date>) -> Option<Status> {
        day.map(|day| if day > self.today { Status::Future } else { Status::Current })
    }
}
