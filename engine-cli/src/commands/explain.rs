use serde_json::{Value, json};
use tenantry_engine::{Explanation, document::sentences};

use super::{Done, Job};
use crate::output::{self, progress::Progress, table::Page};

/// Explains why a resident is linked, held or missing.
pub(crate) async fn run(job: &Job<'_>, external_id: &str) -> anyhow::Result<Done<Value>> {
    let store = job.store().await?;
    let mut progress = Progress::new();
    let Explanation { findings, history } =
        job.handle(&store).explain(external_id, &mut progress).await?;
    let sentences = sentences(external_id, &findings);
    let mut page = Page::default();
    for sentence in &sentences {
        page.line(sentence);
    }
    if !history.is_empty() {
        page.line("\nHistory:");
    }
    for change in history.iter().rev().take(10).rev() {
        page.line(format!(
            "  {}  {} by {} ({})",
            output::time(change.at),
            change.action.as_str(),
            change.actor,
            change.reason.as_str().replace('_', " ")
        ));
    }
    let document = json!({
        "property": job.site.id(), "external_id": external_id, "explanation": sentences,
    });
    Ok(Done { document, page, code: 0 })
}
