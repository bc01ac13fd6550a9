//! The properties of a database side by side, and giving one another ID.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};

use crate::{
    PropertyId, ReadTx, Result, StoreError, WriteTx,
    entity::{
        alerts, approvals, changes, decisions, directory, operators, properties,
        property_fingerprints, property_states, run_harms, runs,
    },
    properties::look_again,
    records::json,
};

/// A property as it is in the database, whether or not something feeds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyOverview {
    /// The ID in the database.
    pub id: PropertyId,
    /// The ID in the configuration that fed it last.
    pub code: String,
    /// The name that people see.
    pub name: String,
    /// IANA name of the time zone.
    pub timezone: String,
    /// Live residencies that are linked to a resident of the PMS.
    pub live_linked: u64,
    /// Live residencies that were entered by hand.
    pub live_manual: u64,
    /// The number of open alerts.
    pub open_alerts: u64,
    /// The last complete sync.
    pub last_complete_run: Option<String>,
    /// When that sync finished.
    pub last_complete_at: Option<Timestamp>,
}

impl PropertyOverview {
    /// How many residencies are live.
    pub fn live(&self) -> u64 {
        self.live_linked + self.live_manual
    }
}

impl ReadTx {
    /// Every property of the database, ordered by its ID in the configuration.
    pub async fn overviews(&self) -> Result<Vec<PropertyOverview>> {
        let mut overviews = Vec::new();
        for (id, _) in self.properties().await? {
            overviews.push(self.overview(id).await?);
        }
        Ok(overviews)
    }

    /// The properties with live residencies that are not among the `fed` ones. Costs next to
    /// nothing if there are none.
    pub async fn unfed(&self, fed: &[&str]) -> Result<Vec<PropertyOverview>> {
        let mut unfed = Vec::new();
        for (id, code) in self.properties().await? {
            if !fed.contains(&code.as_str()) {
                unfed.push(self.overview(id).await?);
            }
        }
        unfed.retain(|property| property.live() > 0);
        Ok(unfed)
    }

    /// A property as it is in the database.
    pub async fn overview(&self, id: PropertyId) -> Result<PropertyOverview> {
        let row = properties::Entity::find_by_id(id.0).one(&self.conn.tx).await;
        let row = self.conn.ok(row)?.ok_or_else(|| StoreError::damaged("a property"))?;
        let state = self.state(id).await?;
        let counts = self.counts_now(id).await?;
        Ok(PropertyOverview {
            id,
            code: row.code,
            name: row.name,
            timezone: row.timezone,
            live_linked: counts.live_linked,
            live_manual: counts.live_manual,
            open_alerts: state.open_alerts,
            last_complete_run: state.last_complete_run,
            last_complete_at: state.last_complete_at,
        })
    }

    /// How many residencies a property has, live or ended.
    pub async fn residency_count(&self, id: PropertyId) -> Result<u64> {
        let sql = "SELECT count(*) FROM residencies WHERE property_id = ?";
        let count: Option<i64> = self.conn.one(sql, vec![id.0.into()]).await?;
        Ok(count.unwrap_or_default().unsigned_abs())
    }
}

