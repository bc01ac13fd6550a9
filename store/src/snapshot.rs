//! What the rules may see of the directory.

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    model::{AlertId, AlertKind, Resolution},
    reconcile::{Dismissal, Fingerprints, Focus, OpenAlert, Snapshot},
};

use crate::{PropertyId, ReadTx, Result, StoreError, convert::moment};

impl ReadTx {
    /// One reading of what a focus asks for. `fingerprints` are passed
    /// through; `now` ends the 24 hours in which ended residencies count.
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
            ended_recently: self.ended_recently(property, now).await?,
        })
    }

    async fn open_alerts(&self, property: PropertyId) -> Result<Vec<OpenAlert>> {
        let sql = "SELECT id, kind, subject, facts, shown FROM alerts \
                   WHERE property_id = ? AND state = 'open' ORDER BY id";
        let conn = &self.conn;
        let mut alerts = Vec::new();
        for row in conn.rows(sql, vec![property.0.into()]).await? {
            let (facts, shown): (i64, i64) = (conn.column(&row, 3)?, conn.column(&row, 4)?);
            alerts.push(OpenAlert {
                id: AlertId(conn.column(&row, 0)?),
                kind: kind(&conn.column::<String>(&row, 1)?)?,
                subject: conn.column::<String>(&row, 2)?.into(),
                facts: facts.cast_unsigned(),
                shown: shown.cast_unsigned(),
            });
        }
        Ok(alerts)
    }

    async fn dismissals(&self, property: PropertyId) -> Result<Vec<Dismissal>> {
        let sql = "SELECT DISTINCT kind, subject, facts FROM decisions WHERE property_id = ? AND resolution = ? \
                   AND undone_at IS NULL ORDER BY kind, subject, facts";
        let conn = &self.conn;
        let mut dismissals = Vec::new();
        for row in
            conn.rows(sql, vec![property.0.into(), Resolution::Dismiss.as_str().into()]).await?
        {
            dismissals.push(Dismissal {
                kind: kind(&conn.column::<String>(&row, 0)?)?,
                subject: conn.column::<String>(&row, 1)?.into(),
                facts: conn.column::<i64>(&row, 2)?.cast_unsigned(),
            });
        }
        Ok(dismissals)
    }

    async fn ended_recently(&self, property: PropertyId, now: Timestamp) -> Result<u32> {
        let sql = "SELECT count(*) FROM changes c WHERE property_id = ? AND at > ? AND action = 'end' \
                   AND run_id IS NOT NULL AND NOT EXISTS \
                   (SELECT 1 FROM runs r WHERE r.id = c.run_id AND r.undone_by IS NOT NULL)";
        let since = now.checked_sub(SignedDuration::from_hours(24));
        let since = since.map_err(|_| StoreError::damaged("a time"))?;
        let count: Option<i64> =
            self.conn.one(sql, vec![property.0.into(), moment(since)?.into()]).await?;
        u32::try_from(count.unwrap_or_default()).map_err(|_| StoreError::damaged("a number"))
    }
}

pub(crate) fn kind(name: &str) -> Result<AlertKind> {
    AlertKind::from_name(name).ok_or_else(|| StoreError::damaged("the kind of an alert"))
}
