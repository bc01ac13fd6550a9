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

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A text that the name, the email or the phone contains, or that is a
    /// unit or an id in the PMS.
    search: Option<String>,
    /// Who has a residency in this unit.
    unit: Option<String>,
    /// The status of the account.
    #[param(schema_with = words::schema::<AccountStatus>, required = false)]
    status: Option<Word<AccountStatus>>,
    /// `linked`: from the PMS; `manual`: all residencies were made by hand.
    #[param(schema_with = words::schema::<Source>, required = false)]
    source: Option<Word<Source>>,
    /// Only those whom an open alert names.
    #[serde(default)]
    #[param(value_type = bool, default = false)]
    waiting: bool,
    /// `next` of the page before.
    after: Option<String>,
    /// How many at most.
    #[serde(default)]
    #[param(value_type = u32, minimum = 1, maximum = 500, default = 100)]
    limit: Limit,
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Exported {
    /// A text that the name, the email or the phone contains, or that is a
    /// unit or an id in the PMS.
    search: Option<String>,
    /// Who has a residency in this unit.
    unit: Option<String>,
    /// The status of the account.
    #[param(schema_with = words::schema::<AccountStatus>, required = false)]
    status: Option<Word<AccountStatus>>,
    /// `linked`: from the PMS; `manual`: all residencies were made by hand.
    #[param(schema_with = words::schema::<Source>, required = false)]
    source: Option<Word<Source>>,
    /// Only those whom an open alert names.
    #[serde(default)]
    #[param(value_type = bool, default = false)]
    waiting: bool,
}

/// A part of the people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct People {
    /// By last name, first name and number.
    items: Vec<PersonDocument>,
    /// `after` of the next part; `null` where this is the last one.
    next: Option<String>,
    /// How many there are in all parts.
    total: u64,
}

/// A person with what happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonDetail {
    #[serde(flatten)]
    person: PersonDocument,
    /// What changed, when, and who asked for it; in order.
    history: Vec<HistoryDocument>,
    /// The open alerts of the property that are about this person.
    alerts: Vec<AlertDocument>,
}

/// The people of a property
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

/// The people of a property as CSV
///
/// A row for each residency in the property. A cell that a spreadsheet would
/// take for a formula begins with an apostrophe.
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

/// One person, with history
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
    let person = person.ok_or_else(|| Failure::NotFound("there is no such person here".into()))?;
    let history = work::history(&visit.tx, &who, person.account.id).await?;
    let alerts = work::alerts_about(&visit.tx, visit.here.property, &person).await?;
    Ok(Json(PersonDetail {
        person: (&person).into(),
        history: history.iter().map(Into::into).collect(),
        alerts: alerts.iter().map(Into::into).collect(),
    }))
}
