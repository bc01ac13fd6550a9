use std::sync::Arc;

use axum::{Json, extract::State};
use jiff::Timestamp;

use super::{
    Document,
    documents::{Properties, Property, Totals, Unfed, at_work},
    input::{Path, PropertyPath},
    who::Who,
};
use crate::{
    app::App,
    failure::Failure,
    pages::Visit,
    schedule::{Due, due},
    work,
};

/// List the properties that you may see
#[utoipa::path(
    get,
    path = "/properties",
    tag = "properties",
    operation_id = "properties",
    responses((status = OK, body = Properties))
)]
pub(super) async fn list(State(app): State<Arc<App>>, Who(who): Who) -> Document<Properties> {
    let mut items = Vec::new();
    for property in app.seen_by(&who) {
        items.push(document(&Visit::new(&app, &who, property.id()).await?).await?);
    }
    let unfed = work::unfed(&app, &who).await?;
    Ok(Json(Properties { items, unfed: unfed.iter().map(Unfed::from).collect() }))
}

/// Get a property and how fresh its data is
#[utoipa::path(
    get,
    path = "/properties/{property}",
    tag = "properties",
    operation_id = "property",
    params(PropertyPath),
    responses((status = OK, body = Property))
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
) -> Document<Property> {
    Ok(Json(document(&Visit::new(&app, &who, &at.property).await?).await?))
}

async fn document(visit: &Visit<'_>) -> Result<Property, Failure> {
    let (site, here) = (visit.site(), visit.here);
    let latest = visit.latest().await?;
    let due = due(&here.property.worker, &latest, Timestamp::now());
    let mut property = Property {
        id: site.id().into(),
        name: site.name().into(),
        timezone: site.timezone.iana_name().map(str::to_owned),
        may_act: here.may_act,
        last_complete_at: None,
        last_run: None,
        next_due_at: due.map(|due| match due {
            Due::Now => Timestamp::now().to_string(),
            Due::At(at) => at.to_string(),
        }),
        at_work: at_work(&here.property.worker.status()),
        open_alerts: Default::default(),
        counts: Totals::default(),
    };
    if let Some((id, state)) = &visit.known {
        property.last_complete_at = state.last_complete_at.map(|at| at.to_string());
        property.last_run = latest.first().map(Into::into);
        property.counts = visit.tx.counts_now(*id).await?.into();
        let open = visit.tx.open_alerts_by_kind(*id).await?;
        property.open_alerts =
            open.into_iter().map(|(kind, count)| (kind.as_str().to_owned(), count)).collect();
    }
    Ok(property)
}