impl WriteTx {
    /// Gives a property another ID. Its residencies, alerts, runs and decisions stay its own, and
    /// operators who were limited to the old ID are limited to the new one. Returns how many.
    ///
    /// A property that has the new ID already must not have residencies: its first sync was held
    /// or failed. Its history becomes this one's.
    ///
    /// # Errors
    ///
    /// [`StoreError::Constraint`] if another property has the new ID and residencies.
    pub async fn rename_property(
        &self,
        property: PropertyId,
        code: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<usize> {
        if let Some(empty) = self.property(code).await? {
            self.absorb(empty, property, by, now).await?;
        }
        let row = properties::Entity::find_by_id(property.0).one(&self.conn.tx).await;
        let row = self.conn.ok(row)?.ok_or_else(|| StoreError::damaged("a property"))?;
        let old = row.code.clone();
        let mut row = row.into_active_model();
        row.code = Set(code.to_owned());
        self.conn.ok(row.update(&self.conn.tx).await)?;
        look_again(&self.conn, property).await?;
        // Alerts of other properties may name this one.
        let mut numbers = directory::Model::read(&self.conn).await?;
        numbers.generation += 1;
        numbers.write(&self.conn).await?;
        self.rename_rights(&old, code).await
    }

    /// Lets operators who are limited to the property `old` use `new` instead. Returns how many.
    pub async fn rename_rights(&self, old: &str, new: &str) -> Result<usize> {
        let rows = operators::Entity::find().filter(operators::Column::Properties.is_not_null());
        let rows = self.conn.ok(rows.all(&self.conn.tx).await)?;
        let mut renamed = 0;
        for row in rows {
            let ids = row.properties.as_deref().unwrap_or_default();
            let ids: Vec<String> = serde_json::from_str(ids)
                .map_err(|_| StoreError::damaged("the properties of an operator"))?;
            if !ids.iter().any(|id| id == old) {
                continue;
            }
            let mut kept: Vec<String> = Vec::new();
            for id in ids {
                let id = if id == old { new.to_owned() } else { id };
                if !kept.contains(&id) {
                    kept.push(id);
                }
            }
            let mut row = row.into_active_model();
            row.properties = Set(Some(json(&kept)?));
            self.conn.ok(row.update(&self.conn.tx).await)?;
            renamed += 1;
        }
        Ok(renamed)
    }

    /// Closes every open alert of a property. Returns how many.
    pub async fn close_alerts_of(
        &self,
        property: PropertyId,
        by: &str,
        now: Timestamp,
    ) -> Result<u64> {
        let close = crate::alerts::closing(by, None, now)?
            .filter(alerts::Column::PropertyId.eq(property.0));
        self.conn.update(close).await
    }

    /// Moves the history of a property without residencies to another one, and removes it.
    async fn absorb(
        &self,
        empty: PropertyId,
        into: PropertyId,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        if self.residency_count(empty).await? > 0 {
            return Err(StoreError::Constraint { rule: "a property that is not empty".into() });
        }
        // What its held sync asked is answered by the rename.
        self.close_alerts_of(empty, by, now).await?;
        let to = || Expr::value(into.0);
        let of = empty.0;
        let runs = runs::Entity::update_many()
            .col_expr(runs::Column::PropertyId, to())
            .filter(runs::Column::PropertyId.eq(of));
        self.conn.update(runs).await?;
        let harms = run_harms::Entity::update_many()
            .col_expr(run_harms::Column::PropertyId, to())
            .filter(run_harms::Column::PropertyId.eq(of));
        self.conn.update(harms).await?;
        let approvals =
            approvals::Entity::delete_many().filter(approvals::Column::PropertyId.eq(of));
        self.conn.delete(approvals).await?;
        let alerts = alerts::Entity::update_many()
            .col_expr(alerts::Column::PropertyId, to())
            .filter(alerts::Column::PropertyId.eq(of));
        self.conn.update(alerts).await?;
        let decisions = decisions::Entity::update_many()
            .col_expr(decisions::Column::PropertyId, to())
            .filter(decisions::Column::PropertyId.eq(of));
        self.conn.update(decisions).await?;
        let changes = changes::Entity::update_many()
            .col_expr(changes::Column::PropertyId, to())
            .filter(changes::Column::PropertyId.eq(of));
        self.conn.update(changes).await?;
        let fingerprints = property_fingerprints::Entity::delete_many()
            .filter(property_fingerprints::Column::PropertyId.eq(of));
        self.conn.delete(fingerprints).await?;
        let state = property_states::Entity::delete_many()
            .filter(property_states::Column::PropertyId.eq(of));
        self.conn.delete(state).await?;
        let property = properties::Entity::delete_many().filter(properties::Column::Id.eq(of));
        self.conn.delete(property).await.map(drop)
    }
}
