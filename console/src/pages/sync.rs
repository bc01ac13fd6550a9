use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue},
};

use tenantry_engine::SyncRequest;

use super::{Answer, html, see, visit::Visit};
use crate::{
    app::App,
    auth::{Right, SignedIn},
    form::Fields,
    view::{SyncPage, url},
};

/// The progress of a sync.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    who: SignedIn,
    headers: HeaderMap,
    Path(property): Path<String>,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let freshness = visit.freshness().await?;
    let last = match &visit.known {
        Some((id, _)) => visit.tx.last_run(*id).await?,
        None => None,
    };
    let mut page = html(&SyncPage::new(visit.shell(None), &freshness, last.as_ref()))?;
    // A page that follows a sync shows the result once the sync has ended.
    let follows = headers.get("hx-target").is_some_and(|target| target == "sync");
    if follows && freshness.running.is_none() {
        page.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
    }
    Ok(page)
}

/// Starts a sync. If one is running already, that is what was wanted.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    form: Fields,
) -> Answer {
    let here = app.at(&who, &property, Right::Act)?;
    form.is_of_session(who.csrf())?;
    let by = Some(who.operator.name.clone());
    let _ = here.property.worker.start(SyncRequest { by, ..SyncRequest::default() });
    Ok(see(&url::page(&property, "sync")))
}
