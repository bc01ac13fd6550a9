use jiff::Timestamp;
use tenantry_core::reconcile::{Policy, Prepared, Unmatched};
use tenantry_store::{PropertyId, ReadTx};

use crate::{Fetched, Handle, Progress, Reconciled, Result, fetch, reconciled::reconcile_with};

/// What a sync would do now.
pub struct Planned {
    /// The read transaction that the plan was made from.
    pub tx: ReadTx,
    /// The property; `None` before its first sync.
    pub property: Option<PropertyId>,
    /// The roster, the directory and the plan.
    pub reconciled: Reconciled,
    /// The policy that the plan was made under.
    pub policy: Policy,
    /// Remarks of the connector.
    pub notes: Vec<String>,
    /// The configured words that no record has.
    pub unmatched: Vec<Unmatched>,
}

pub(crate) async fn plan(
    handle: &Handle<'_>,
    also: Option<&str>,
    progress: &mut dyn Progress,
) -> Result<Planned> {
    let policy = handle.policy(Timestamp::now());
    let fetched = fetch(handle.site, &policy, progress).await;
    progress.finished();
    let Fetched { roster, digest, notes, unmatched } = fetched?;
    let tx = handle.store.read().await?;
    let property = tx.property(handle.site.id()).await?;
    let roster = Prepared::with_digest(roster, digest, &policy);
    let reconciled = reconcile_with(&tx, property, roster, &policy, also).await?;
    Ok(Planned { tx, property, reconciled, policy, notes, unmatched })
}
