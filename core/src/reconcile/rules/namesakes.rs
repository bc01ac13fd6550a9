use std::collections::HashMap;

use super::{
    case::{Case, Cases},
    reading::Reading,
};
use crate::{
    Text,
    model::Resident,
    normalize::NameKey,
    reconcile::{Directory, Known, Prepared},
};

/// Who else in the roster has a name, for the names for which it matters.
///
/// "John Smith" and "John Smith Jr" are one person as long as only one of them is at the property.
/// With a second John Smith, the suffix counts.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    /// The PMS IDs of up to three people in the roster, by name base.
    roster: HashMap<Text, Vec<Text>>,
}

impl Namesakes {
    pub(super) fn new(roster: &Prepared, cases: &Cases, directory: &Directory) -> Self {
        let with_suffix = cases
            .iter()
            .map(|(_, case)| &case.name)
            .chain(directory.accounts().map(|known| &known.name))
            .filter(|name| name.suffix.is_some() && !name.base.is_empty());
        let mut found: HashMap<Text, Vec<Text>> =
            with_suffix.map(|name| (name.base.clone(), Vec::new())).collect();
        if !found.is_empty() {
            for resident in roster.residents() {
                let name = NameKey::of(&resident.first_name, &resident.last_name);
                if let Some(ids) = found.get_mut(&name.base)
                    && ids.len() < 3
                    && ids.last() != Some(&resident.external_id)
                {
                    ids.push(resident.external_id.clone());
                }
            }
        }
        Self { roster: found }
    }

    /// Whether somebody in the roster other than this resident has the name.
    pub(super) fn in_roster(&self, base: &str, resident: &Resident) -> bool {
        self.roster.get(base).is_some_and(|ids| ids.iter().any(|id| *id != resident.external_id))
    }
}

impl Reading<'_> {
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
            Some(&known.email) == case.email.as_ref()
                || self.directory.residencies_here(known).any(|residency| {
                    let link = residency.link.as_ref();
                    link.is_some_and(|link| link.external_id == case.resident.external_id)
                })
        };
        let named = self.directory.with_name(&case.name.base).iter();
        self.namesakes.in_roster(&case.name.base, case.resident)
            || named
                .filter_map(|id| self.directory.account(*id))
                .any(|known| !has_record(known) && !is_own(known))
    }
}
