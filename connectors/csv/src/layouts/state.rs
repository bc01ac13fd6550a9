use std::collections::BTreeMap;

use tenantry_core::{
    Date, Text,
    connector::{DateOrder, Draft},
    model::{RejectCode, Resident, Role, Status},
};

use super::{Layout, column::Col, line::Line};
use crate::{
    settings::CsvSettings,
    words::{Roles, Statuses},
};

/// What the rows before say about a row.
#[derive(Debug)]
pub(crate) struct State {
    /// The day of the run.
    pub(crate) today: Date,
    /// The order of day and month.
    pub(crate) order: DateOrder,
    /// What words for statuses mean.
    pub(crate) statuses: Statuses,
    roles: Roles,
    /// The property that the title or a group names.
    pub(crate) property: Text,
    /// The status that the section gives its records, where it gives one.
    pub(crate) section: Option<Status>,
    /// The unit of the row above, for rows that continue it.
    pub(crate) unit: String,
    /// Whose roommates follow.
    pub(crate) primary: Option<Resident>,
    /// Rows that are no residents, and what they are.
    pub(crate) passed: BTreeMap<&'static str, usize>,
}

impl State {
    /// Before the first row.
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
            roles: Roles::default(),
            property,
            section: None,
            unit: String::new(),
            primary: None,
            passed: BTreeMap::new(),
        }
    }

    /// What a word for a role means; blank is a primary.
    pub(crate) fn role(&mut self, word: &str, draft: &mut Draft) -> Role {
        self.roles.role(word).unwrap_or_else(|| {
            draft.reject(RejectCode::BadValue, "role");
            Role::default()
        })
    }

    /// The unit of a row, or that of the row which it continues.
    pub(crate) fn unit(&mut self, line: &Line<'_>) -> &str {
        let unit = line.unstarred(Col::Unit);
        if !unit.is_empty() {
            unit.clone_into(&mut self.unit);
        }
        &self.unit
    }

    /// What follows continues nothing that was above.
    pub(crate) fn interrupt(&mut self) {
        self.unit.clear();
        self.primary = None;
    }

    /// The status of somebody of whom only dates are known.
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
