use xxhash_rust::xxh3::Xxh3;

use super::{plan::PlannedAlert, reading::Reading};
use crate::{
    Text,
    reconcile::{AccountRef, Change, Field, ResidencyRef, date_text},
};

/// Identifies the decisions of a plan: its changes, what is held, and its alerts. An end date of today that was used
/// for lack of a move-out date is left out, so that a plan can be confirmed a day later.
pub(super) fn of(
    reading: &Reading,
    changes: &[Change],
    held: &[Change],
    alerts: &[PlannedAlert],
) -> u64 {
    let today = date_text(reading.policy.today);
    let mut hash = Xxh3::new();
    for change in changes {
        feed(reading, change, &today, &mut hash);
    }
    hash.update(&[0xFF]);
    for change in held {
        feed(reading, change, &today, &mut hash);
    }
    for alert in alerts {
        hash.update(alert.kind().as_str().as_bytes());
        hash.update(alert.subject.as_bytes());
        hash.update(&alert.version.to_le_bytes());
    }
    hash.digest()
}

fn feed(reading: &Reading, change: &Change, today: &Text, hash: &mut Xxh3) {
    let number = |new: u32| -1 - i64::from(new);
    hash.update(change.action.as_str().as_bytes());
    hash.update(change.reason.as_str().as_bytes());
    hash.update(change.external_id.as_deref().unwrap_or_default().as_bytes());
    hash.update(&match change.account {
        AccountRef::Existing(id) => id.0.to_le_bytes(),
        AccountRef::New(new) => number(new).to_le_bytes(),
    });
    hash.update(&match change.residency {
        Some(ResidencyRef::Existing(id)) => id.0.to_le_bytes(),
        Some(ResidencyRef::New(new)) => number(new).to_le_bytes(),
        None => [0; 8],
    });
    if let Some(record) = change.resident {
        hash.update(&reading.roster.fingerprint(record).to_le_bytes());
    }
    for field in &change.patch {
        let by_default = field.field == Field::EndedOn && field.to.as_ref() == Some(today);
        if !by_default {
            hash.update(field.field.as_str().as_bytes());
            hash.update(field.to.as_deref().unwrap_or("\u{0}").as_bytes());
        }
    }
}
