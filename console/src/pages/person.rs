use std::sync::Arc;

use axum::extract::{Path, State};
use tenantry_engine::document::sentences;

use super::{Answer, Refused, html, visit::Visit};
use crate::{
    app::App,
    auth::SignedIn,
    failure::Failure,
    view::{PersonPage, WhyPage},
    work,
};

/// The page of one person.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, id)): Path<(String, i64)>,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let found = visit.tx.person(&id.to_string()).await?;
    let person = found.and_then(|person| work::seen(person, &who, &property));
    let person =
        person.ok_or_else(|| Failure::NotFound("this person is not in the property".into()))?;
    let changes = work::history(&visit.tx, &who, person.account.id).await?;
    let alerts =
        work::alerts_about(&visit.tx, visit.operator(), visit.here.property, &person).await?;
    html(&PersonPage::new(visit.shell(None), &person, &changes, &alerts))
}

/// Explains why a resident is linked, held or missing. Asks the PMS.
pub(crate) async fn why(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, external_id)): Path<(String, String)>,
) -> Answer {
    let visit = Visit::new(&app, &who, &property).await?;
    let (mut account, mut history) = (None, Vec::new());
    if let Some((id, _)) = &visit.known {
        account = visit.tx.accounts_of(*id, &external_id).await?.last().map(|account| account.0);
        history = visit.tx.changes_about(*id, &external_id).await?;
    }
    // Asking may take minutes, so no read transaction is kept open in the meantime.
    let (shell, property) = (visit.shell(None), visit.here.property);
    drop(visit);
    let answer = match work::explain(&app, property, &external_id).await {
        Ok(explained) => Ok(sentences(&external_id, &explained.findings)),
        Err(Failure::NotFound(what)) => return Err(Refused(Failure::NotFound(what))),
        // The history can be shown all the same.
        Err(failure) => Err(failure.what()),
    };
    html(&WhyPage::new(shell, &external_id, account, answer, &history))
}
