//! The people named by the open alerts of a property.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tenantry_core::{
    Text,
    model::{AlertId, AlertKind},
};

use crate::{
    AlertRecord, PropertyId, ReadTx, Result, StoreError, entity::alerts, keys::email_key,
    load::number, packed,
};

/// The people named by one open alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The alert.
    pub alert: AlertId,
    /// What kind of alert it is.
    pub kind: AlertKind,
    /// The PMS's IDs of the residents that it names.
    pub residents: Vec<Text>,
    /// The emails of the accounts that it names, or their IDs if they have none.
    pub accounts: Vec<Text>,
}

impl Naming {
    /// The `email_key`s of the accounts, or the IDs of those without an email.
    fn account_keys(&self) -> impl Iterator<Item = String> + '_ {
        self.accounts.iter().map(|handle| email_key(handle))
    }
}

/// Everybody who is named by an open alert.
pub(super) struct Named(Vec<Naming>);

impl Named {
    pub(super) async fn of_open(tx: &ReadTx, property: PropertyId) -> Result<Self> {
        let sql = format!(
            "SELECT {} FROM alerts WHERE property_id = ? AND state = 'open'",
            packed::expression(&["id", "kind", "residents", "accounts"])
        );
        let packed: Option<String> = tx.conn.one(&sql, vec![property.0.into()]).await?;
        let mut named = Vec::new();
        for row in packed::rows::<4>(&packed.unwrap_or_default()) {
            let [alert, kind, residents, accounts] = row?;
            named.push(Naming {
                alert: AlertId(number(alert)?),
                kind: AlertKind::from_name(kind)
                    .ok_or_else(|| StoreError::damaged("the kind of an alert"))?,
                residents: names(residents)?,
                accounts: names(accounts)?,
            });
        }
        Ok(Self(named))
    }

    /// The `email_key`s of all accounts, or the IDs of those without an email.
    pub(super) fn account_keys(&self) -> Vec<String> {
        let all = self.0.iter().flat_map(Naming::account_keys);
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(super) fn residents(&self) -> Vec<&str> {
        let all = self.0.iter().flat_map(|naming| &naming.residents);
        all.map(Text::as_str).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn names(json: &str) -> Result<Vec<Text>> {
    serde_json::from_str(json).map_err(|_| StoreError::damaged("the names in an alert"))
}

impl ReadTx {
    /// The people named by each open alert of a property.
    pub async fn open_namings(&self, property: PropertyId) -> Result<Vec<Naming>> {
        Ok(Named::of_open(self, property).await?.0)
    }

    /// The open alerts of a property that name one of these accounts, by email in any spelling or
    /// by ID, or one of these PMS IDs. Ordered by ID.
    pub async fn alerts_naming<A: AsRef<str>, R: AsRef<str>>(
        &self,
        property: PropertyId,
        accounts: &[A],
        external_ids: &[R],
    ) -> Result<Vec<AlertRecord>> {
        let accounts: Vec<String> =
            accounts.iter().map(|handle| email_key(handle.as_ref())).collect();
        let named = Named::of_open(self, property).await?;
        let about = |naming: &&Naming| {
            naming.account_keys().any(|account| accounts.contains(&account))
                || naming
                    .residents
                    .iter()
                    .any(|id| external_ids.iter().any(|known| known.as_ref() == id))
        };
        let ids: Vec<i64> = named.0.iter().filter(about).map(|naming| naming.alert.0).collect();
        let query = alerts::Entity::find()
            .filter(alerts::Column::Id.is_in(ids))
            .order_by_asc(alerts::Column::Id);
        self.alert_records(query).await
    }
}
