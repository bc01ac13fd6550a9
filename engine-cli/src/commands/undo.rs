use tenantry_engine::{
    Site,
    document::{UndoDocument, counted, plural},
    undo_retirement,
};
use tenantry_store::RunKind;

use super::{Done, Job, actor, stores::Stores};
use crate::{config::Portfolio, output::table::Page};

/// The property to undo a run for: the only one, or for the retirement of a property that nothing
/// feeds, any in the same database, because it has no file of its own.
///
/// # Errors
/// There are several properties, and the run is one of theirs.
pub(crate) async fn site_of<'p>(
    portfolio: &'p Portfolio,
    stores: &Stores<'_>,
    run: &str,
) -> anyhow::Result<&'p Site> {
    let mut looked: Vec<&str> = Vec::new();
    let sites = portfolio.sites.iter().filter(|_| portfolio.is_several());
    for site in sites {
        if looked.contains(&site.database_url.as_str()) {
            continue;
        }
        looked.push(&site.database_url);
        let store = stores.read(&site.database_url).await?;
        let Ok(run) = store.read().await?.run(run).await else { continue };
        let is_fed = portfolio
            .sites
            .iter()
            .any(|other| other.database_url == site.database_url && other.id() == run.property);
        if run.kind == RunKind::Retire && !is_fed {
            return Ok(site);
        }
    }
    Ok(portfolio.only()?)
}

/// Undoes the changes of a run.
pub(crate) async fn run(
    job: &Job<'_>,
    run: &str,
    by: Option<String>,
) -> anyhow::Result<Done<UndoDocument>> {
    let store = job.writer().await?;
    let found = store.read().await?.run(run).await?;
    // No file of the configuration is the property's own.
    let is_retirement = found.kind == RunKind::Retire && found.property != job.site.id();
    let document = if is_retirement {
        undo_retirement(&store, run, &actor(by)).await?
    } else {
        job.handle(&store).undo(run, &actor(by)).await?
    };
    let mut page = Page::default();
    page.line(format!(
        "{} of run {} {} undone, as run {}.",
        counted(document.undone, "change", "changes"),
        document.undid,
        plural(document.undone, "was", "were"),
        document.run_id
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
        let kept = document.kept.len() as u64;
        page.line(format!(
            "{} {} kept because something was changed there later.",
            counted(kept, "change", "changes"),
            plural(kept, "was", "were")
        ));
    }
    if document.undid_kind == RunKind::Sync {
        page.line(
            "The next sync applies again what the PMS says; if the PMS is wrong, correct it first.",
        );
    }
    Ok(Done { document, page, code: 0 })
}
