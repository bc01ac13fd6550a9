use std::sync::Arc;

use axum::extract::{Path, State};
use jiff::tz::TimeZone;

use super::{
    Answer, html, see,
    visit::{Visit, shell},
};
use crate::{
    app::App,
    auth::{Right, SignedIn},
    view::{Notice, PropertiesPage, PropertyLine, url},
    work,
};

/// The start page: the people of the only property, or the list of properties.
pub(crate) async fn start(State(app): State<Arc<App>>, who: SignedIn) -> Answer {
    let mut seen = app.seen_by(&who);
    Ok(match (seen.next(), seen.next()) {
        (Some(only), None) => see(&url::page(only.id(), "people")),
        _ => see("/properties"),
    })
}

/// The start page of a property: its people.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
) -> Answer {
    app.at(&who, &property, Right::Look)?;
    Ok(see(&url::page(&property, "people")))
}

/// The list of properties, worst first.
pub(crate) async fn list(State(app): State<Arc<App>>, who: SignedIn) -> Answer {
    let mut lines = Vec::new();
    for property in app.seen_by(&who) {
        let visit = Visit::new(&app, &who, property.id()).await?;
        let (mut people, mut open_alerts) = (0, 0);
        if let Some((id, state)) = &visit.known {
            people = visit.tx.people_count(*id).await?;
            open_alerts = state.open_alerts;
        }
        let site = visit.site();
        lines.push(PropertyLine {
            id: site.id().into(),
            name: site.name().into(),
            zone: site.timezone.clone(),
            freshness: visit.freshness().await?,
            every: site.sync.every.and_then(|every| every.try_into().ok()),
            open_alerts,
            people,
        });
    }
    let waiting = lines.iter().map(|line| line.open_alerts).sum();
    let notice = match &app.broken[..] {
        [] => None,
        broken => Some(Notice::error(format!(
            "Some properties cannot be used because their configuration has errors: {}",
            broken.join("; ")
        ))),
    };
    let zone = TimeZone::system();
    let shell = shell(&app, &who, false, zone, waiting, notice);
    let unfed = work::unfed(&app, &who).await?;
    html(&PropertiesPage::new(shell, lines, &unfed))
}
