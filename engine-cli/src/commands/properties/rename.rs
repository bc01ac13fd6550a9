//! `properties rename`: another ID, and everything else as it was.

use anyhow::Context;
use serde_json::{Value, json};
use tenantry_engine::{
    Renamed,
    document::{counted, plural},
    rename,
};

use super::{Shared, is_readable};
use crate::{
    commands::{Done, actor, stores::Stores},
    config::Portfolio,
    exit::Usage,
    output::table::Page,
};

pub(super) async fn run(
    portfolio: &Portfolio,
    stores: &Stores<'_>,
    old: &str,
    new: &str,
    by: Option<String>,
) -> anyhow::Result<Done<Value>> {
    if new.trim().is_empty() || new != new.trim() || new.chars().any(char::is_control) {
        return Err(Usage("the new ID must not be blank".into()).into());
    }
    if old == new {
        return Err(Usage(format!("`{old}` is its ID already; nothing was changed")).into());
    }
    is_readable(portfolio, old)?;
    let shared = Shared::with(portfolio, stores, old).await?;
    if let Some(site) = shared.feeding(old) {
        return Err(Usage(format!(
            "{file} still feeds `{old}`; set `id = \"{new}\"` under [property] in {file}, then run this again",
            file = site.file.display()
        ))
        .into());
    }
    let store = stores.write(shared.url).await?;
    let Renamed { property, mut operators } = rename(&store, old, new, &actor(by)).await?;
    operators += rights_elsewhere(portfolio, stores, shared.url, old, new).await?;
    let mut page = Page::default();
    page.line(format!(
        "`{old}` is `{new}` now, with its {}, its alerts and its history.",
        counted(property.live(), "live residency", "live residencies")
    ));
    if operators > 0 {
        let who = counted(operators as u64, "operator", "operators");
        let was = plural(operators as u64, "was", "were");
        page.line(format!("{who} who {was} limited to it still may use it."));
    }
    if shared.feeding(new).is_none() {
        page.line(format!(
            "Nothing feeds `{new}` yet: set `id = \"{new}\"` under [property] in its TOML file."
        ));
    }
    page.line("If `serve` is running, restart it.");
    let document = json!({
        "property": new,
        "renamed_from": old,
        "live_residencies": property.live(),
        "operators": operators,
        "fed": shared.feeding(new).is_some(),
    });
    Ok(Done { document, page, code: 0 })
}

/// Renames the property in the rights of operators, if they are in a database of their own.
async fn rights_elsewhere(
    portfolio: &Portfolio,
    stores: &Stores<'_>,
    url: &str,
    old: &str,
    new: &str,
) -> anyhow::Result<usize> {
    // Without one there are no operators.
    let Ok(access) = portfolio.access_database() else { return Ok(0) };
    if access == url {
        return Ok(0);
    }
    let rename = async || {
        let tx = stores.write(&access).await?.begin().await?;
        let operators = tx.rename_rights(old, new).await?;
        tx.commit().await?;
        anyhow::Ok(operators)
    };
    rename().await.with_context(|| {
        format!("`{old}` is `{new}` now, but operators who are limited to `{old}` could not be changed; use `operators set`")
    })
}
