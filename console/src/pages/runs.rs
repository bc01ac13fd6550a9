use std::sync::Arc;

use axum::extract::{Path, State};
use tenantry_core::model::AlertKind;
use tenantry_store::{AlertState, Cursor, Outcome};

use super::{Answer, html, see, visit::Visit};
use crate::{
    app::App,
    auth::{Right, SignedIn},
    form::{Fields, Query},
    view::{Notice, RunPage, RunsPage, url, words},
    work,
};

/// The number of runs on a page.
const SHOWN: u32 = 50;

/// The list of syncs and undos, newest first.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    Query(query): Query,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let after = query.get("after").map(str::parse::<Cursor>).transpose()?;
    let (mut runs, mut next) = (Vec::new(), None);
    if let Some((id, _)) = &visit.known {
        let page = visit.tx.runs_page(*id, after.as_ref(), SHOWN).await?;
        (runs, next) = (page.rows, page.next.map(|next| next.to_string()));
    }
    html(&RunsPage::new(visit.shell(None), &runs, after.is_some(), next.as_deref()))
}

/// One run with its changes.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, id)): Path<(String, String)>,
    Query(query): Query,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let run = work::run(&visit.tx, visit.here.property, &id).await?;
    let changes = visit.tx.changes_of_run(&run.id).await?;
    let mut holds = Vec::new();
    if let (Outcome::Held, Some((id, _))) = (run.outcome, &visit.known) {
        let kind = Some(AlertKind::SafetyHold);
        let open = visit.tx.alerts_page(*id, AlertState::Open, kind, None, 20).await?.rows;
        let shown = open.into_iter().filter(|alert| alert.shown_run.as_ref() == Some(&run.id));
        holds = shown.collect();
    }
    let notice = notice(&query);
    html(&RunPage::new(visit.shell(notice), &run, &changes, &holds))
}

fn notice(query: &Fields) -> Option<Notice> {
    let count = |name| query.get(name).and_then(|count| count.parse::<u64>().ok());
    let undone = count("undone")?;
    Some(match count("kept").unwrap_or_default() {
        0 => Notice::done(format!("{}.", words::were(undone, "change", "changes", "undone"))),
        kept => Notice::done(format!(
            "{}. {kept} {} kept because of later changes.",
            words::were(undone, "change", "changes", "undone"),
            words::plural(kept, "was", "were")
        )),
    })
}

/// Undoes a run.
pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, id)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let here = app.at(&who, &property, Right::Act)?;
    form.is_of_session(who.csrf())?;
    let undone = work::undo_run(&app, &who, here.property, &id).await?;
    let (count, kept) = (undone.undone.to_string(), undone.kept.len().to_string());
    let path = url::run(&property, &undone.run_id);
    Ok(see(&url::query(&path, &[("undone", &count), ("kept", &kept)])))
}

/// Confirms what a run held.
pub(crate) async fn confirm(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, id)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let here = app.at(&who, &property, Right::Act)?;
    form.is_of_session(who.csrf())?;
    work::confirm_run(&app, here.property, &id, &who.operator.name).await?;
    Ok(see(&url::page(&property, "sync")))
}
