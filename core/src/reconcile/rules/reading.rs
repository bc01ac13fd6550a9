use std::collections::HashSet;

use super::{
    case::{Case, Cases},
    matching::{match_previous_ids, match_residencies},
    namesakes::Namesakes,
    renames::Renames,
    reuse::Reused,
};
use crate::{
    Text,
    model::{AlertKind, Residency},
    normalize::Placeholders,
    reconcile::{Directory, Known, Policy, Prepared, RecordIx, RowIx, Scope, Selection, Snapshot},
};

/// The first phase: what was read on both sides. No rule changes it.
pub(super) struct Reading<'a> {
    pub(super) roster: &'a Prepared,
    pub(super) selection: &'a Selection,
    pub(super) policy: &'a Policy,
    pub(super) directory: Directory<'a>,
    /// The records that need a look, each with its residency.
    pub(super) cases: Cases<'a>,
    pub(super) namesakes: Namesakes,
    /// Live linked residencies whose ID is not in the roster, ordered by ID.
    pub(super) missing: Vec<RowIx>,
    /// Ended residencies whose ID now belongs to somebody else.
    pub(super) reused: Reused,
    /// The residencies that the cases have.
    matched: HashSet<RowIx>,
    /// The IDs of records that could not be read.
    pub(super) unreadable: HashSet<Text>,
    /// What open alerts are about, and what people have dismissed.
    asked: HashSet<(AlertKind, &'a str)>,
    placeholders: Placeholders,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        roster: &'a Prepared,
        selection: &'a Selection,
        snapshot: &'a Snapshot,
        policy: &'a Policy,
    ) -> Self {
        let directory = Directory::new(snapshot, &policy.property).with_places_of(roster);
        let placeholders = Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str));
        let unreadable =
            roster.rejects().iter().filter_map(|reject| reject.external_id.clone()).collect();
        let mut cases = Cases::of(roster, selection, &placeholders);
        match_residencies(&mut cases, &directory, selection, &unreadable);
        let namesakes = Namesakes::new(roster, &cases, &directory, policy.without_email);
        let mut reading = Self {
            roster,
            selection,
            policy,
            directory,
            cases,
            namesakes,
            missing: Vec::new(),
            reused: Reused::default(),
            matched: HashSet::new(),
            unreadable,
            asked: asked(snapshot),
            placeholders,
        };
        reading.release_reused();
        let renumbered = match_previous_ids(&reading);
        if !renumbered.is_empty() {
            for (case, row) in renumbered {
                reading.cases.set_renumbered(case, row);
            }
            // A person's other lease may now be the only one left with the ID.
            let (cases, unreadable) = (&mut reading.cases, &reading.unreadable);
            match_residencies(cases, &reading.directory, selection, unreadable);
            reading.release_reused();
        }
        reading.cases.settle_dates(&reading.directory, policy);
        reading.matched = reading.cases.iter().filter_map(|(_, case)| case.residency).collect();
        reading.missing = reading.find_missing();
        reading
    }

    fn release_reused(&mut self) {
        self.reused = Reused::find(&mut self.cases, &self.directory, &self.placeholders);
    }

    fn find_missing(&self) -> Vec<RowIx> {
        let rows = self.directory.residencies().map(|(row, _)| row);
        let mut missing: Vec<RowIx> = rows.filter(|row| self.is_missing(*row)).collect();
        missing.sort_by_key(|row| self.residency(*row).id);
        missing
    }

    /// Whether a residency is live and linked, but its ID is not in the roster.
    pub(super) fn is_missing(&self, row: RowIx) -> bool {
        let residency = self.residency(row);
        let link = residency.link.as_ref();
        self.is_here(residency)
            && residency.is_live()
            && link.is_some_and(|link| !self.unreadable.contains(&link.external_id))
            && !self.has_case(row)
            && !self.is_settled(residency)
    }

    /// Whether a residency is that of a case.
    pub(super) fn has_case(&self, row: RowIx) -> bool {
        self.matched.contains(&row)
    }

    pub(super) fn residency(&self, row: RowIx) -> &'a Residency {
        self.directory.residency(row)
    }

    /// Whether a residency belongs to the property that is being synced.
    pub(super) fn is_here(&self, residency: &Residency) -> bool {
        residency.property == self.policy.property
    }

    /// Whether the resident of a record belongs in the directory.
    pub(super) fn is_in_scope(&self, record: RecordIx) -> bool {
        match self.cases.of_record(record) {
            Some(at) => self.cases[at].is_in_scope(),
            None => self.roster.scope(record) == Scope::In,
        }
    }

    /// Whether a residency has a settled record.
    pub(super) fn is_settled(&self, residency: &Residency) -> bool {
        self.selection.settled(self.directory.fingerprints(), residency.id).is_some()
    }

    /// The residency of a case, with its account.
    pub(super) fn linked(&self, case: &Case) -> Option<(RowIx, &'a Residency, &Known<'a>)> {
        let row = case.residency?;
        let residency = self.residency(row);
        Some((row, residency, self.directory.account(residency.account)?))
    }

    /// Whether somebody has been asked about a subject: an alert is open, or a decision
    /// about one stands.
    pub(super) fn was_asked(&self, kind: AlertKind, subject: &str) -> bool {
        self.asked.contains(&(kind, subject))
    }

    /// The key of an email, if it can be used for an account.
    pub(super) fn usable(&self, email: Option<&str>) -> Option<Text> {
        self.placeholders.usable(email)
    }

    pub(super) fn phone_key(&self, phone: Option<&str>) -> Option<Text> {
        (self.policy.phone_key)(phone?, &self.policy.country)
    }

    /// Whether a record and an account had the same name before this run.
    pub(super) fn had_same_name(&self, case: &Case, known: &Known) -> bool {
        Renames::default().same_name(self, case, known)
    }
}

fn asked(snapshot: &Snapshot) -> HashSet<(AlertKind, &str)> {
    let open = snapshot.alerts.iter().map(|open| (open.kind, open.subject.as_str()));
    let said = snapshot.standing.iter().map(|said| (said.kind, said.subject.as_str()));
    open.chain(said).collect()
}
