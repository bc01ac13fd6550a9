//! Which residencies have the links that an undo would give back to others.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use tenantry_core::{
    model::{Link, ResidencyId},
    reconcile::{AuditedChange, FormerLink, LinkHolder, former_links},
};

use crate::{ReadTx, Result, conn::list, load::some};

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    property_id: i64,
    external_id: Option<String>,
    lease_id: String,
}

impl Row {
    fn link(&self) -> Option<Link> {
        let external_id = self.external_id.as_deref()?.into();
        Some(Link { external_id, lease_id: some(&self.lease_id) })
    }
}

pub(super) async fn holders(tx: &ReadTx, made: &[AuditedChange]) -> Result<Vec<LinkHolder>> {
    let former = former_links(made);
    if former.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = present(tx, &former).await?;
    let present: HashMap<i64, &Row> = rows.iter().map(|row| (row.id, row)).collect();
    let mut wanted: HashMap<(i64, Link), Vec<&FormerLink>> = HashMap::new();
    for former in &former {
        let Some(row) = present.get(&former.residency.0) else { continue };
        if let Some(link) = former.given(row.link().as_ref()) {
            wanted.entry((row.property_id, link)).or_default().push(former);
        }
    }
    let mut holders = Vec::new();
    for row in with_ids(tx, wanted.keys()).await? {
        let Some(link) = row.link() else { continue };
        let others = wanted.get(&(row.property_id, link)).into_iter().flatten();
        let others = others.filter(|former| former.residency.0 != row.id);
        holders.extend(others.map(|former| (former.change, ResidencyId(row.id))));
    }
    Ok(holders)
}

/// The residencies as they are now.
async fn present(tx: &ReadTx, former: &[FormerLink]) -> Result<Vec<Row>> {
    let ids: Vec<i64> = former.iter().map(|former| former.residency.0).collect();
    let sql = format!(
        "SELECT id, property_id, external_id, lease_id FROM residencies WHERE id IN {}",
        tx.conn.id_list()
    );
    tx.conn.all(&sql, vec![list(&ids)?]).await
}

/// Every residency with one of the IDs, whatever its lease.
async fn with_ids(tx: &ReadTx, links: impl Iterator<Item = &(i64, Link)>) -> Result<Vec<Row>> {
    let mut by_property: HashMap<i64, Vec<&str>> = HashMap::new();
    for (property, link) in links {
        by_property.entry(*property).or_default().push(&link.external_id);
    }
    let sql = format!(
        "SELECT id, property_id, external_id, lease_id FROM residencies \
         WHERE property_id = ? AND external_id IN {}",
        tx.conn.text_list()
    );
    let mut found = Vec::new();
    for (property, ids) in by_property {
        found.extend(tx.conn.all::<Row>(&sql, vec![property.into(), list(&ids)?]).await?);
    }
    Ok(found)
}
