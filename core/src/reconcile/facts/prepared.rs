use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use super::{
    Columns, Policy, RecordIx,
    fingerprint::{Fingerprinter, RosterDigest},
    scope::{Scope, ScopeRules},
};
use crate::{
    Text,
    model::{Column, Reject, RejectCode, Resident, Roster},
    normalize::{Placeholders, bare_email},
};

/// A roster prepared for the rules: each person and lease once, ordered by `external_id` and
/// `lease_id`, with the facts that the rules need about every record.
#[derive(Debug)]
pub struct Prepared {
    residents: Vec<Resident>,
    facts: Vec<Facts>,
    /// Hashes of the emails that several residents have who are or may be in scope.
    shared: HashSet<u64>,
    rejects: Vec<Reject>,
    fetched: u64,
    in_scope: u64,
    digest: u128,
    columns: Columns,
}

/// What the rules need to know about every record.
#[derive(Debug, Clone, Copy)]
struct Facts {
    fingerprint: u128,
    scope: Scope,
    /// A hash of the usable email of a resident who is or may be in scope; 0 if there is none.
    email: u64,
}

/// The fewest records with a role that make it a column.
const FEWEST_ROLES: usize = 3;

impl Prepared {
    /// Prepares a complete roster.
    pub fn new(roster: Roster, policy: &Policy) -> Self {
        let digest = RosterDigest::of(&roster, policy);
        Self::with_digest(roster, digest, policy)
    }

    /// Prepares a complete roster whose digest is already known.
    pub fn with_digest(roster: Roster, digest: u128, policy: &Policy) -> Self {
        let fetched = roster.fetched() as u64;
        let Roster { mut residents, mut rejects } = roster;
        residents.iter_mut().for_each(tidy);
        ignore_earlier_stays(&mut residents, policy);
        residents.sort_by(|a, b| key(a).cmp(&key(b)));
        reject_unusable(&mut residents, &mut rejects);
        reject_conflicting(&mut residents, &mut rejects);
        rejects.sort_by(|a, b| reject_key(a).cmp(&reject_key(b)));
        let facts = facts(&residents, policy);
        let in_scope = facts.iter().filter(|facts| may_be_in(facts.scope)).count() as u64;
        Self {
            shared: shared_emails(&facts),
            columns: columns(&residents),
            residents,
            facts,
            rejects,
            fetched,
            in_scope,
            digest,
        }
    }

    /// The usable records, ordered by `external_id` and `lease_id`.
    pub fn residents(&self) -> &[Resident] {
        &self.residents
    }

    /// The records that could not be read, or that contradict each other.
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// The number of records in the feed, readable or not.
    pub fn fetched(&self) -> u64 {
        self.fetched
    }

    /// The number of residents in scope, and of those of whom the record alone does not tell.
    pub fn in_scope(&self) -> u64 {
        self.in_scope
    }

    /// The digest of the roster (see [`RosterDigest`](super::RosterDigest)).
    pub fn digest(&self) -> u128 {
        self.digest
    }

    /// The columns that at least one usable record has.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// The columns that a later roster must not have lost. A role that only one or two records
    /// have is not a column: when the only guarantors of a house leave, nothing is wrong.
    pub fn lasting_columns(&self) -> Columns {
        let with_role = self.residents.iter().filter(|resident| resident.pms_role.is_some());
        match with_role.count() {
            few if few < FEWEST_ROLES && few < self.residents.len() => {
                self.columns.without(Column::Role)
            }
            _ => self.columns,
        }
    }

    /// The record at an index.
    pub fn resident(&self, record: RecordIx) -> &Resident {
        &self.residents[record.position()]
    }

    /// Whether the resident belongs in the directory, as far as the record alone tells.
    pub fn scope(&self, record: RecordIx) -> Scope {
        self.facts[record.position()].scope
    }

    /// Every record, ordered by `external_id` and `lease_id`.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = RecordIx> + use<> {
        (0..self.residents.len()).map(RecordIx::new)
    }

    /// The records of one person.
    pub fn records_of(&self, external_id: &str) -> impl ExactSizeIterator<Item = RecordIx> + use<> {
        let start =
            self.residents.partition_point(|resident| resident.external_id.as_str() < external_id);
        let rest = self.residents[start..].iter();
        let length = rest.take_while(|resident| resident.external_id == external_id).count();
        (start..start + length).map(RecordIx::new)
    }

    /// Whether a person has a usable record.
    pub fn has(&self, external_id: &str) -> bool {
        self.records_of(external_id).len() > 0
    }

    pub(crate) fn fingerprint(&self, record: RecordIx) -> u128 {
        self.facts[record.position()].fingerprint
    }

    /// Whether another resident in scope has the same email.
    pub(crate) fn shares_email(&self, record: RecordIx) -> bool {
        let email = self.facts[record.position()].email;
        email != 0 && self.shared.contains(&email)
    }
}

fn key(resident: &Resident) -> (&str, Option<&str>) {
    (&resident.external_id, resident.lease_id.as_deref())
}

/// Orders rejects independently of the feed.
fn reject_key(reject: &Reject) -> (Option<&str>, RejectCode, Option<&str>, &str) {
    (reject.external_id.as_deref(), reject.code, reject.field, &reject.location)
}

