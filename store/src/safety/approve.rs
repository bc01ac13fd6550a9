//! A person's word about what a run held.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use tenantry_core::model::{Harm, Mark};

use super::{harm, marks, packed_marks};
use crate::{
    PropertyId, ReadTx, Result, WriteTx,
    convert::moment,
    entity::{approvals, run_harms},
    properties::look_again,
};

/// What a run held under one harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHold {
    /// The harm.
    pub harm: Harm,
    /// What was held.
    pub marks: Vec<Mark>,
}

/// A confirmation.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The run that held it.
    pub run: &'a str,
    /// What is confirmed of it.
    pub holds: &'a [StoredHold],
    /// The name of who confirms.
    pub by: &'a str,
}

impl ReadTx {
    /// What a run held, ordered by harm.
    pub async fn held_by(&self, run: &str) -> Result<Vec<StoredHold>> {
        let query = run_harms::Entity::find()
            .filter(run_harms::Column::RunId.eq(run))
            .order_by_asc(run_harms::Column::Harm);
        let rows = self.conn.ok(query.all(&self.conn.tx).await)?;
        let holds = rows.into_iter().filter(|row| !row.marks.is_empty());
        holds
            .map(|row| Ok(StoredHold { harm: harm(&row.harm)?, marks: marks(&row.marks) }))
            .collect()
    }
}

impl WriteTx {
    /// Saves a confirmation of what a run held, for the next syncs to apply.
    pub async fn approve(
        &self,
        property: PropertyId,
        given: &Given<'_>,
        now: Timestamp,
    ) -> Result<()> {
        for hold in given.holds {
            let earlier = approvals::Entity::delete_many()
                .filter(approvals::Column::RunId.eq(given.run))
                .filter(approvals::Column::Harm.eq(hold.harm.as_str()));
            self.conn.delete(earlier).await?;
            let row = approvals::ActiveModel {
                run_id: Set(given.run.to_owned()),
                property_id: Set(property.0),
                harm: Set(hold.harm.as_str().to_owned()),
                marks: Set(packed_marks(&hold.marks)),
                approved_by: Set(given.by.to_owned()),
                approved_at: Set(moment(now)?),
            };
            self.conn.ok(row.insert(&self.conn.tx).await)?;
        }
        // The roster has to be looked at, even if it has not changed.
        look_again(&self.conn, property).await
    }
}
