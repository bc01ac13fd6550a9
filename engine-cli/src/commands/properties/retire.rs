//! `properties retire`: ends what is live at a property that is no longer managed here.

use serde_json::{Value, json};
use tenantry_core::Date;
use tenantry_engine::{Retired, document::counted, preview_retirement, retire};

use super::{Shared, is_readable};
use crate::{
    commands::{Done, actor, stores::Stores},
    config::Portfolio,
    exit::Usage,
    output::{plan, table::Page},
};

pub(super) async fn run(
    portfolio: &Portfolio,
    stores: &Stores<'_>,
    id: &str,
    is_sure: bool,
    by: Option<String>,
    today: Option<Date>,
) -> anyhow::Result<Done<Value>> {
    is_readable(portfolio, id)?;
    let shared = Shared::with(portfolio, stores, id).await?;
    if let Some(site) = shared.feeding(id) {
        return Err(Usage(format!(
            "{} feeds `{id}`, so the next sync would let everybody in again; take that file out of the configuration first",
            site.file.display()
        ))
        .into());
    }
    let retired = if is_sure {
        let store = stores.write(shared.url).await?;
        retire(&store, id, &actor(by), today).await?
    } else {
        let store = stores.read(shared.url).await?;
        preview_retirement(&store, id, today).await?
    };
    let document = json!({
        "property": id,
        "applied": is_sure,
        "run_id": retired.run_id,
        "counts": {
            "ended": retired.changes.len(),
            "deactivated": retired.deactivated,
            "alerts": retired.property.open_alerts,
        },
        "changes": retired.changes,
    });
    Ok(Done { document, page: page(&retired, is_sure), code: 0 })
}

fn page(retired: &Retired, is_sure: bool) -> Page {
    let mut page = Page::default();
    let Retired { property, run_id, changes, deactivated } = retired;
    let code = &property.code;
    if changes.is_empty() && property.open_alerts == 0 {
        page.line(format!(
            "Nothing is live at `{code}`, and no alert is open; nothing was changed."
        ));
        return page;
    }
    if !changes.is_empty() {
        plan::changes(&mut page, changes);
        page.line("");
    }
    let would = if is_sure { "" } else { "would be " };
    page.line(format!(
        "{code}: {} {would}ended, {} {would}made inactive, {} {would}closed.",
        counted(changes.len() as u64, "residency", "residencies"),
        counted(*deactivated as u64, "account", "accounts"),
        counted(property.open_alerts, "alert", "alerts")
    ));
    match run_id {
        Some(run) => {
            page.line(format!("This is run {run}; `undo {run}` undoes it. The alerts stay closed."))
        }
        None => page.line("Nothing was changed. Run it again with --yes to apply this."),
    }
    page
}
