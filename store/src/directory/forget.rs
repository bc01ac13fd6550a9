//! Forgetting fingerprints. What was remembered about a residency no longer holds once its
//! account, or another residency of that account, changes.
//!
//! A sync of Maple Court settles Ana Ruiz. Then an import renames her account: her fingerprint is
//! set to 0, here and at every other property where she has a residency, so that the next sync of
//! each looks at her record again, even though the feed has not changed.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tenantry_core::{model::ResidencyId, reconcile::Entry};

use super::{NewRows, Origin, scan::Scan};
use crate::{
    PropertyId, Result,
    conn::{Conn, list},
    entity::properties,
    fingerprints,
    load::number,
    overlay::{Update, overlay},
    packed,
    properties::look_again,
};

/// The fingerprint updates for each property.
pub(super) struct Forgotten(BTreeMap<i64, Vec<Update>>);

/// Removes the entries of rows that are about to be deleted.
pub(super) async fn deleted(conn: &Conn, scan: &Scan<'_>) -> Result<Forgotten> {
    let mut forgotten = Forgotten(BTreeMap::new());
    let columns = packed::expression(&["property_id", "id"]);
    for (key, ids) in [("id", &scan.deleted_residencies), ("account_id", &scan.deleted_accounts)] {
        let sql = format!("SELECT {columns} FROM residencies WHERE {key} IN {}", conn.id_list());
        for chunk in ids.chunks(2000) {
            let packed: Option<String> = conn.one(&sql, vec![list(chunk)?]).await?;
            for row in packed::rows::<2>(&packed.unwrap_or_default()) {
                let [property, residency] = row?;
                forgotten.push(number(property)?, ResidencyId(number(residency)?), None);
            }
        }
    }
    Ok(forgotten)
}

/// Marks every linked residency of a touched or new account as not settled. The property being
/// synced is skipped: its fingerprints are rewritten later in the same transaction.
pub(super) async fn touched(
    conn: &Conn,
    scan: &Scan<'_>,
    new: &NewRows,
    origin: &Origin<'_>,
    mut forgotten: Forgotten,
) -> Result<()> {
    let own = origin.property.0;
    let mut accounts = scan.touched.clone();
    if origin.writes_fingerprints {
        let others = properties::Entity::find().filter(properties::Column::Id.ne(own));
        if conn.ok(others.count(&conn.tx).await)? == 0 {
            return Ok(());
        }
    } else {
        accounts.extend((0..scan.accounts.len() as i64).map(|index| new.first_account + index));
        forgotten.0.entry(own).or_default();
    }
    let columns = packed::expression(&[
        "property_id",
        "id",
        "CASE WHEN external_id IS NULL THEN 0 ELSE 1 END",
        "CASE WHEN ended_on IS NULL THEN 1 ELSE 0 END",
    ]);
    let sql = format!("SELECT {columns} FROM residencies WHERE account_id IN {}", conn.id_list());
    for chunk in accounts.chunks(2000) {
        let packed: Option<String> = conn.one(&sql, vec![list(chunk)?]).await?;
        for row in packed::rows::<4>(&packed.unwrap_or_default()) {
            let [property, residency, linked, live] = row?;
            let residency = ResidencyId(number(residency)?);
            let entry = Entry { residency, live: live == "1", fingerprint: 0 };
            forgotten.push(number(property)?, residency, (linked == "1").then_some(entry));
        }
    }
    for (property, updates) in forgotten.0 {
        if property != own || !origin.writes_fingerprints {
            write(conn, property, updates).await?;
        }
    }
    Ok(())
}

impl Forgotten {
    fn push(&mut self, property: i64, residency: ResidencyId, entry: Option<Entry>) {
        self.0.entry(property).or_default().push((residency, entry));
    }
}

async fn write(conn: &Conn, property: i64, updates: Vec<Update>) -> Result<()> {
    let property = PropertyId(property);
    let old = fingerprints::read(conn, property).await?;
    fingerprints::write(conn, property, &overlay(&old, updates)).await?;
    look_again(conn, property).await
}
