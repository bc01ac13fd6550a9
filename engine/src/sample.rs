//! The first records of a feed, to see whether they can be read and what they contain.

use std::{collections::BTreeMap, time::Duration};

use futures_util::StreamExt;
use tenantry_core::{
    Text,
    connector::{ConnectorError, Context, Coverage, FeedEvent},
    model::{Reject, Resident},
    reconcile::{Policy, Unmatched, Words},
};

use crate::Site;

/// How many records a sample has at most.
pub const SAMPLE: u64 = 1000;

/// How long to wait for them.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many unreadable records a sample keeps.
const SHOWN: usize = 3;

/// What the first records of a feed contain.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Records that could be read.
    pub read: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// The first of the records that could not be read.
    pub rejects: Vec<Reject>,
    /// Whether these are all records of the feed.
    pub is_all: bool,
    /// How many of the records have a value in each field, by [`FIELDS`].
    pub fields: BTreeMap<&'static str, u64>,
    /// How many records have each word for a status that is not mapped.
    pub unmapped_statuses: Vec<(Text, u64)>,
    /// How many records have each word for a role that is not mapped.
    pub unmapped_roles: Vec<(Text, u64)>,
    /// The configured words that none of the records has.
    pub unmatched: Vec<Unmatched>,
    /// The properties that the settings ask for and that none of the records is of.
    pub absent: Vec<String>,
    /// The records of other properties that were left out; `None` if there are none.
    pub left_out: Option<String>,
}

impl Sample {
    /// All records of the sample, readable or not.
    pub fn records(&self) -> u64 {
        self.read + self.rejected
    }
}

/// Whether a record has a value in a field.
type Has = fn(&Resident) -> bool;

/// The fields of a record that a sample counts, in the order of a record.
pub const FIELDS: [(&str, Has); 12] = [
    ("name", |one| !one.has_no_name()),
    ("email", |one| one.email.is_some()),
    ("phone", |one| one.phone.is_some()),
    ("building", |one| one.building.is_some()),
    ("unit", |one| one.unit.is_some()),
    ("role", |one| one.pms_role.is_some()),
    ("household_id", |one| one.household_id.is_some()),
    ("lease_start", |one| one.lease_start.is_some()),
    ("lease_end", |one| one.lease_end.is_some()),
    ("move_in", |one| one.move_in.is_some()),
    ("move_out", |one| one.move_out.is_some()),
    ("previous_external_id", |one| one.previous_external_id.is_some()),
];

/// Reads the first records of a property's feed, and stops.
///
/// # Errors
/// The connector failed before it delivered as many, or the records are not of the properties that
/// the settings ask for.
pub async fn sample(site: &Site, policy: &Policy) -> Result<Sample, ConnectorError> {
    let mut tally = Tally::new(policy);
    let mut events = site.connector.fetch(Context::new(site.id(), policy.today));
    let mut coverage = Coverage::new(site.connector.properties());
    // A slow PMS: what has arrived so far has to do.
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while let Ok(Some(event)) = tokio::time::timeout_at(deadline, events.next()).await {
        for event in coverage.pass(event?)? {
            tally.take(event);
        }
        if tally.is_full() {
            break;
        }
    }
    coverage.so_far()?;
    Ok(Sample {
        absent: coverage.absent().map(str::to_owned).collect(),
        left_out: coverage.note(),
        ..tally.finish(site)
    })
}

struct Tally<'p> {
    policy: &'p Policy,
    words: Words,
    sample: Sample,
}

impl<'p> Tally<'p> {
    fn new(policy: &'p Policy) -> Self {
        let fields = FIELDS.iter().map(|(field, _)| (*field, 0)).collect();
        Self { policy, words: Words::default(), sample: Sample { fields, ..Sample::default() } }
    }

    fn take(&mut self, event: FeedEvent) {
        match event {
            FeedEvent::Batch(batch) => batch.iter().for_each(|resident| self.add(resident)),
            FeedEvent::Reject(reject) => self.reject(reject),
            FeedEvent::Restart => *self = Tally::new(self.policy),
            FeedEvent::End(_) => self.sample.is_all = true,
            FeedEvent::Progress { .. } | FeedEvent::Note(_) | FeedEvent::Named { .. } => {}
        }
    }

    fn is_full(&self) -> bool {
        self.sample.records() >= SAMPLE
    }

    fn add(&mut self, resident: &Resident) {
        if self.is_full() {
            return;
        }
        self.sample.read += 1;
        self.words.add(resident, self.policy);
        for (field, has) in FIELDS {
            *self.sample.fields.entry(field).or_default() += u64::from(has(resident));
        }
    }

    fn reject(&mut self, reject: Reject) {
        if self.is_full() {
            return;
        }
        self.sample.rejected += 1;
        if self.sample.rejects.len() < SHOWN {
            self.sample.rejects.push(reject);
        }
    }

    fn finish(self, site: &Site) -> Sample {
        let Self { policy, words, sample } = self;
        Sample {
            unmapped_statuses: words.unmapped_statuses(),
            unmapped_roles: words.unmapped_roles(),
            unmatched: site.unmatched(&words, policy),
            ..sample
        }
    }
}
