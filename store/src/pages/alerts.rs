//! The alerts of a property, page by page.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use tenantry_core::model::AlertKind;

use super::{Cursor, Page};
use crate::{AlertRecord, PropertyId, ReadTx, Result, entity::alerts, snapshot::kind};

/// Which alerts to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AlertState {
    /// Those that wait for somebody.
    #[default]
    Open,
    /// Those that do no longer.
    Closed,
    /// Both.
    All,
}

impl ReadTx {
    /// At most `limit` alerts of a property, the newest first.
    pub async fn alerts_page(
        &self,
        property: PropertyId,
        state: AlertState,
        kind: Option<AlertKind>,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<AlertRecord>> {
        let mut query = alerts::Entity::find()
            .filter(alerts::Column::PropertyId.eq(property.0))
            .order_by_desc(alerts::Column::Id)
            .limit(u64::from(limit) + 1);
        // Said in the statement, so that the index of open ones can be used.
        match state {
            AlertState::Open => query = query.filter(Expr::cust("state = 'open'")),
            AlertState::Closed => query = query.filter(Expr::cust("state = 'closed'")),
            AlertState::All => {}
        }
        if let Some(kind) = kind {
            query = query.filter(alerts::Column::Kind.eq(kind.as_str()));
        }
        if let Some(after) = after {
            query = query.filter(alerts::Column::Id.lt(after.number()?));
        }
        let rows = self.alert_records(query).await?;
        Ok(Page::of(rows, limit, |alert| alert.id.0))
    }

    /// How many alerts of each kind are open in a property, in the order of
    /// the kinds; those without any are left out.
    pub async fn open_alerts_by_kind(&self, property: PropertyId) -> Result<Vec<(AlertKind, u64)>> {
        let sql = "SELECT kind, count(*) FROM alerts WHERE property_id = ? AND state = 'open' \
                   GROUP BY kind";
        let mut kinds = Vec::new();
        for row in self.conn.rows(sql, vec![property.0.into()]).await? {
            let count: i64 = self.conn.column(&row, 1)?;
            kinds.push((kind(&self.conn.column::<String>(&row, 0)?)?, count.unsigned_abs()));
        }
        kinds.sort_unstable();
        Ok(kinds)
    }
}
