use tenantry_core::{
    Text,
    reconcile::{self, Finding},
};
use tenantry_store::ChangeRecord;

use crate::{Handle, Planned, Progress, Reconciled, Refused, Result};

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
        let near = near(external_id, &reconciled);
        let (external_id, property) = (external_id.to_owned(), handle.site.id().to_owned());
        return Err(Refused::UnknownResident { external_id, near, property }.into());
    }
    Ok(Explanation { findings, history })
}

/// The IDs in the roster and in the directory that differ from this one only in the case of letters.
fn near(external_id: &str, reconciled: &Reconciled) -> Vec<Text> {
    let in_roster = reconciled.roster.residents().iter().map(|resident| &resident.external_id);
    let links = reconciled.snapshot.residencies.iter().filter_map(|row| row.link.as_ref());
    let lower = external_id.to_lowercase();
    let all = in_roster.chain(links.map(|link| &link.external_id));
    let mut near: Vec<Text> = all.filter(|id| id.to_lowercase() == lower).cloned().collect();
    near.sort_unstable();
    near.dedup();
    near
}
