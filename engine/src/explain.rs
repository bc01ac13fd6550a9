use tenantry_core::reconcile::{self, Finding};
use tenantry_store::ChangeRecord;

use crate::{Handle, Planned, Progress, Refused, Result};

/// Why a resident is linked, held or missing.
#[derive(Debug)]
pub struct Explanation {
    /// What the rules found, step by step; empty if the resident appears only
    /// in the history.
    pub findings: Vec<Finding>,
    /// All changes to the resident so far, oldest first.
    pub history: Vec<ChangeRecord>,
}

pub(crate) async fn explain(
    handle: &Handle<'_>,
    external_id: &str,
    progress: &mut dyn Progress,
) -> Result<Explanation> {
    let planned = handle.plan(Some(external_id), progress).await?;
    let Planned { tx, property, reconciled, policy, .. } = planned;
    let findings = reconcile::explain(
        external_id,
        &reconciled.roster,
        &reconciled.snapshot,
        &reconciled.plan,
        &policy,
    );
    let history = match property {
        Some(property) => tx.changes_about(property, external_id).await?,
        None => Vec::new(),
    };
    if findings.is_empty() && history.is_empty() {
        let (external_id, property) = (external_id.to_owned(), handle.site.id().to_owned());
        return Err(Refused::UnknownResident { external_id, property }.into());
    }
    Ok(Explanation { findings, history })
}
