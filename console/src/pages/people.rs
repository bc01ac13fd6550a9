use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use tenantry_core::model::AccountStatus;
use tenantry_store::{Cursor, PeopleFilter as Wanted, Source};

use super::{Answer, html, visit::Visit};
use crate::{
    app::App,
    auth::SignedIn,
    form::{Fields, Query},
    view::{Found, PeopleFilter, PeoplePage, Waiting},
    work,
};

/// The number of people on a page.
const SHOWN: u32 = 100;
/// The most units offered in a list.
const MOST_UNITS: u32 = 300;

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
        waiting = Waiting::new(visit.site().id(), &visit.tx.open_namings(*id).await?);
        let units = visit.tx.units(*id, MOST_UNITS + 1).await?;
        found = Found {
            people: page.people,
            total: page.total,
            everyone: match filter.is_set() {
                true => visit.tx.people_count(*id).await?,
                false => page.total,
            },
            // A longer list does not help.
            units: if units.len() > MOST_UNITS as usize { Vec::new() } else { units },
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
