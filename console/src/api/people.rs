use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tenantry_core::model::AccountStatus;
use tenantry_engine::document::{AlertDocument, HistoryDocument, PersonDocument};
use tenantry_store::{Cursor, PeopleFilter, Source};
use utoipa::{IntoParams, ToSchema};

use super::{
    Answer, Document,
    input::{Limit, NumberPath, Path, PropertyPath, Query},
    who::Who,
    words::{self, Word},
};
use crate::{app::App, failure::Failure, pages::Visit, work};

/// Which people to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A text within the name, email or phone number, or a unit, or a PMS ID.
    search: Option<String>,
    /// Only people with a residency in this unit.
    unit: Option<String>,
    /// Only accounts with this status.
    #[param(schema_with = words::schema::<AccountStatus>, required = false)]
    status: Option<Word<AccountStatus>>,
    /// `linked`: from the PMS; `manual`: all residencies were added manually.
    #[param(schema_with = words::schema::<Source>, required = false)]
    source: Option<Word<Source>>,
    /// Only people named in an open alert.
    #[serde(default)]
    #[param(value_type = bool, default = false)]
    waiting: bool,
    /// `next` of the previous page.
    after: Option<String>,
    /// The maximum number of items.
    #[serde(default)]
    #[param(value_type = u32, minimum = 1, maximum = 500, default = 100)]
    limit: Limit,
}

/// Which people to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Exported {
    /// A text within the name, email or phone number, or a unit, or a PMS ID.
    search: Option<String>,
    /// Only people with a residency in this unit.
    unit: Option<String>,
    /// Only accounts with this status.
    #[param(schema_with = words::schema::<AccountStatus>, required = false)]
    status: Option<Word<AccountStatus>>,
    /// `linked`: from the PMS; `manual`: all residencies were added manually.
    #[param(schema_with = words::schema::<Source>, required = false)]
    source: Option<Word<Source>>,
    /// Only people named in an open alert.
    #[serde(default)]
    #[param(value_type = bool, default = false)]
    waiting: bool,
}

/// One page of people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct People {
    /// Sorted by last name, first name and ID.
    items: Vec<PersonDocument>,
    /// Send as `after` to get the next page; `null` on the last page.
    next: Option<String>,
    /// The number of people on all pages.
    total: u64,
}

/// A person with history and open alerts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonDetail {
    #[serde(flatten)]
    person: PersonDocument,
    /// All changes, with who made them and when; oldest first.
    history: Vec<HistoryDocument>,
    /// The property's open alerts about this person.
    alerts: Vec<AlertDocument>,
}

/// List the people of a property
#[utoipa::path(
    get,
    path = "/properties/{property}/people",
    tag = "people",
    operation_id = "people",
    params(PropertyPath, Wanted),
    responses((status = OK, body = People))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
    Query(wanted): Query<Wanted>,
) -> Document<People> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let after = wanted.after.as_deref().map(str::parse::<Cursor>).transpose()?;
    let Some((id, _)) = &visit.known else {
        return Ok(Json(People { items: Vec::new(), next: None, total: 0 }));
    };
    let filter = PeopleFilter {
        search: wanted.search,
        unit: wanted.unit,
        status: wanted.status.map(|word| word.0),
        source: wanted.source.map(|word| word.0),
        waiting: wanted.waiting,
    };
    let page = visit.tx.people_page(*id, &filter, after.as_ref(), wanted.limit.0).await?;
    let seen = page.people.into_iter().filter_map(|person| work::seen(person, &who, &at.property));
    Ok(Json(People {
        items: seen.map(|person| PersonDocument::from(&person)).collect(),
        next: page.next.map(|next| next.to_string()),
        total: page.total,
    }))
}

/// Export the people of a property as CSV
///
/// One row per residency in the property. A cell that a spreadsheet would run
/// as a formula starts with an apostrophe.
#[utoipa::path(
    get,
    path = "/properties/{property}/people.csv",
    tag = "people",
    operation_id = "people_csv",
    params(PropertyPath, Exported),
    responses((status = OK, body = String, content_type = "text/csv"))
)]
pub(super) async fn csv(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<PropertyPath>,
    Query(wanted): Query<Exported>,
) -> Answer<Response> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let filter = PeopleFilter {
        search: wanted.search,
        unit: wanted.unit,
        status: wanted.status.map(|word| word.0),
        source: wanted.source.map(|word| word.0),
        waiting: wanted.waiting,
    };
    let (name, csv) = work::people_csv(&visit.tx, visit.here.property, &filter).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, csv).into_response())
}

/// Get a person with history
#[utoipa::path(
    get,
    path = "/properties/{property}/people/{id}",
    tag = "people",
    operation_id = "person",
    params(NumberPath),
    responses((status = OK, body = PersonDetail))
)]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<NumberPath>,
) -> Document<PersonDetail> {
    let visit = Visit::new(&app, &who, &at.property).await?;
    let found = visit.tx.person(&at.id.to_string()).await?;
    let person = found.and_then(|person| work::seen(person, &who, &at.property));
    let person =
        person.ok_or_else(|| Failure::NotFound("this person is not in the property".into()))?;
    let history = work::history(&visit.tx, &who, person.account.id).await?;
    let alerts = work::alerts_about(&visit.tx, &who.operator, visit.here.property, &person).await?;
    Ok(Json(PersonDetail {
        person: (&person).into(),
        history: history.iter().map(Into::into).collect(),
        alerts: alerts.iter().map(Into::into).collect(),
    }))
}
