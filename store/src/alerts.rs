//! Alerts: opened and closed by syncs, and answered by people.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, UpdateMany, Value,
    sea_query::Expr,
};
use tenantry_core::{
    model::{AlertId, Resolution},
    reconcile::PlannedAlert,
};

use crate::{
    AlertRecord, PropertyId, ReadTx, Result, StoreError, WriteTx, bulk,
    conn::list,
    convert::{moment, text},
    entity::{
        alerts::{self, State},
        directory,
        named::Named,
    },
    records::json,
};

impl ReadTx {
    /// The alerts of one property, or of all, ordered by ID: the open ones, or with `all` the
    /// closed ones too.
    pub async fn alerts(
        &self,
        property: Option<PropertyId>,
        all: bool,
    ) -> Result<Vec<AlertRecord>> {
        let mut query = alerts::Entity::find().order_by_asc(alerts::Column::Id);
        if let Some(property) = property {
            query = query.filter(alerts::Column::PropertyId.eq(property.0));
        }
        if !all {
            query = query.filter(alerts::is_open());
        }
        self.alert_records(query).await
    }

    pub(crate) async fn alert_records(
        &self,
        query: sea_orm::Select<alerts::Entity>,
    ) -> Result<Vec<AlertRecord>> {
        let rows = self.conn.ok(query.all(&self.conn.tx).await)?;
        let codes = self.codes().await?;
        rows.into_iter()
            .map(|row| {
                let code = codes.get(&row.property_id).cloned().unwrap_or_default();
                AlertRecord::of(row, code)
            })
            .collect()
    }

    /// An alert, open or closed.
    pub async fn alert(&self, id: AlertId) -> Result<AlertRecord> {
        let row = self.alert_row(id).await?;
        let code = self.codes().await?.remove(&row.property_id).unwrap_or_default();
        AlertRecord::of(row, code)
    }

    pub(crate) async fn alert_row(&self, id: AlertId) -> Result<alerts::Model> {
        let row = alerts::Entity::find_by_id(id.0).one(&self.conn.tx).await;
        self.conn.ok(row)?.ok_or(StoreError::NoSuchAlert { id: id.0 })
    }

    /// How many alerts are open at each property. Properties without any are omitted.
    pub async fn open_alert_counts(&self) -> Result<Vec<(PropertyId, u64)>> {
        let sql = "SELECT property_id, count(*) AS alerts FROM alerts WHERE state = 'open' \
                   GROUP BY property_id ORDER BY property_id";
        let rows: Vec<OpenCount> = self.conn.all(sql, Vec::new()).await?;
        let counted = |row: OpenCount| (PropertyId(row.property_id), row.alerts.unsigned_abs());
        Ok(rows.into_iter().map(counted).collect())
    }
}

/// The number of open alerts at a property.
#[derive(FromQueryResult)]
struct OpenCount {
    property_id: i64,
    alerts: i64,
}

impl WriteTx {
    /// Closes an open alert.
    pub async fn close_alert(
        &self,
        id: AlertId,
        by: &str,
        resolution: Option<Resolution>,
        now: Timestamp,
    ) -> Result<()> {
        let close = closing(by, resolution, now)?.filter(alerts::Column::Id.eq(id.0));
        match self.conn.update(close).await? {
            0 => Err(StoreError::AlertClosed { id: id.0 }),
            _ => Ok(()),
        }
    }

    /// Closes alerts that are no longer called for.
    pub(crate) async fn close_alerts(
        &self,
        ids: &[AlertId],
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        let sql = format!(
            "UPDATE alerts SET state = 'closed', closed_at = ?, closed_by = ? \
             WHERE state = 'open' AND id IN {}",
            self.conn.id_list()
        );
        for chunk in ids.chunks(2000) {
            let ids: Vec<i64> = chunk.iter().map(|id| id.0).collect();
            let values = vec![moment(now)?.into(), text(by), list(&ids)?];
            self.conn.execute(&sql, values).await?;
        }
        Ok(())
    }

    /// Inserts new alerts, and updates those that show something else now.
    pub(crate) async fn write_alerts(
        &self,
        property: PropertyId,
        run: &str,
        planned: &[PlannedAlert],
        now: Timestamp,
    ) -> Result<()> {
        let opened = planned.iter().filter(|alert| alert.id.is_none()).count();
        if opened > 0 {
            let mut numbers = directory::Model::read(&self.conn).await?;
            let first = numbers.next_alert;
            numbers.next_alert += opened as i64;
            numbers.write(&self.conn).await?;
            self.open_alerts_from(first, property, run, planned, now).await?;
        }
        let mut left = planned.iter().filter(|alert| alert.changed);
        let fill = |values: &mut Vec<Value>| {
            let Some((alert, id)) = left.find_map(|alert| Some((alert, alert.id?))) else {
                return Ok(false);
            };
            values.push(id.0.into());
            shown(values, alert)?;
            Ok(true)
        };
        let head = "UPDATE alerts SET facts = v.column2, shown = v.column3, residents = v.column4, \
                    accounts = v.column5, details = v.column6 FROM";
        bulk::run(&self.conn, head, &[], 6, "AS v WHERE alerts.id = v.column1", fill)
            .await
            .map(drop)
    }

    async fn open_alerts_from(
        &self,
        first: i64,
        property: PropertyId,
        run: &str,
        planned: &[PlannedAlert],
        now: Timestamp,
    ) -> Result<()> {
        let mut left = (first..).zip(planned.iter().filter(|alert| alert.id.is_none()));
        let fill = |values: &mut Vec<Value>| {
            let Some((id, alert)) = left.next() else { return Ok(false) };
            values.extend([id.into(), text(alert.kind().as_str()), text(&alert.subject)]);
            shown(values, alert)?;
            Ok(true)
        };
        let head = "INSERT INTO alerts (property_id, state, opened_at, opened_run, id, kind, subject, facts, shown, \
                    residents, accounts, details) SELECT ?, 'open', ?, ?, v.column1, v.column2, v.column3, \
                    v.column4, v.column5, v.column6, v.column7, v.column8 FROM";
        let fixed = [property.0.into(), moment(now)?.into(), text(run)];
        bulk::run(&self.conn, head, &fixed, 8, "AS v", fill).await.map(drop)
    }
}

/// The statement that closes those open alerts that match a filter.
pub(crate) fn closing(
    by: &str,
    resolution: Option<Resolution>,
    now: Timestamp,
) -> Result<UpdateMany<alerts::Entity>> {
    Ok(alerts::Entity::update_many()
        .col_expr(alerts::Column::State, Expr::value(Named(State::Closed)))
        .col_expr(alerts::Column::ClosedAt, Expr::value(moment(now)?))
        .col_expr(alerts::Column::ClosedBy, Expr::value(by))
        .col_expr(alerts::Column::Resolution, Expr::value(resolution.map(Named)))
        .filter(alerts::is_open()))
}

fn shown(values: &mut Vec<Value>, alert: &PlannedAlert) -> Result<()> {
    values.extend([
        alert.version.cast_signed().into(),
        alert.shown.cast_signed().into(),
        json(&alert.facts.resident_ids())?.into(),
        json(&alert.facts.account_handles())?.into(),
        json(&alert.facts)?.into(),
    ]);
    Ok(())
}
