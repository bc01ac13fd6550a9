use std::sync::Arc;

use axum::extract::{Path, State};
use tenantry_core::model::Resolution;
use tenantry_store::AlertRecord;

use super::{Answer, html, visit::Visit};
use crate::{
    app::App,
    auth::SignedIn,
    failure::Failure,
    form::{Fields, Query},
    view::{AlertFilter, AlertPage, AlertsPage, Notice, words},
    work,
};

/// The list of alerts.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    Query(query): Query,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let filter = AlertFilter {
        kind: query.get("kind").map(str::to_owned),
        settled: query.get("state") == Some("settled"),
        after: query.get("after").and_then(|id| id.parse().ok()),
    };
    let mut alerts = match &visit.known {
        Some((id, _)) => visit.tx.alerts(Some(*id), filter.settled).await?,
        None => Vec::new(),
    };
    work::look(&visit.tx, visit.operator(), &mut alerts).await?;
    let notice = notice(&visit, &query).await?;
    html(&AlertsPage::new(visit.shell(notice), &alerts, &filter))
}

/// One alert.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, id)): Path<(String, i64)>,
    Query(query): Query,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let alert = work::alert(&visit.tx, visit.operator(), visit.here.property, id).await?;
    let notice = notice(&visit, &query).await?;
    html(&AlertPage::new(visit.shell(notice), &alert))
}

/// The notice about what was just done. The address only says to which alert, or
/// to how many; the rest comes from the directory.
async fn notice(visit: &Visit<'_>, query: &Fields) -> Result<Option<Notice>, Failure> {
    let number = |name| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (property, count) = (visit.here.property, |name| number(name).unwrap_or_default());
    if let Some(id) = number("reopened") {
        let open = work::alert(&visit.tx, visit.operator(), property, id)
            .await
            .is_ok_and(|alert| alert.open);
        return Ok(open.then(|| Notice::done("The answer was undone; the alert is open again.")));
    }
    let mut notice = match (number("answered"), count("several")) {
        (Some(id), _) => {
            let answered = work::alert(&visit.tx, visit.operator(), property, id).await.ok();
            match answered.filter(|alert| !alert.open) {
                Some(alert) => Notice::done(said(&alert)).undo_answer(property.id(), id),
                None => return Ok(None),
            }
        }
        (None, 0) if count("refused") == 0 => return Ok(None),
        (None, 0) => Notice::error("No alerts were resolved."),
        (None, several) => {
            let several = several.unsigned_abs();
            Notice::done(format!("{}.", words::were(several, "alert", "alerts", "resolved")))
        }
    };
    if let refused @ 1.. = count("refused") {
        notice.is_error = true;
        notice.text.push_str(&format!(
            " {refused} could not be answered that way because {}. {} still open below.",
            if refused == 1 { "it has changed" } else { "they have changed" },
            if refused == 1 { "It is" } else { "They are" }
        ));
    }
    Ok(Some(notice))
}

fn said(alert: &AlertRecord) -> String {
    match alert.resolution {
        Some(Resolution::Merge) => "Merged: the account now has the PMS's name.",
        Some(Resolution::CreateSeparate) => "A separate account was created for the resident.",
        Some(Resolution::UsePmsEmail) => "The account now has the PMS's email.",
        Some(Resolution::SamePerson) => "The account now has the PMS's name and email.",
        Some(Resolution::NewPerson) => {
            "The previous resident's access has ended, and the new resident has an account."
        }
        Some(Resolution::EndAccess) => "Access has ended.",
        Some(Resolution::KeepAccess) => {
            "Access continues. The alert stays closed until the move-out date changes."
        }
        Some(Resolution::Dismiss) => "Dismissed. The alert stays closed until something changes.",
        _ => "The alert is resolved.",
    }
    .into()
}
