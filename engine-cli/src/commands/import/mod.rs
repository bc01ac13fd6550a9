//! Adds people from a CSV file.

mod file;

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use tenantry_core::reconcile::{LeftOut, WhyLeftOut};
use tenantry_engine::{Imported, document::counted};

use super::{Done, Job, actor};
use crate::{
    exit::FAILED,
    output::{plan, table::Page},
};

/// Adds people from a CSV file, or with `dry_run` only says what would happen.
pub(crate) async fn run(
    job: &Job<'_>,
    file: &Path,
    by: Option<String>,
    dry_run: bool,
) -> anyhow::Result<Done<Value>> {
    let rows = file::read(file)?;
    let imported = if dry_run {
        job.handle(&job.store().await?).preview_import(&rows).await?
    } else {
        let store = job.writer().await?;
        job.handle(&store).import(&rows, &actor(by)).await?
    };
    // Rows were left out: not everything that was asked for is done.
    let code = if imported.left_out.is_empty() { 0 } else { FAILED };
    Ok(Done { document: document(job, &imported, dry_run), page: page(&imported, dry_run), code })
}

fn document(job: &Job<'_>, imported: &Imported, dry_run: bool) -> Value {
    let counts = &imported.counts;
    json!({
        "property": job.site.id(),
        "run_id": imported.run_id,
        "dry_run": dry_run,
        "counts": {
            "rows": counts.fetched,
            "created": counts.created,
            "linked": counts.linked,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "left_out": counts.held_back,
        },
        "changes": imported.changes,
        "left_out": imported.left_out.iter().map(LeftOutDocument::from).collect::<Vec<_>>(),
    })
}

/// A row that is not imported.
#[derive(Debug, Serialize)]
struct LeftOutDocument<'a> {
    line: u64,
    email: &'a str,
    reason: &'static str,
    message: String,
}

impl<'a> From<&'a LeftOut> for LeftOutDocument<'a> {
    fn from(row: &'a LeftOut) -> Self {
        Self {
            line: row.line,
            email: &row.email,
            reason: (&row.why).into(),
            message: message(&row.why),
        }
    }
}

/// Why a row is left out, and what to do about it.
fn message(why: &WhyLeftOut) -> String {
    match why {
        WhyLeftOut::NoEmail => "the email is a placeholder; give the person an email".into(),
        WhyLeftOut::SharedWith { line } => format!(
            "line {line} gives this email to somebody else; each person needs an email of their own"
        ),
        WhyLeftOut::OtherName => {
            "the account with this email has another name; if it is the same person, use that name"
                .into()
        }
        WhyLeftOut::Resident { property } => format!(
            "the account belongs to a resident of {property}, so the PMS decides about it; correct it there"
        ),
    }
}

fn page(imported: &Imported, dry_run: bool) -> Page {
    let mut page = Page::default();
    if dry_run && !imported.changes.is_empty() {
        plan::changes(&mut page, &imported.changes);
        page.line("");
    }
    if !imported.left_out.is_empty() {
        page.table(
            ["line", "email", "left out because"],
            imported
                .left_out
                .iter()
                .map(|row| [row.line.to_string(), row.email.to_string(), message(&row.why)]),
        );
        page.line("");
    }
    let counts = &imported.counts;
    let would = if dry_run { "would be " } else { "" };
    page.line(format!(
        "{}: {} {would}created, {} {would}added, {} {would}updated, {} unchanged, {} {would}left out.",
        counted(counts.fetched, "row", "rows"),
        counted(counts.created, "account", "accounts"),
        counted(counts.linked, "residency", "residencies"),
        counts.updated,
        counts.unchanged,
        counts.held_back
    ));
    match &imported.run_id {
        Some(run) => page.line(format!("This is run {run}; `undo {run}` undoes it.")),
        None => page.line("Nothing was changed."),
    }
    page
}
