use std::{
    collections::{HashMap, HashSet},
    ops::Deref,
};

use super::{
    addresses,
    case::{Case, CaseIx, Verdict},
    disputes::Disputes,
    occupants::Occupants,
    reading::Reading,
    renames::Renames,
};
use crate::{
    Date, Text,
    model::{AccountId, Residency, ResidencyId, Resident},
    reconcile::{AccountRef, Known, Located, RecordIx, ResidencyRef},
};

/// The second phase: who claims what. Filled by rules 2 to 4.
#[derive(Debug)]
pub(super) struct Claims {
    verdicts: Vec<Verdict>,
    disputed: Vec<bool>,
    one_person: Vec<bool>,
    sharing: HashSet<CaseIx>,
    /// The residency of each case after the run.
    links: Vec<Option<Linked>>,
    /// The residents in scope who are linked to each account.
    pub(super) occupants: Occupants,
    pub(super) renames: Renames,
    /// Accounts of other properties that this run links here, by name.
    arrived: HashMap<Text, Vec<AccountId>>,
    /// Residencies that got another PMS ID in this run.
    pub(super) taken: HashSet<ResidencyId>,
    /// Accounts whose identity fields a case changes.
    pub(super) rewritten: HashMap<AccountId, CaseIx>,
    /// Accounts that this run creates or gives an email that several records have, by that email.
    pub(super) created: HashMap<Text, AccountRef>,
    /// The emails of accounts that had none before this run.
    pub(super) addressed: HashMap<AccountId, Text>,
    /// The new phones of accounts.
    pub(super) phones: HashMap<AccountId, Option<Text>>,
    /// The new building and unit of residencies that this run moves.
    pub(super) moved: HashMap<ResidencyId, BuildingAndUnit>,
    /// The new end of residencies that this run ends or reopens.
    pub(super) ends: HashMap<ResidencyId, Option<Date>>,
    /// Cases that are linked although an alert says that their email is missing or another's.
    pub(super) reminded: HashSet<CaseIx>,
    /// Whether somebody is kept out by a namesake who has left, and will be let in one day although
    /// neither the PMS nor the directory changes.
    pub(super) waits_for_namesakes: bool,
}

/// Building and unit.
pub(super) type BuildingAndUnit = (Option<Text>, Option<Text>);

pub(super) fn building_and_unit((building, unit): Located) -> BuildingAndUnit {
    (building.map(Text::from), unit.map(Text::from))
}

pub(super) fn located((building, unit): &BuildingAndUnit) -> Located<'_> {
    (building.as_deref(), unit.as_deref())
}

/// A residency with its account, after the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Linked {
    pub(super) residency: ResidencyRef,
    pub(super) account: AccountRef,
}

impl Claims {
    /// The claims before any rule: everybody claims what they are linked to.
    pub(super) fn new(reading: &Reading, disputes: Disputes) -> Self {
        let cases = reading.cases.len();
        let mut claims = Self {
            verdicts: vec![Verdict::Open; cases],
            disputed: vec![false; cases],
            one_person: vec![false; cases],
            sharing: disputes.sharing.into_iter().collect(),
            links: vec![None; cases],
            occupants: Occupants::before(reading),
            renames: Renames::default(),
            arrived: HashMap::new(),
            taken: HashSet::new(),
            rewritten: HashMap::new(),
            created: HashMap::new(),
            addressed: HashMap::new(),
            phones: HashMap::new(),
            moved: HashMap::new(),
            ends: HashMap::new(),
            reminded: HashSet::new(),
            waits_for_namesakes: false,
        };
        for case in disputes.held {
            claims.verdicts[case.position()] = Verdict::Held;
        }
        for case in disputes.disputed {
            claims.disputed[case.position()] = true;
        }
        for case in disputes.one_person {
            claims.one_person[case.position()] = true;
        }
        claims
    }

    /// Closes the claims: every rule has made its own.
    pub(super) fn close(self) -> Claimed {
        Claimed(self)
    }

    pub(super) fn verdict(&self, case: CaseIx) -> Verdict {
        self.verdicts[case.position()]
    }

    pub(super) fn decide(&mut self, case: CaseIx, verdict: Verdict) {
        self.verdicts[case.position()] = verdict;
    }

    /// Whether the email or the identity of the case is disputed. A disputed case is not created
    /// or linked, and its identity fields do not change.
    pub(super) fn is_disputed(&self, case: CaseIx) -> bool {
        self.disputed[case.position()]
    }

    /// Whether the case is disputed only because others have the same email.
    pub(super) fn only_shares_email(&self, case: CaseIx) -> bool {
        self.sharing.contains(&case)
    }

    pub(super) fn link(&self, case: CaseIx) -> Option<Linked> {
        self.links[case.position()]
    }

