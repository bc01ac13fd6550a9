//! The audit, as people read it.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tenantry_core::{
    model::AccountId,
    reconcile::{Action, Field, Reason},
};

use crate::{ChangeRecord, PropertyId, ReadTx, Result, entity::changes};

impl ReadTx {
    /// What a run changed, oldest first.
    pub async fn changes_of_run(&self, run: &str) -> Result<Vec<ChangeRecord>> {
        self.change_records(changes::Entity::find().filter(changes::Column::RunId.eq(run))).await
    }

    /// What happened to an account and its residencies, oldest first, and to the accounts whose
    /// residencies it got by merges that have not been undone. A deleted account keeps its history.
    pub async fn changes_of(&self, account: AccountId) -> Result<Vec<ChangeRecord>> {
        let mut history = self.own_changes_of(account).await?;
        let mut known = HashSet::from([account]);
        let mut merges: Vec<Merged> = history.iter().filter_map(Merged::by).collect();
        while let Some(Merged { former, run }) = merges.pop() {
            if !known.insert(former) {
                continue;
            }
            let own = self.own_changes_of(former).await?;
            // Otherwise the account has come back since.
            let deleted = |last: &ChangeRecord| last.action == Action::Delete && last.run == run;
            if own.last().is_some_and(deleted) {
                merges.extend(own.iter().filter_map(Merged::by));
                history.extend(own);
            }
        }
        history.sort_by_key(|change| change.id);
        Ok(history)
    }

    async fn own_changes_of(&self, account: AccountId) -> Result<Vec<ChangeRecord>> {
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

/// A merge that moved a residency.
struct Merged {
    /// The account that had it.
    former: AccountId,
    run: Option<String>,
}

impl Merged {
    /// The merge that made a change.
    fn by(change: &ChangeRecord) -> Option<Self> {
        if change.reason != Reason::Merged {
            return None;
        }
        let moved = change.fields.iter().find(|field| field.field == Field::Account)?;
        let former = AccountId(moved.from.as_ref()?.parse().ok()?);
        Some(Self { former, run: change.run.clone() })
    }
}
