use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use tenantry_core::model::AccountStatus;
use tenantry_store::{AlertState, Cursor, PeopleFilter as Wanted, Source};

use super::{Answer, html, visit::Visit};
use crate::{
    app::App,
    auth::SignedIn,
    form::{Fields, Query},
    view::{Found, PeopleFilter, PeoplePage, Waiting},
    work,
};

/// People on a page.
const SHOWN: u32 = 100;
/// Open alerts that are looked through for the marks beside people.
const ALERTS: u32 = 5000;

/// The People page.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    Query(query): Query,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let filter = filter(&query);
    let freshness = visit.freshness().await?;
    let mut found = Found::default();
    let mut waiting = Waiting::default();
    if let Some((id, state)) = &visit.known {
        let after = query.get("after").map(str::parse::<Cursor>).transpose()?;
        let page = visit.tx.people_page(*id, &wanted(&filter), after.as_ref(), SHOWN).await?;
        let counts = visit.tx.counts_now(*id).await?;
        let open = AlertState::Open;
        let alerts = visit.tx.alerts_page(*id, open, None, None, ALERTS).await?;
        waiting = Waiting::new(visit.site().id(), &alerts.rows);
        found = Found {
            people: page.people,
            total: page.total,
            everyone: counts.active_accounts + counts.inactive_accounts,
            units: visit.tx.units(*id).await?,
            held_back: state.counts.held_back,
            next: page.next.map(|next| next.to_string()),
            is_later: after.is_some(),
        };
    }
    html(&PeoplePage::new(visit.shell(None), &freshness, filter, found, &waiting))
}

fn filter(query: &Fields) -> PeopleFilter {
    let text = |name: &str| query.get(name).unwrap_or_default().to_owned();
    PeopleFilter {
        search: text("search"),
        unit: text("unit"),
        status: text("status"),
        source: text("source"),
        waiting: query.ticked("waiting"),
    }
}

fn wanted(filter: &PeopleFilter) -> Wanted {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Wanted {
        search: some(&filter.search),
        unit: some(&filter.unit),
        status: AccountStatus::from_name(&filter.status),
        source: match filter.source.as_str() {
            "pms" => Some(Source::Linked),
            "hand" => Some(Source::Manual),
            _ => None,
        },
        waiting: filter.waiting,
    }
}

/// The people of a property, as CSV.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    Query(query): Query,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let wanted = wanted(&filter(&query));
    let (name, csv) = work::people_csv(&visit.tx, visit.here.property, &wanted).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, csv).into_response())
}
