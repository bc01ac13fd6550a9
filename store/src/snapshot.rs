//! What the rules can see of the directory.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DerivePartialModel, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};
use tenantry_core::{
    model::{AlertId, AlertKind, Resolution},
    reconcile::{Dismissal, Fingerprints, Focus, OpenAlert, Snapshot},
};

use crate::{
    PropertyId, ReadTx, Result,
    entity::{alerts, named::Named},
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

/// What was dismissed. Several dismissals of the same facts are one row.
#[derive(FromQueryResult)]
struct Dismissed {
    kind: Named<AlertKind>,
    subject: String,
    facts: i64,
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
            dismissals: self.dismissals(property).await?,
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

    async fn dismissals(&self, property: PropertyId) -> Result<Vec<Dismissal>> {
        let sql = "SELECT DISTINCT kind, subject, facts FROM decisions WHERE property_id = ? AND resolution = ? \
                   AND undone_at IS NULL ORDER BY kind, subject, facts";
        let values = vec![property.0.into(), Named(Resolution::Dismiss).into()];
        let rows: Vec<Dismissed> = self.conn.all(sql, values).await?;
        let dismissed = |row: Dismissed| Dismissal {
            kind: row.kind.0,
            subject: row.subject.into(),
            version: row.facts.cast_unsigned(),
        };
        Ok(rows.into_iter().map(dismissed).collect())
    }
}
