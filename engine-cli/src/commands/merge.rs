//! `people merge`: makes two accounts of one person one.

use serde_json::{Value, json};
use tenantry_core::{
    model::full_name,
    reconcile::{Action, Beyond},
};
use tenantry_engine::{
    Merged,
    document::{ResidencyDocument, counted},
};

use super::{Done, Job, actor};
use crate::output::{plan, table::Page};

/// Makes two accounts one, or unless somebody `is_sure` only says what would happen.
pub(crate) async fn run(
    job: &Job<'_>,
    keep: &str,
    other: &str,
    is_sure: bool,
    by: Option<String>,
) -> anyhow::Result<Done<Value>> {
    let merged = if is_sure {
        let store = job.writer().await?;
        job.handle(&store).merge(keep, other, &actor(by)).await?
    } else {
        job.handle(&job.store().await?).preview_merge(keep, other).await?
    };
    Ok(Done { document: document(job, &merged), page: page(&merged), code: 0 })
}

fn document(job: &Job<'_>, merged: &Merged) -> Value {
    let Merged { run_id, keep, other, beyond, changes } = merged;
    json!({
        "property": job.site.id(),
        "applied": run_id.is_some(),
        "run_id": run_id,
        "keep": keep,
        "other": other,
        "beyond": {
            "lives_at": beyond.lives_at,
            "lived_at": beyond.lived_at,
            "staff": beyond.staff,
        },
        "counts": {"moved": other.residencies.len()},
        "changes": changes,
    })
}

fn page(merged: &Merged) -> Page {
    let Merged { run_id, keep, other, changes, .. } = merged;
    let mut page = Page::default();
    page.table(
        ["account", "id", "name", "email", "phone", "kind", "status"],
        [("keep", keep), ("delete", other)].map(|(what, person)| {
            [
                what.to_owned(),
                person.id.clone(),
                full_name(&person.first_name, &person.last_name),
                person.email.as_deref().unwrap_or("-").to_owned(),
                person.phone.as_deref().unwrap_or("-").to_owned(),
                person.kind.as_str().to_owned(),
                person.status.as_str().to_owned(),
            ]
        }),
    );
    page.line("");
    let stay = keep.residencies.iter().map(|home| ("stays", home));
    let homes: Vec<_> = stay.chain(other.residencies.iter().map(|home| ("moves", home))).collect();
    if !homes.is_empty() {
        page.table(
            ["residency", "property", "unit", "resident", "status"],
            homes.into_iter().map(|(what, home)| row(what, home)),
        );
        page.line("");
    }
    let gets = changes.iter().filter(|change| change.action == Action::Update);
    for change in gets {
        page.line(format!("The account that is kept gets: {}.", plan::line(change.fields.iter())));
    }
    beyond(&mut page, &merged.beyond);
    let would = if run_id.is_some() { "" } else { "would be " };
    let moved = counted(other.residencies.len() as u64, "residency", "residencies");
    page.line(format!("{moved} {would}moved, 1 account {would}deleted."));
    match run_id {
        Some(run) => page.line(format!("This is run {run}; `undo {run}` undoes it.")),
        None => page.line("Nothing was changed. Run it again with --yes to apply this."),
    }
    page
}

fn row(what: &str, home: &ResidencyDocument) -> [String; 5] {
    let building = home.building.as_deref().map(|it| format!("{it} ")).unwrap_or_default();
    [
        what.to_owned(),
        home.property.to_string(),
        format!("{building}{}", home.unit.as_deref().unwrap_or("-")),
        home.external_id.as_deref().unwrap_or("-").to_owned(),
        match home.ended_on {
            Some(day) => format!("ended {day}"),
            None => home.status.as_str().to_owned(),
        },
    ]
}

/// What people at other properties, and those responsible for staff, want to know before.
fn beyond(page: &mut Page, beyond: &Beyond) {
    let Beyond { lives_at, lived_at, staff } = beyond;
    for (verb, properties) in [("lives", lives_at), ("lived", lived_at)] {
        if !properties.is_empty() {
            page.line(format!("The person also {verb} at {}.", properties.join(", ")));
        }
    }
    if *staff {
        page.line("One of the accounts belongs to staff, so the one that is kept does.");
    }
}
