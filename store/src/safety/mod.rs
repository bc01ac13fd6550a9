//! What Safety remembers between syncs. Core decides what counts and what is held; this module
//! reads and writes it.

mod approve;
mod write;

pub use approve::{Given, StoredHold};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use tenantry_core::{
    model::{Field, Harm, Mark, ResidencyId},
    reconcile::{Approval, Columns, Recent, SafetyMemory, Window},
};
use time::OffsetDateTime;

use crate::{
    PropertyId, ReadTx, Result, StoreError,
    convert::{moment, timestamp},
    entity::approvals,
};

/// How long a confirmation waits for a roster that asks for what it approves.
const APPROVAL: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What there was before this run.
#[derive(FromQueryResult)]
struct Before {
    roster_columns: i32,
    has_synced: bool,
}

/// What one run did under one harm.
#[derive(FromQueryResult)]
struct Counted {
    harm: String,
    field: String,
    residencies: Vec<u8>,
    finished_at: OffsetDateTime,
    /// If the run is dated in the future: when the next run finished.
    later_at: Option<OffsetDateTime>,
}

impl ReadTx {
    /// What Safety remembers about a property at a point in time.
    pub(crate) async fn safety(
        &self,
        property: PropertyId,
        now: Timestamp,
    ) -> Result<SafetyMemory> {
        let sql = "SELECT s.roster_columns, EXISTS (SELECT 1 FROM runs r WHERE r.property_id = s.property_id \
                   AND r.kind = 'sync' AND r.applied AND r.undone_by IS NULL) AS has_synced \
                   FROM property_states s WHERE s.property_id = ?";
        let before: Option<Before> = self.conn.first(sql, vec![property.0.into()]).await?;
        let columns = before.as_ref().map_or(0, |before| before.roster_columns);
        Ok(SafetyMemory {
            has_synced: before.is_some_and(|before| before.has_synced),
            columns: Columns::of_bits(u8::try_from(columns).unwrap_or_default()),
            recent: self.recent(property, now).await?,
            approvals: self
                .approvals(property, now)
                .await?
                .iter()
                .flat_map(|(harm, row)| {
                    let harm = *harm;
                    marks(&row.marks).into_iter().map(move |mark| Approval { harm, mark })
                })
                .collect(),
        })
    }

    async fn recent(&self, property: PropertyId, now: Timestamp) -> Result<Vec<Recent>> {
        let sql = "SELECT h.harm, h.field, h.residencies, r.finished_at, CASE WHEN r.finished_at > ? THEN \
                   (SELECT l.finished_at FROM runs l WHERE l.property_id = r.property_id AND l.seq > r.seq \
                   ORDER BY l.seq LIMIT 1) END AS later_at \
                   FROM run_harms h JOIN runs r ON r.id = h.run_id WHERE h.property_id = ? \
                   AND r.undone_by IS NULL AND r.finished_at > ? AND length(h.residencies) > 0 ORDER BY r.seq";
        // As text, times sort roughly; the exact comparison follows.
        let since = now.checked_sub(SignedDuration::from_hours(31 * 24));
        let since = since.map_err(|_| StoreError::damaged("a time"))?;
        let values = vec![moment(now)?.into(), property.0.into(), moment(since)?.into()];
        let rows: Vec<Counted> = self.conn.all(sql, values).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            // A run whose clock was ahead was over when the next one was.
            let at = row.later_at.unwrap_or(row.finished_at).min(row.finished_at);
            let Some(window) = window(timestamp(at)?, now) else { continue };
            found.push(Recent {
                harm: harm(&row.harm)?,
                field: match row.field.as_str() {
                    "" => None,
                    name => Some(
                        Field::from_name(name)
                            .ok_or_else(|| StoreError::damaged("the field of a harm"))?,
                    ),
                },
                window,
                residencies: numbers(&row.residencies).map(ResidencyId).collect(),
            });
        }
        Ok(found)
    }

    /// The confirmations that no sync has used up and that have not lapsed.
    pub(crate) async fn approvals(
        &self,
        property: PropertyId,
        now: Timestamp,
    ) -> Result<Vec<(Harm, approvals::Model)>> {
        let query = approvals::Entity::find().filter(approvals::Column::PropertyId.eq(property.0));
        let rows = self.conn.ok(query.all(&self.conn.tx).await)?;
        let mut valid = Vec::with_capacity(rows.len());
        for row in rows {
            if now.duration_since(timestamp(row.approved_at)?) <= APPROVAL {
                valid.push((harm(&row.harm)?, row));
            }
        }
        Ok(valid)
    }
}

fn harm(name: &str) -> Result<Harm> {
    Harm::from_name(name).ok_or_else(|| StoreError::damaged("a harm"))
}

/// The shortest period, counted back from now, in which something happened. What is dated in the
/// future has just happened.
fn window(at: Timestamp, now: Timestamp) -> Option<Window> {
    let ago = now.duration_since(at);
    let within = |window: &Window| ago < SignedDuration::from_hours(i64::from(window.days()) * 24);
    Window::ALL.into_iter().find(within)
}

/// IDs of 8 little-endian bytes each.
fn numbers(packed: &[u8]) -> impl Iterator<Item = i64> + '_ {
    packed.as_chunks::<8>().0.iter().map(|bytes| i64::from_le_bytes(*bytes))
}

fn marks(packed: &[u8]) -> Vec<Mark> {
    numbers(packed).map(|number| Mark(number.cast_unsigned())).collect()
}

fn packed(numbers: impl IntoIterator<Item = i64>) -> Vec<u8> {
    numbers.into_iter().flat_map(i64::to_le_bytes).collect()
}

fn packed_marks(marks: &[Mark]) -> Vec<u8> {
    packed(marks.iter().map(|mark| mark.0.cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end_to_the_second() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let ago = |hours: i64| window(now - SignedDuration::from_hours(hours), now);
        assert_eq!(ago(0), Some(Window::Day));
        assert_eq!(ago(23), Some(Window::Day));
        assert_eq!(ago(24), Some(Window::Week));
        assert_eq!(ago(7 * 24), Some(Window::Month));
        assert_eq!(ago(30 * 24), None);
        assert_eq!(ago(-24 * 40), Some(Window::Day));
    }

    #[test]
    fn marks_are_packed_whole() {
        let all = [Mark(0), Mark(u64::MAX), Mark(7)];
        assert_eq!(marks(&packed_marks(&all)), all);
    }
}
