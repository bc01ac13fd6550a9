//! Live residencies at properties that nothing feeds: nobody ends them any more.

use tenantry_engine::{Site, document::counted};
use tenantry_store::{PropertyOverview, ReadTx};

use crate::config::nearest;

/// A property that nothing feeds, and the ID that its configuration may have now.
#[derive(Debug)]
pub(crate) struct Unfed {
    pub(crate) property: PropertyOverview,
    heir: Option<String>,
}

/// The properties of a database that have live residencies and that none of `sites` feeds.
pub(crate) async fn unfed(tx: &ReadTx, sites: &[&Site]) -> anyhow::Result<Vec<Unfed>> {
    let fed: Vec<&str> = sites.iter().map(|site| site.id()).collect();
    let properties = tx.unfed(&fed).await?;
    if properties.is_empty() {
        return Ok(Vec::new());
    }
    // Where nobody lives yet: never synced, or held because its residents live elsewhere.
    let mut heirs = Vec::new();
    for id in fed {
        let is_empty = match tx.property(id).await? {
            Some(property) => tx.residency_count(property).await? == 0,
            None => true,
        };
        heirs.extend(is_empty.then_some(id));
    }
    let unfed = properties.into_iter().map(|property| {
        let heir = match heirs[..] {
            [only] => Some(only),
            _ => nearest(&property.code, &heirs),
        };
        Unfed { heir: heir.map(str::to_owned), property }
    });
    Ok(unfed.collect())
}

impl Unfed {
    /// What is wrong, and what to do if the property was renamed.
    pub(crate) fn message(&self) -> String {
        let Self { property, heir } = self;
        let code = &property.code;
        let heir = heir.as_deref().unwrap_or("NEW_ID");
        let live = counted(property.live(), "live residency", "live residencies");
        format!(
            "`{code}` has {live} and nothing feeds it. If you renamed it, run `engine-cli properties rename {code} {heir}`."
        )
    }

    /// What to do otherwise.
    pub(crate) fn hint(&self) -> String {
        format!(
            "if it is no longer managed here, `engine-cli properties retire {}` ends its residencies; if another configuration feeds it, all is well",
            self.property.code
        )
    }
}
