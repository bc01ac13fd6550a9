//! The alerts of a property, page by page.

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::model::AlertKind;

use super::{Cursor, Page};
use crate::{
    AlertRecord, PropertyId, ReadTx, Result,
    entity::{
        alerts::{self, State},
        named::Named,
    },
};

/// Which alerts to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AlertState {
    /// Open alerts.
    #[default]
    Open,
    /// Closed alerts.
    Closed,
    /// All alerts.
    All,
}

tenantry_core::words!(AlertState);

/// The number of open alerts of a kind.
#[derive(FromQueryResult)]
struct OpenKind {
    kind: Named<AlertKind>,
    alerts: i64,
}

impl ReadTx {
    /// Up to `limit` alerts of a property, newest first.
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
        match state {
            AlertState::Open => query = query.filter(alerts::is_open()),
            AlertState::Closed => {
                query = query.filter(alerts::Column::State.eq(Named(State::Closed)));
            }
            AlertState::All => {}
        }
        if let Some(kind) = kind {
            query = query.filter(alerts::Column::Kind.eq(Named(kind)));
        }
        if let Some(after) = after {
            query = query.filter(alerts::Column::Id.lt(after.number()));
        }
        let rows = self.alert_records(query).await?;
        Ok(Page::of(rows, limit, |alert| alert.id.0))
    }

    /// How many alerts of each kind are open at a property, in the order of the kinds. Kinds
    /// without any are omitted.
    pub async fn open_alerts_by_kind(&self, property: PropertyId) -> Result<Vec<(AlertKind, u64)>> {
        let sql = "SELECT kind, count(*) AS alerts FROM alerts WHERE property_id = ? AND state = 'open' \
                   GROUP BY kind";
        let rows: Vec<OpenKind> = self.conn.all(sql, vec![property.0.into()]).await?;
        let mut kinds: Vec<_> =
            rows.into_iter().map(|row| (row.kind.0, row.alerts.unsigned_abs())).collect();
        kinds.sort_unstable();
        Ok(kinds)
    }
}
