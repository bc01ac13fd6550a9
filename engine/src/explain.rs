use tenantry_core::{Date, reconcile};
use tenantry_store::{ChangeRecord, Store};

use crate::{Error, Planned, Progress, Result, Site, plan};

/// Why a resident is linked, held, or not there.
#[derive(Debug)]
pub struct Explanation {
    /// The rules it met, with the facts.
    pub sentences: Vec<String>,
    /// What happened to it so far, in order.
    pub history: Vec<ChangeRecord>,
}

/// Why a resident is linked, held, or not there. Asks the PMS; changes nothing.
///
/// # Errors
/// The connector's and the database's; [`Error::Missing`] where nobody knows
/// the id.
pub async fn explain(
    site: &Site,
    store: &Store,
    external_id: &str,
    today: Option<Date>,
    progress: &mut dyn Progress,
) -> Result<Explanation> {
    let planned = plan(site, store, today, Some(external_id), progress).await?;
    let Planned { tx, property, reconciled, policy, .. } = planned;
    let sentences = reconcile::explain(
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
    let sentences = sentences.or_else(|| {
        (!history.is_empty()).then(|| {
            vec![format!(
                "{external_id} is not in the roster, and nobody in the directory carries it now."
            )]
        })
    });
    match sentences {
        Some(sentences) => Ok(Explanation { sentences, history }),
        None => Err(Error::Missing(format!(
            "{external_id} is neither in the roster nor in the directory of {}",
            site.id()
        ))),
    }
}
