use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

use super::{
    Policy,
    scope::{Scope, ScopeRules},
};
use crate::{
    Date, Text,
    model::{Reject, Resident, Roster},
};

/// Must be incremented whenever a rule or the format of a fingerprint changes, so that no stored
/// fingerprint outlives the rules it was computed under.
const GENERATION: u64 = 4;

/// Separates fields. Never occurs in UTF-8 text.
const SEPARATOR: u8 = 0xFF;

/// Computes fingerprints of records. Two fingerprints are equal if the facts and the policy are
/// equal and the date makes no difference to the outcome, on every machine and in every version
/// with the same rules.
///
/// Ana's record in 101, with a move-out on June 30, has the same fingerprint every day until then.
/// On July 1 she counts as moved out, so that the fingerprint changes and the rules look at her
/// again.
#[derive(Debug, Clone)]
pub struct Fingerprinter {
    seed: u64,
    scope: ScopeRules,
    bytes: Vec<u8>,
}

impl Fingerprinter {
    /// A fingerprinter for the records of one run.
    pub fn new(policy: &Policy) -> Self {
        Self { seed: seed(policy), scope: ScopeRules::new(policy), bytes: Vec::with_capacity(512) }
    }

    /// The fingerprint of a record. Never 0.
    pub fn of(&mut self, resident: &Resident) -> u128 {
        let scope = self.scope.scope(resident);
        self.fill(resident, scope);
        xxh3_128_with_seed(&self.bytes, self.seed).max(1)
    }

    fn fill(&mut self, resident: &Resident, scope: Scope) {
        let bytes = &mut self.bytes;
        bytes.clear();
        for text in [
            &resident.property_code,
            &resident.external_id,
            &resident.first_name,
            &resident.last_name,
            &resident.pms_status,
        ] {
            bytes.extend_from_slice(text.as_bytes());
            bytes.push(SEPARATOR);
        }
        for text in [
            &resident.lease_id,
            &resident.household_id,
            &resident.pms_role,
            &resident.email,
            &resident.phone,
            &resident.building,
            &resident.unit,
            &resident.previous_external_id,
        ] {
            // Absent and blank are the same.
            bytes.extend_from_slice(text.as_deref().unwrap_or_default().as_bytes());
            bytes.push(SEPARATOR);
        }
        for date in [resident.lease_start, resident.lease_end, resident.move_in, resident.move_out]
        {
            bytes.extend_from_slice(&date_bytes(date));
        }
        bytes.push(resident.role as u8);
        bytes.push(resident.status as u8);
        bytes.push(matches!(scope, Scope::In) as u8);
        bytes.push(matches!(scope, Scope::Overdue) as u8);
        bytes.push(self.scope.is_of_earlier_stay(resident) as u8);
        bytes.push(self.scope.status(resident) as u8);
    }
}

fn date_bytes(date: Option<Date>) -> [u8; 4] {
    match date {
        None => [0; 4],
        Some(date) => {
            let [high, low] = date.year().to_be_bytes();
            [high, low, date.month() as u8, date.day() as u8]
        }
    }
}

fn seed(policy: &Policy) -> u64 {
    let sorted = |words: &[Text]| {
        let mut words: Vec<String> = words.iter().map(|word| word.to_lowercase().into()).collect();
        words.sort();
        words.join("\n")
    };
    let mut roles: Vec<&str> = policy.include_roles.iter().map(|role| role.as_str()).collect();
    roles.sort_unstable();
    let text = [
        GENERATION.to_string(),
        sorted(&policy.exclude_statuses),
        sorted(&policy.placeholder_emails),
        roles.join("\n"),
        policy.country.to_uppercase().into(),
        format!("{:?} {}", policy.on_missing, policy.missing_runs),
        format!("{:?}", policy.without_email),
    ];
    xxh3_64(text.join("\n\n").as_bytes())
}

/// Computes the digest of a roster, which does not depend on the order of its records.
///
/// Equal digests mean that the PMS says what it said when the digest was stored, and that none of
/// the dates in the records has fallen due since.
#[derive(Debug, Clone)]
pub struct RosterDigest {
    fingerprinter: Fingerprinter,
    sum: u128,
    fetched: u64,
}

impl RosterDigest {
    /// The digest of a roster, before any records are added.
    pub fn new(policy: &Policy) -> Self {
        Self { fingerprinter: Fingerprinter::new(policy), sum: 0, fetched: 0 }
    }

    /// The digest of a whole roster.
    pub fn of(roster: &Roster, policy: &Policy) -> u128 {
        let mut digest = Self::new(policy);
        roster.residents.iter().for_each(|resident| digest.add(resident));
        roster.rejects.iter().for_each(|reject| digest.add_reject(reject));
        digest.finish()
    }

    /// Adds a record.
    pub fn add(&mut self, resident: &Resident) {
        self.sum = self.sum.wrapping_add(self.fingerprinter.of(resident));
        self.fetched += 1;
    }

    /// Adds a record that could not be read.
    pub fn add_reject(&mut self, reject: &Reject) {
        let text = format!(
            "{}\n{:?}\n{}\n{:?}",
            reject.location,
            reject.external_id,
            reject.code.as_str(),
            reject.field
        );
        self.sum =
            self.sum.wrapping_add(xxh3_128_with_seed(text.as_bytes(), self.fingerprinter.seed));
        self.fetched += 1;
    }

    /// The digest of the records added so far.
    pub fn finish(&self) -> u128 {
        self.sum ^ u128::from(self.fetched)
    }
}