    pub(super) fn set_link(&mut self, case: CaseIx, residency: ResidencyRef, account: AccountRef) {
        self.links[case.position()] = Some(Linked { residency, account });
    }

    /// Links a case that had no residency.
    pub(super) fn newly_linked(
        &mut self,
        reading: &Reading,
        (at, case): (CaseIx, &Case),
        residency: ResidencyRef,
        account: AccountRef,
    ) {
        self.decide(at, Verdict::NewlyLinked);
        self.set_link(at, residency, account);
        if let AccountRef::Existing(account) = account {
            self.occupants.add(account, &case.resident.external_id);
            if let Some(known) = reading.directory.account(account)
                && reading.directory.residencies_here(known).next().is_none()
            {
                let name = self.renames.name_of(known).base.clone();
                let is_blank = name.is_empty();
                let named = self.arrived.entry(name).or_default();
                if !is_blank && !named.contains(&account) {
                    named.push(account);
                }
            }
        }
    }

    /// Accounts with a name that have a residency at this property, before the run or after it.
    pub(super) fn with_name<'c>(
        &'c self,
        reading: &'c Reading,
        base: &str,
    ) -> impl Iterator<Item = AccountId> + 'c {
        let arrived = self.arrived.get(base).into_iter().flatten();
        reading.directory.with_name(base).iter().chain(arrived).copied()
    }

    /// The records in scope of everybody at this property who is linked to an account.
    pub(super) fn records_of<'c>(
        &'c self,
        reading: &'c Reading,
        account: AccountId,
    ) -> impl Iterator<Item = RecordIx> + 'c {
        let ids = self.occupants.ids_here(account);
        ids.flat_map(|id| reading.roster.records_of(id))
            .filter(|record| reading.is_in_scope(*record))
    }

    /// Whether a record and an account have the same name, or somebody has said that everybody
    /// with the account's email is one person.
    pub(super) fn same_name(&self, reading: &Reading, case: &Case, known: &Known) -> bool {
        self.is_of_one_person(reading, case, known) || self.renames.same_name(reading, case, known)
    }

    fn is_of_one_person(&self, reading: &Reading, case: &Case, known: &Known) -> bool {
        let at = reading.cases.of_record(case.record);
        let has_email = || match &known.email {
            Some(email) => case.email.as_ref() == Some(email),
            // The email is the first address of an account of theirs.
            None => {
                let own = case.residency.map(|row| reading.residency(row).account);
                own == Some(known.account.id) && addresses::fits(reading, self, case, known)
            }
        };
        at.is_some_and(|at| self.one_person[at.position()]) && case.email.is_some() && has_email()
    }

    /// The email of an account: the one that it has, or its first one, which this run gives it.
    pub(super) fn email_of<'c>(&'c self, known: &'c Known) -> Option<&'c Text> {
        known.email.as_ref().or_else(|| self.addressed.get(&known.account.id))
    }

    /// Whether a record and an account, as this run leaves it, have the same phone.
    pub(super) fn same_phone(&self, reading: &Reading, resident: &Resident, known: &Known) -> bool {
        let (resident, account) = self.phone_keys(reading, resident, known);
        resident.is_some() && resident == account
    }

    /// Whether both have a phone, and not the same.
    pub(super) fn other_phone(
        &self,
        reading: &Reading,
        resident: &Resident,
        known: &Known,
    ) -> bool {
        let keys = self.phone_keys(reading, resident, known);
        matches!(keys, (Some(resident), Some(account)) if resident != account)
    }

    fn phone_keys(
        &self,
        reading: &Reading,
        resident: &Resident,
        known: &Known,
    ) -> (Option<Text>, Option<Text>) {
        let account = self.phones.get(&known.account.id).unwrap_or(&known.account.phone);
        (reading.phone_key(resident.phone.as_deref()), reading.phone_key(account.as_deref()))
    }

    /// Whether an account has or had a residency in a resident's unit.
    pub(super) fn same_unit(&self, reading: &Reading, resident: &Resident, known: &Known) -> bool {
        let directory = &reading.directory;
        directory
            .residencies_here(known)
            .any(|residency| directory.same_unit(self.place_of(residency), resident.located()))
    }

    /// The place of a residency after this run.
    pub(super) fn place_of<'p>(&'p self, residency: &'p Residency) -> Located<'p> {
        self.moved.get(&residency.id).map_or(residency.place.located(), located)
    }
}

/// Claims that are complete: nothing more can be claimed.
#[derive(Debug)]
pub(super) struct Claimed(Claims);

impl Deref for Claimed {
    type Target = Claims;

    fn deref(&self) -> &Claims {
        &self.0
    }
}