/// Turns blank values into `None`, and reduces an email to the bare address.
fn tidy(resident: &mut Resident) {
    for text in [
        &mut resident.lease_id,
        &mut resident.household_id,
        &mut resident.pms_role,
        &mut resident.email,
        &mut resident.phone,
        &mut resident.building,
        &mut resident.unit,
        &mut resident.previous_external_id,
    ] {
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            *text = None;
        }
    }
    if let Some(email) = &mut resident.email {
        let bare = bare_email(email);
        if bare.len() < email.len() {
            *email = bare.into();
        }
    }
}

/// Removes move-out dates of earlier stays, which say nothing about the stay of the record.
fn ignore_earlier_stays(residents: &mut [Resident], policy: &Policy) {
    let scopes = ScopeRules::new(policy);
    for resident in residents.iter_mut().filter(|resident| scopes.is_of_earlier_stay(resident)) {
        resident.move_out = None;
    }
}

fn may_be_in(scope: Scope) -> bool {
    matches!(scope, Scope::In | Scope::Overdue)
}

fn reject_unusable(residents: &mut Vec<Resident>, rejects: &mut Vec<Reject>) {
    residents.retain(|resident| {
        let code = if resident.external_id.trim().is_empty() {
            RejectCode::MissingId
        } else if texts(resident).any(has_control) {
            RejectCode::BadText
        } else {
            return true;
        };
        let known = code == RejectCode::BadText && !has_control(&resident.external_id);
        let external_id = known.then(|| resident.external_id.clone());
        let location = match &external_id {
            Some(id) => format!("resident {id}"),
            None => "a record without a usable ID".into(),
        };
        rejects.push(Reject { location, external_id, code, field: None });
        false
    });
}

fn texts(resident: &Resident) -> impl Iterator<Item = &str> {
    let absent = [
        &resident.lease_id,
        &resident.household_id,
        &resident.pms_role,
        &resident.email,
        &resident.phone,
        &resident.building,
        &resident.unit,
        &resident.previous_external_id,
    ];
    let present = [
        &resident.property_code,
        &resident.external_id,
        &resident.first_name,
        &resident.last_name,
        &resident.pms_status,
    ];
    present.into_iter().map(Text::as_str).chain(absent.into_iter().flatten().map(Text::as_str))
}

fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 || byte == 0x7F)
}

/// Merges identical records. If the facts differ, the person and lease are rejected, and neither
/// record is used.
fn reject_conflicting(residents: &mut Vec<Resident>, rejects: &mut Vec<Reject>) {
    residents.dedup();
    let mut conflicting: Vec<usize> = Vec::new();
    for (index, pair) in residents.windows(2).enumerate() {
        if key(&pair[0]) == key(&pair[1]) {
            conflicting.extend([index, index + 1]);
        }
    }
    if conflicting.is_empty() {
        return;
    }
    conflicting.dedup();
    for index in &conflicting {
        let id = &residents[*index].external_id;
        if rejects.last().is_none_or(|last| {
            last.code != RejectCode::Conflicting || last.external_id.as_ref() != Some(id)
        }) {
            rejects.push(Reject {
                location: format!("resident {id}"),
                external_id: Some(id.clone()),
                code: RejectCode::Conflicting,
                field: None,
            });
        }
    }
    let mut index = 0;
    residents.retain(|_| {
        index += 1;
        conflicting.binary_search(&(index - 1)).is_err()
    });
}

fn columns(residents: &[Resident]) -> Columns {
    let mut columns = Columns::default();
    for column in Column::ALL {
        let value = |resident: &Resident| match column {
            Column::FirstName => !resident.first_name.is_empty(),
            Column::LastName => !resident.last_name.is_empty(),
            Column::Status => !resident.pms_status.is_empty(),
            Column::Role => resident.pms_role.is_some(),
        };
        if residents.iter().any(value) {
            columns.add(*column);
        }
    }
    columns
}

fn shared_emails(facts: &[Facts]) -> HashSet<u64> {
    let mut emails: Vec<u64> =
        facts.iter().map(|facts| facts.email).filter(|email| *email != 0).collect();
    emails.sort_unstable();
    emails.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

fn facts(residents: &[Resident], policy: &Policy) -> Vec<Facts> {
    // Two threads halve the time of the one purely arithmetic part of a large sync.
    let half = residents.len() / 2;
    if half < 10_000 {
        return facts_of(residents, policy);
    }
    let (left, right) = residents.split_at(half);
    std::thread::scope(|scope| {
        let right = scope.spawn(|| facts_of(right, policy));
        let mut facts = facts_of(left, policy);
        match right.join() {
            Ok(right) => facts.extend(right),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        facts
    })
}

fn facts_of(residents: &[Resident], policy: &Policy) -> Vec<Facts> {
    let scopes = ScopeRules::new(policy);
    let placeholders = Placeholders::new(policy.placeholder_emails.iter().map(Text::as_str));
    let mut fingerprinter = Fingerprinter::new(policy);
    residents
        .iter()
        .map(|resident| {
            let scope = scopes.scope(resident);
            let email = may_be_in(scope)
                .then(|| placeholders.usable(resident.email.as_deref()))
                .flatten()
                .map_or(0, |key| xxh3_64(key.as_bytes()).max(1));
            Facts { fingerprint: fingerprinter.of(resident), scope, email }
        })
        .collect()
}
