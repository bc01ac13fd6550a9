//! Filters for lists of people.

use sea_orm::Value;
use strum::{EnumString, IntoStaticStr, VariantArray};
use tenantry_core::{model::AccountStatus, normalize::PlaceKey};

use super::naming::Named;
use crate::{PropertyId, ReadTx, Result, conn::list, packed, search};

/// Which people of a property to list. By default, all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Text that is part of a name, an email or a phone number, or that equals a unit or PMS ID at
    /// this property. Units are compared by key ("Apt 0101" finds "101"). Otherwise like
    /// [`ReadTx::people`](crate::ReadTx::people).
    pub search: Option<String>,
    /// A unit of the property, compared by key.
    pub unit: Option<String>,
    /// The status of the account.
    pub status: Option<AccountStatus>,
    /// Where the residencies come from.
    pub source: Option<Source>,
    /// Whether to list only people who are named by an open alert of the property.
    pub waiting: bool,
}

/// Where a person's residencies at a property come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Source {
    /// At least one is linked to a resident of the PMS.
    Linked,
    /// All of them were entered by hand.
    Manual,
}

tenantry_core::words!(Source);

/// Conditions on an account `a` and a property, with their parameters.
pub(super) struct Conditions {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    fn and(&mut self, condition: &str, values: Vec<Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

/// The SQL conditions of a filter; blank for everybody.
pub(super) async fn conditions(
    tx: &ReadTx,
    property: PropertyId,
    filter: &PeopleFilter,
) -> Result<Conditions> {
    let mut all = Conditions { sql: String::new(), values: Vec::new() };
    if let Some(status) = filter.status {
        all.and("a.status = ?", vec![status.as_str().into()]);
    }
    if let Some(unit) = filter.unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty()) {
        let units = list(&units_like(tx, property, unit).await?)?;
        let lives = format!(
            "a.id IN (SELECT u.account_id FROM residencies u WHERE u.property_id = ? AND u.unit IN {})",
            tx.conn.text_list()
        );
        all.and(&lives, vec![property.0.into(), units]);
    }
    let linked = "IN (SELECT l.account_id FROM residencies l WHERE l.property_id = ? \
                  AND l.external_id IS NOT NULL)";
    match filter.source {
        Some(Source::Linked) => all.and(&format!("a.id {linked}"), vec![property.0.into()]),
        Some(Source::Manual) => all.and(&format!("a.id NOT {linked}"), vec![property.0.into()]),
        None => {}
    }
    if filter.waiting {
        let ids = waiting(tx, property).await?;
        all.and(&format!("a.id IN {}", tx.conn.id_list()), vec![list(&ids)?]);
    }
    if let Some(search) = filter.search.as_deref() {
        let units = list(&units_like(tx, property, search).await?)?;
        let here = Some((property.0, units));
        if let Some((sql, values)) = search::condition(Some(search), here, tx.conn.text_list()) {
            all.and(&sql, values);
        }
    }
    Ok(all)
}

/// The units of the property, as they are written, with the same key as a unit.
async fn units_like(tx: &ReadTx, property: PropertyId, unit: &str) -> Result<Vec<String>> {
    let joined = |unit: &str| PlaceKey::of((None, Some(unit))).joined();
    let (key, word) = (joined(unit), unit.trim().to_lowercase());
    let sql = format!(
        "SELECT {} FROM (SELECT DISTINCT unit FROM residencies WHERE property_id = ? \
         AND unit IS NOT NULL) u",
        packed::expression(&["unit"])
    );
    let packed: Option<String> = tx.conn.one(&sql, vec![property.0.into()]).await?;
    let mut units = Vec::new();
    for row in packed::rows::<1>(&packed.unwrap_or_default()) {
        let [written] = row?;
        let same = !key.is_empty() && joined(written) == key;
        if same || written.to_lowercase() == word {
            units.push(written.to_owned());
        }
    }
    Ok(units)
}

/// Accounts that are named by an open alert, by email, by ID or through their resident.
async fn waiting(tx: &ReadTx, property: PropertyId) -> Result<Vec<i64>> {
    let named = Named::of_open(tx, property).await?;
    let (accounts, residents) = (named.account_keys(), named.residents());
    let mut ids: Vec<i64> = accounts.iter().filter_map(|handle| handle.parse().ok()).collect();
    let of_emails = format!("FROM accounts WHERE email_key IN {}", tx.conn.text_list());
    tx.ids("id", &of_emails, vec![list(&accounts)?], &mut ids).await?;
    let of_residents = format!(
        "FROM residencies WHERE property_id = ? AND external_id IN {}",
        tx.conn.text_list()
    );
    let values = vec![property.0.into(), list(&residents)?];
    tx.ids("account_id", &of_residents, values, &mut ids).await?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
