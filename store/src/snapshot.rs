//! What the rules can see of the directory.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DerivePartialModel, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use tenantry_core::{
    model::{AlertId, AlertKind, Resolution},
    reconcile::{Fingerprints, Focus, OpenAlert, Snapshot, Standing},
};

use crate::{
    PropertyId, ReadTx, Result,
    entity::{alerts, decisions, named::Named},
};

/// The columns of an open alert that a sync compares.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "alerts::Entity")]
struct Open {
    id: i64,
    kind: Named<AlertKind>,
    subject: String,
    facts: i64,
    shown: i64,
}

/// A decision that stands. Several about the same facts are one row.
#[derive(FromQueryResult)]
struct Stands {
    kind: Named<AlertKind>,
    subject: String,
    facts: i64,
    resolution: Named<Resolution>,
}

impl ReadTx {
    /// Reads what a focus asks for, at one point in time. `fingerprints` is passed through. `now`
    /// is the end of the periods in which limits count.
    pub async fn snapshot(
        &self,
        property: PropertyId,
        fingerprints: Fingerprints,
        focus: &Focus,
        now: Timestamp,
    ) -> Result<Snapshot> {
        let (accounts, residencies) = self.load(property, focus).await?;
        Ok(Snapshot {
            accounts,
            residencies,
            fingerprints,
            alerts: self.open_alerts(property).await?,
            standing: self.standing(property).await?,
            safety: self.safety(property, now).await?,
        })
    }

    async fn open_alerts(&self, property: PropertyId) -> Result<Vec<OpenAlert>> {
        let query = alerts::Entity::find()
            .filter(alerts::Column::PropertyId.eq(property.0))
            .filter(alerts::is_open())
            .order_by_asc(alerts::Column::Id);
        let rows = query.into_partial_model::<Open>().all(&self.conn.tx).await;
        let open = |row: Open| OpenAlert {
            id: AlertId(row.id),
            kind: row.kind.0,
            subject: row.subject.into(),
            version: row.facts.cast_unsigned(),
            shown: row.shown.cast_unsigned(),
        };
        Ok(self.conn.ok(rows)?.into_iter().map(open).collect())
    }

    async fn standing(&self, property: PropertyId) -> Result<Vec<Standing>> {
        let query = decisions::Entity::find()
            .select_only()
            .columns([
                decisions::Column::Kind,
                decisions::Column::Subject,
                decisions::Column::Facts,
                decisions::Column::Resolution,
            ])
            .distinct()
            .filter(decisions::Column::PropertyId.eq(property.0))
            .filter(decisions::stands())
            .order_by_asc(decisions::Column::Kind)
            .order_by_asc(decisions::Column::Subject)
            .order_by_asc(decisions::Column::Facts)
            .order_by_asc(decisions::Column::Resolution);
        let rows = self.conn.ok(query.into_model::<Stands>().all(&self.conn.tx).await)?;
        let standing = |row: Stands| Standing {
            kind: row.kind.0,
            subject: row.subject.into(),
            version: row.facts.cast_unsigned(),
            resolution: row.resolution.0,
        };
        Ok(rows.into_iter().map(standing).collect())
    }
}
