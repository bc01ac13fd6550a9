//! Runs and their changes, page by page.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Cursor, Page};
use crate::{
    ChangeRecord, Outcome, PropertyId, ReadTx, Result, RunKind, RunRecord,
    entity::{changes, named::Named, runs},
};

impl ReadTx {
    /// Up to `limit` runs of a property, newest first.
    pub async fn runs_page(
        &self,
        property: PropertyId,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<RunRecord>> {
        let mut query = newest(property).limit(u64::from(limit) + 1);
        if let Some(after) = after {
            query = query.filter(runs::Column::Seq.lt(after.number()));
        }
        Ok(Page::of(self.run_records(query).await?, limit, |run| run.seq.0))
    }

    /// Up to `limit` changes of a run, oldest first.
    pub async fn changes_page(
        &self,
        run: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<ChangeRecord>> {
        let mut query = changes::Entity::find()
            .filter(changes::Column::RunId.eq(run))
            .limit(u64::from(limit) + 1);
        if let Some(after) = after {
            query = query.filter(changes::Column::Id.gt(after.number()));
        }
        Ok(Page::of(self.change_records(query).await?, limit, |change| change.id))
    }

    /// The latest sync of a property, whatever its outcome.
    pub async fn last_run(&self, property: PropertyId) -> Result<Option<RunRecord>> {
        let query = newest(property).filter(runs::Column::Kind.eq(Named(RunKind::Sync)));
        Ok(self.run_records(query.limit(1)).await?.pop())
    }

    /// The latest failed sync of a property, unless a later one completed.
    pub async fn last_failure(&self, property: PropertyId) -> Result<Option<RunRecord>> {
        let query = newest(property)
            .filter(runs::Column::Kind.eq(Named(RunKind::Sync)))
            .filter(runs::Column::Outcome.ne(Named(Outcome::Held)));
        let last = self.run_records(query.limit(1)).await?.pop();
        Ok(last.filter(|run| run.outcome == Outcome::Failed))
    }
}

fn newest(property: PropertyId) -> sea_orm::Select<runs::Entity> {
    runs::Entity::find()
        .filter(runs::Column::PropertyId.eq(property.0))
        .order_by_desc(runs::Column::Seq)
}
