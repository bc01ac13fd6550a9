use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::json;
use tenantry_core::reconcile::{Prepared, explain};

use super::Job;
use crate::{
    engine,
    output::{self, table::println},
};

/// Why a resident is linked, held, or not there, in sentences.
pub(crate) async fn run(job: &Job, external_id: &str) -> anyhow::Result<ExitCode> {
    let policy = engine::policy(&job.site, Timestamp::now(), job.today);
    let (_store, tx, property) = job.read().await?;
    let fetched = engine::fetch(&job.site, &policy).await?;
    let roster = Prepared::with_digest(fetched.roster, fetched.digest, &policy);
    let reconciled =
        engine::reconcile_with(&tx, property, roster, &policy, Some(external_id)).await?;
    let sentences =
        explain(external_id, &reconciled.roster, &reconciled.snapshot, &reconciled.plan, &policy);
    let history = match property {
        Some(property) => tx.changes_about(property, external_id).await?,
        None => Vec::new(),
    };
    let Some(sentences) = sentences.or_else(|| {
        (!history.is_empty()).then(|| {
            vec![format!(
                "{external_id} is not in the roster, and nobody in the directory carries it now."
            )]
        })
    }) else {
        anyhow::bail!(
            "{external_id} is neither in the roster nor in the directory of {}",
            job.site.property.id
        );
    };
    if job.json {
        output::json(
            &json!({"property": job.site.property.id, "external_id": external_id, "explanation": sentences}),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    for sentence in sentences {
        println(&sentence);
    }
    if !history.is_empty() {
        println("\nSo far:");
    }
    for change in history.iter().rev().take(10).rev() {
        println(&format!(
            "  {}  {} by {} ({})",
            output::time(change.at),
            change.action.as_str(),
            change.actor,
            change.reason.replace('_', " ")
        ));
    }
    Ok(ExitCode::SUCCESS)
}
