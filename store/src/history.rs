//! The audit, as people read it.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tenantry_core::model::AccountId;

use crate::{ChangeRecord, PropertyId, ReadTx, Result, entity::changes};

impl ReadTx {
    /// What a run changed, oldest first.
    pub async fn changes_of_run(&self, run: &str) -> Result<Vec<ChangeRecord>> {
        self.change_records(changes::Entity::find().filter(changes::Column::RunId.eq(run))).await
    }

    /// What happened to an account and its residencies, oldest first. A deleted account keeps its
    /// history.
    pub async fn changes_of(&self, account: AccountId) -> Result<Vec<ChangeRecord>> {
        self.change_records(
            changes::Entity::find().filter(changes::Column::AccountId.eq(account.0)),
        )
        .await
    }

    /// What happened to a resident of the PMS, oldest first.
    pub async fn changes_about(
        &self,
        property: PropertyId,
        external_id: &str,
    ) -> Result<Vec<ChangeRecord>> {
        let query = changes::Entity::find()
            .filter(changes::Column::PropertyId.eq(property.0))
            .filter(changes::Column::ExternalId.eq(external_id));
        self.change_records(query).await
    }

    pub(crate) async fn change_records(
        &self,
        query: sea_orm::Select<changes::Entity>,
    ) -> Result<Vec<ChangeRecord>> {
        let query = query.order_by_asc(changes::Column::Id);
        let rows = self.conn.ok(query.all(&self.conn.tx).await)?;
        let codes = self.codes().await?;
        rows.into_iter()
            .map(|row| {
                let code = codes.get(&row.property_id).cloned().unwrap_or_default();
                ChangeRecord::of(row, code)
            })
            .collect()
    }
}
