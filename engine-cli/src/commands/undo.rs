use tenantry_engine::document::UndoDocument;
use tenantry_store::RunKind;

use super::{Done, Job, actor};
use crate::output::table::Page;

/// Undoes the changes of a run.
pub(crate) async fn run(
    job: &Job<'_>,
    run: &str,
    by: Option<String>,
) -> anyhow::Result<Done<UndoDocument>> {
    let store = job.writer().await?;
    let document = job.handle(&store).undo(run, &actor(by)).await?;
    store.close().await?;
    let mut page = Page::default();
    page.line(format!(
        "{} changes of run {} were undone, as run {}.",
        document.undone, document.undid, document.run_id
    ));
    for kept in &document.kept {
        page.line(format!(
            "  kept: {} {}: {}",
            kept.external_id.as_deref().unwrap_or("-"),
            kept.account,
            kept.why
        ));
    }
    if !document.kept.is_empty() {
        page.line(format!(
            "{} changes were kept because of later changes to the same rows.",
            document.kept.len()
        ));
    }
    if document.undid_kind == RunKind::Sync {
        page.line(
            "The next sync applies again what the PMS says; if the PMS is wrong, correct it first.",
        );
    }
    Ok(Done { document, page, code: 0 })
}
