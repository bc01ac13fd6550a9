use super::{
    AccountRef,
    case::Case,
    directory::Known,
    reconciler::{Occupant, Reconciler},
    scope::Scope,
};
use crate::{model::Residency, normalize::NameKey};

impl Reconciler<'_> {
    /// Finds the accounts that get another name in this run, so that every
    /// rule compares with that.
    pub(crate) fn find_renames(&mut self) {
        for at in 0..self.cases.len() {
            let case = &self.cases[at];
            let (Scope::In, Some(residency_at)) = (case.scope, case.residency) else { continue };
            let residency = self.directory.residency(residency_at);
            let Some(known) = self.directory.account(residency.account) else { continue };
            if !case.disputed && self.renames(case, residency, known) {
                let (account, name) = (residency.account, case.name.clone());
                self.renamed.insert(account, name);
            }
        }
    }

    /// The PMS has changed the name and not the email, nobody has edited the
    /// account, and all whom the account stands for have the new name.
    fn renames(&self, case: &Case, residency: &Residency, known: &Known) -> bool {
        let (seen, now) = (&residency.seen, case.resident);
        if (&seen.first_name, &seen.last_name) == (&now.first_name, &now.last_name) {
            return false;
        }
        let seen = NameKey::of(&seen.first_name, &seen.last_name);
        let same_email = match &case.email {
            Some(email) => *email == known.email,
            None => self.usable(residency.seen.email.as_deref()).is_none(),
        };
        same_email
            && case.name != seen
            && seen == known.name
            && !self.same_name(case, known)
            && !case.name.base.is_empty()
            && self.all_agree(case, residency)
    }

    /// Whether another person has taken over the id of a record, which
    /// therefore parts with its account in this run.
    fn parts(&self, index: usize) -> bool {
        let found = self.cases.binary_search_by_key(&(index as u32), |case| case.index);
        let Some((at, case)) = found.ok().map(|at| (at, &self.cases[at])) else { return false };
        let Some(residency) = case.residency.map(|at| self.directory.residency(at)) else {
            return false;
        };
        let known = self.directory.account(residency.account);
        !case.disputed
            && known.is_some_and(|known| self.is_other_person(case, residency, known))
            && self.new_holder(at, residency).is_some()
    }

    fn all_agree(&self, case: &Case, residency: &Residency) -> bool {
        let occupants = self.occupants.get(&AccountRef::Existing(residency.account));
        let ids = occupants.into_iter().flatten().filter_map(|occupant| match occupant {
            Occupant::Here(id) => Some(id),
            Occupant::Elsewhere => None,
        });
        ids.flat_map(|id| self.roster.records_of(id))
            .filter(|index| self.roster.scope(*index) == Scope::In && !self.parts(*index))
            .map(|index| &self.roster.residents()[index])
            .all(|other| {
                let name = NameKey::of(&other.first_name, &other.last_name);
                // Two ids in one roster are each other's namesakes.
                name.same(&case.name, other.external_id != case.resident.external_id)
            })
    }
}
