//! How the items that are held are shown, and what identifies them.

use super::{
    super::after::After,
    super::asked::Asked,
    super::case::Case,
    item::{Harms, Item, Source},
};
use crate::{
    Text,
    model::{Account, Field, Harm, HeldItem, Mark, full_name},
    reconcile::{Action, Change, Known, Located, change::located_after},
};

impl Harms<'_, '_> {
    /// How an item is shown: with the account as the run leaves it, which is how the next sync finds
    /// it.
    pub(super) fn shown(&self, item: &Item, after: &After) -> HeldItem {
        self.seen(item, Some(after))
    }

    /// What identifies an item.
    pub(super) fn mark(&self, item: &Item) -> Mark {
        self.seen(item, None).mark(item.harm)
    }

    fn seen(&self, item: &Item, after: Option<&After>) -> HeldItem {
        match item.source {
            Source::Change(at) => {
                let change = &self.changes[at];
                let known = change.existing_account();
                let known = known.and_then(|id| self.reading.directory.account(id));
                self.seen_change(item, change, known.map(|known| account(known, after)))
            }
            Source::Question(at) => self.seen_question(item, &self.asked[at], after),
        }
    }

    fn seen_change(&self, item: &Item, change: &Change, known: Option<&Account>) -> HeldItem {
        let residency = item.residency.and_then(|id| self.residency(id));
        let record = self.record_of(change);
        let account = known.and_then(|known| known.email.clone());
        let name = known.map(|known| full_name(&known.first_name, &known.last_name));
        let link = residency.and_then(|residency| residency.link.as_ref());
        let mut shown = HeldItem {
            external_id: change.external_id.clone(),
            lease_id: match record {
                Some(record) => self.reading.roster.resident(record).lease_id.clone(),
                None => link.and_then(|link| link.lease_id.clone()),
            },
            residency: item.residency,
            account,
            name: name.unwrap_or_default(),
            // As the run leaves it.
            unit: match record {
                Some(record) => self.reading.roster.resident(record).unit.clone(),
                None => residency.and_then(|residency| residency.place.unit.clone()),
            },
            field: item.field,
            reason: (change.action == Action::End).then_some(change.reason),
            ..HeldItem::default()
        };
        let is_new = item.harm == Harm::LetIn || known.is_none();
        if let (true, Some(record)) = (is_new, record) {
            let resident = self.reading.roster.resident(record);
            shown.account = shown.account.or_else(|| resident.email.clone());
            shown.name = resident.full_name();
        }
        let values = |field: Field| {
            let patch = change.patch.iter().find(|patch| patch.field == field);
            patch.map(|patch| (patch.from.clone(), patch.to.clone())).unwrap_or_default()
        };
        (shown.from, shown.to) = match (item.harm, item.field) {
            (_, Some(field)) => values(field),
            (Harm::Moved, _) => {
                let before = residency.map(|residency| residency.place.located());
                let before = before.unwrap_or_default();
                (written(before), written(located_after(&change.patch, before)))
            }
            (Harm::Renamed, _) => {
                let (first, last) = (values(Field::FirstName).1, values(Field::LastName).1);
                let first = first.or_else(|| known.map(|known| known.first_name.clone()));
                let last = last.or_else(|| known.map(|known| known.last_name.clone()));
                let to = full_name(&first.unwrap_or_default(), &last.unwrap_or_default());
                (Some(shown.name.as_str().into()), Some(to.into()))
            }
            _ => (None, None),
        };
        shown
    }

    fn seen_question(&self, item: &Item, asked: &Asked, after: Option<&After>) -> HeldItem {
        let mut cases = asked.renames.iter().map(|case| &self.reading.cases[*case]);
        let is_it = |case: &&Case| {
            let linked = self.reading.linked(case);
            linked.is_some_and(|(_, residency, _)| Some(residency.id) == item.residency)
        };
        let Some(case) = cases.find(is_it) else { return HeldItem::default() };
        let resident = case.resident;
        let account = self.reading.linked(case).map(|(_, _, known)| account(known, after));
        let (name, email) = match account {
            Some(account) => {
                (full_name(&account.first_name, &account.last_name), account.email.clone())
            }
            None => Default::default(),
        };
        let to = match &resident.email {
            Some(to) if email.as_ref() != Some(to) => format!("{}, {to}", resident.full_name()),
            _ => resident.full_name(),
        };
        HeldItem {
            external_id: Some(resident.external_id.clone()),
            lease_id: resident.lease_id.clone(),
            residency: item.residency,
            account: email,
            from: Some(name.as_str().into()),
            name,
            unit: resident.unit.clone(),
            to: Some(to.into()),
            ..HeldItem::default()
        }
    }
}

fn account<'a>(known: &'a Known, after: Option<&'a After>) -> &'a Account {
    after.map_or(known.account, |after| after.account(known))
}

fn written((building, unit): Located<'_>) -> Option<Text> {
    match (building, unit) {
        (Some(building), Some(unit)) => {
            Some(compact_str::format_compact!("building {building}, unit {unit}"))
        }
        (None, unit) => unit.map(Text::from),
        (Some(building), None) => Some(compact_str::format_compact!("building {building}")),
    }
}
