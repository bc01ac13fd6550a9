use std::collections::HashMap;

use super::{
    case::Case, claims::Claims, linked::is_other_person, reading::Reading, takeover::new_holder,
};
use crate::{
    Text,
    model::{AccountId, Residency},
    normalize::{Grade, NameKey, grade, is_exchanged},
    reconcile::{Known, RecordIx},
};

/// The names that accounts get in this run, if their keys change. Every rule compares with these.
#[derive(Debug, Default)]
pub(super) struct Renames(HashMap<AccountId, NameKey>);

impl Renames {
    /// The name of an account as this run leaves it.
    pub(super) fn name_of<'n>(&'n self, known: &'n Known) -> &'n NameKey {
        self.0.get(&known.account.id).unwrap_or(&known.name)
    }

    /// Whether a record and an account have the same name.
    pub(super) fn same_name(&self, reading: &Reading, case: &Case, known: &Known) -> bool {
        case.name.same(self.name_of(known), self.namesake(reading, case, known))
    }

    /// Whether somebody else at the property has the name that a record and an account share apart
    /// from a suffix.
    fn namesake(&self, reading: &Reading, case: &Case, known: &Known) -> bool {
        if !case.name.depends_on_namesake(self.name_of(known)) {
            return false;
        }
        let base = &case.name.base;
        let in_directory = reading
            .directory
            .with_name(base)
            .iter()
            .filter(|id| self.0.get(id).is_none_or(|name| name.base == *base))
            .any(|id| *id != known.account.id);
        in_directory || reading.is_shared(base, case.resident)
    }
}

/// Finds the accounts that are renamed in this run.
pub(super) fn find_renames(reading: &Reading, claims: &mut Claims) {
    for (at, case) in reading.cases.in_scope() {
        let Some((_, residency, known)) = reading.linked(case) else { continue };
        if !claims.is_disputed(at) && renames(reading, claims, case, residency, known) {
            claims.renames.0.insert(known.account.id, case.name.clone());
        }
    }
}

/// Whether the account gets the record's name: the PMS has changed it, and it is a correction, or
/// the account is certainly the person's.
fn renames(
    reading: &Reading,
    claims: &Claims,
    case: &Case,
    residency: &Residency,
    known: &Known,
) -> bool {
    let (seen, now) = (&residency.seen, case.resident);
    if (&seen.first_name, &seen.last_name) == (&now.first_name, &now.last_name)
        || case.name == known.name
    {
        return false;
    }
    match claims.same_name(reading, case, known) {
        true => case.email.as_ref().is_none_or(|email| known.has_email(email)),
        false => corrects(reading, claims, case, residency, known),
    }
}

/// Whether the PMS has corrected the name but not the email, nobody has edited the account, and
/// every resident of the account has the new name.
///
/// Kate becomes Katherine, or Ana Ruiz is Ana Ortega after her wedding. If t1 is Ana Ruiz today
/// and Ben Okafor tomorrow, somebody may have typed the next tenant over her record, and will
/// change the email on the day after. If she is Ruiz Ana, the columns of a report may be exchanged.
fn corrects(
    reading: &Reading,
    claims: &Claims,
    case: &Case,
    residency: &Residency,
    known: &Known,
) -> bool {
    let (seen, now) = (&residency.seen, case.resident);
    let same_email = match &case.email {
        Some(email) => known.has_email(email),
        None => reading.usable(seen.email.as_deref()).is_none(),
    };
    let names = [&seen.first_name, &seen.last_name, &now.first_name, &now.last_name];
    let [seen_first, seen_last, first, last] = names.map(Text::as_str);
    let seen = NameKey::of(seen_first, seen_last);
    same_email
        && case.name.base != seen.base
        && grade((seen_first, seen_last), (first, last)) != Grade::Different
        // Two columns that are exchanged correct nothing either.
        && !is_exchanged((seen_first, seen_last), (first, last))
        && !case.name.other_suffix(&seen)
        && seen == known.name
        && !case.name.base.is_empty()
        // An email in a name's column corrects nothing.
        && !first.contains('@')
        && !last.contains('@')
        && all_agree(reading, claims, case, residency)
}

/// Whether every record of every resident of the account has the name.
fn all_agree(reading: &Reading, claims: &Claims, case: &Case, residency: &Residency) -> bool {
    let roster = reading.roster;
    claims
        .records_of(reading, residency.account)
        .filter(|record| !is_taken_over(reading, claims, *record))
        .map(|record| roster.resident(record))
        .all(|other| {
            let name = NameKey::of(&other.first_name, &other.last_name);
            // Two IDs in one roster count as namesakes of each other.
            name.same(&case.name, other.external_id != case.resident.external_id)
        })
}

/// Whether another person has taken over the ID of a record, so that the record leaves its account
/// in this run.
fn is_taken_over(reading: &Reading, claims: &Claims, record: RecordIx) -> bool {
    let Some(at) = reading.cases.of_record(record) else { return false };
    let case = &reading.cases[at];
    let Some((_, residency, known)) = reading.linked(case) else { return false };
    !claims.is_disputed(at)
        && is_other_person(reading, claims, case, residency, known)
        && new_holder(reading, claims, case, residency).is_some()
}
