use std::collections::HashMap;

use super::{
    case::{Case, Cases},
    reading::Reading,
};
use crate::{
    Text,
    model::Resident,
    normalize::NameKey,
    reconcile::{Directory, Known, Prepared, RecordIx, WithoutEmail},
};

/// Who else in the roster has a name, in scope or not, for the names for which it matters: those
/// with a suffix, and those of residents without an email of their own, who are known by nothing
/// else.
///
/// "John Smith" and "John Smith Jr" are one person as long as only one of them is at the property.
/// With a second John Smith, the suffix counts.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    /// The records with a name base, in the order of the roster.
    roster: HashMap<Text, Vec<RecordIx>>,
}

impl Namesakes {
    pub(super) fn new(
        roster: &Prepared,
        cases: &Cases,
        directory: &Directory,
        without_email: WithoutEmail,
    ) -> Self {
        let is_known_by_name = |case: &Case| {
            let shared = || roster.shares_email(case.record);
            case.email.is_none() || without_email == WithoutEmail::Create && shared()
        };
        let of_cases = cases.iter().filter(|(_, case)| {
            case.name.suffix.is_some() || case.residency.is_none() && is_known_by_name(case)
        });
        let with_suffix = directory.accounts().filter(|known| known.name.suffix.is_some());
        let names = of_cases
            .map(|(_, case)| &case.name)
            .chain(with_suffix.map(|known| &known.name))
            .filter(|name| !name.base.is_empty());
        let mut found: HashMap<Text, Vec<RecordIx>> =
            names.map(|name| (name.base.clone(), Vec::new())).collect();
        if !found.is_empty() {
            for record in roster.records() {
                let resident = roster.resident(record);
                let name = NameKey::of(&resident.first_name, &resident.last_name);
                if let Some(records) = found.get_mut(&name.base) {
                    records.push(record);
                }
            }
        }
        Self { roster: found }
    }

    /// The records with a name.
    pub(super) fn of(&self, base: &str) -> impl ExactSizeIterator<Item = RecordIx> {
        self.roster.get(base).map_or(&[][..], Vec::as_slice).iter().copied()
    }
}

impl Reading<'_> {
    /// Whether somebody in the roster other than this resident has the name.
    pub(super) fn is_shared(&self, base: &str, resident: &Resident) -> bool {
        let mut others = self.namesakes.of(base).map(|record| self.roster.resident(record));
        others.any(|other| other.external_id != resident.external_id)
    }

    /// Whether somebody else at the property has the name of a record, apart from a suffix.
    ///
    /// Somebody with a record has the name that the record says: their account may get it in this
    /// run. The names of other accounts count, except those of the person's own.
    pub(super) fn has_namesake(&self, case: &Case) -> bool {
        let has_record = |known: &Known| {
            known
                .residencies
                .iter()
                .any(|row| self.has_case(*row) || self.is_settled(self.residency(*row)))
        };
        let is_own = |known: &Known| {
            case.email.as_ref().is_some_and(|email| known.has_email(email))
                || self.directory.residencies_here(known).any(|residency| {
                    let link = residency.link.as_ref();
                    link.is_some_and(|link| link.external_id == case.resident.external_id)
                })
        };
        let named = self.directory.with_name(&case.name.base).iter();
        self.is_shared(&case.name.base, case.resident)
            || named
                .filter_map(|id| self.directory.account(*id))
                .any(|known| !has_record(known) && !is_own(known))
    }
}
