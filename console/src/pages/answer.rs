use std::sync::Arc;

use axum::extract::{Path, State};
use tenantry_core::model::{AlertId, Resolution};
use tenantry_engine::AnswerRequest;

use super::{Answer, Refused, html, see, visit::Visit};
use crate::{
    app::App,
    auth::{Right, SignedIn, within},
    failure::Failure,
    form::{Fields, Query},
    view::{AnswerPage, Asked, Wish, url},
    work,
};

/// How many alerts can be answered at once.
const AT_ONCE: usize = 500;

/// Shows what an answer will do to each alert before it is given.
pub(crate) async fn preview(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    Query(query): Query,
) -> Answer {
    app.at(&who, &property, Right::Act)?;
    let visit = Visit::new(&app, &who, &property).await?;
    let wish = wish(&query)?;
    let mut asked = Vec::new();
    for (id, _) in named(&query)? {
        let alert = work::alert(&visit.tx, visit.operator(), visit.here.property, id).await?;
        let handle = app.handle(visit.here.property);
        let tried = handle.preview(&question(&who, &wish, id, None)).await;
        asked.push(Asked { alert, refusal: tried.err().map(|error| Failure::from(error).what()) });
    }
    html(&AnswerPage::new(visit.shell(None), &asked, &wish))
}

/// Answers one or several alerts, each in its own transaction.
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path(property): Path<String>,
    form: Fields,
) -> Answer {
    let here = app.at(&who, &property, Right::Act)?;
    form.is_of_session(who.csrf())?;
    let wish = wish(&form)?;
    let alerts = named(&form)?;
    if wish.resolution == Resolution::Confirm {
        return confirm(&app, &who, &property, &alerts).await;
    }
    let is_only = alerts.len() == 1;
    let (mut done, mut refused) = (Vec::new(), 0_usize);
    for (id, version) in alerts {
        let Some(version) = version else {
            return Err(Refused(Failure::Wrong("the form has no version".into())));
        };
        let asked = question(&who, &wish, id, Some(version));
        match work::answer(&app, here.property, &asked, &who.operator.name).await {
            Ok(_) => done.push(id),
            // Only if this is the first alert is it true that nothing was changed.
            Err(failure) if is_only || !matches!(failure, Failure::Moved(_)) && done.is_empty() => {
                return Err(Refused(failure));
            }
            Err(_) => refused += 1,
        }
    }
    let refused = refused.to_string();
    let path = url::page(&property, "alerts");
    Ok(see(&match done[..] {
        [id] => url::query(&path, &[("answered", &id.to_string()), ("refused", &refused)]),
        _ => url::query(&path, &[("several", &done.len().to_string()), ("refused", &refused)]),
    }))
}

async fn confirm(
    app: &App,
    who: &SignedIn,
    property: &str,
    alerts: &[(i64, Option<u64>)],
) -> Answer {
    let [(id, version)] = alerts else {
        return Err(Refused(Failure::Wrong("a held sync has to be confirmed on its own".into())));
    };
    let here = app.at(who, property, Right::Act)?;
    let wish =
        Wish { resolution: Resolution::Confirm, delete_old: false, account: None, reason: None };
    let asked = question(who, &wish, *id, *version);
    work::confirm_alert(app, here.property, &asked, &who.operator.name).await?;
    Ok(see(&url::page(property, "sync")))
}

/// Undoes an answer.
pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    who: SignedIn,
    Path((property, id)): Path<(String, i64)>,
    form: Fields,
) -> Answer {
    let here = app.at(&who, &property, Right::Act)?;
    form.is_of_session(who.csrf())?;
    work::undo_answer(&app, here.property, id, &who.operator.name).await?;
    Ok(see(&url::query(&url::page(&property, "alerts"), &[("reopened", &id.to_string())])))
}

fn wish(fields: &Fields) -> Result<Wish, Failure> {
    let word = fields.get("resolution").unwrap_or_default();
    let resolution = Resolution::from_name(word);
    Ok(Wish {
        resolution: resolution
            .ok_or_else(|| Failure::Wrong("the form has no known answer".into()))?,
        delete_old: fields.ticked("delete_old"),
        account: fields.get("account").map(str::to_owned),
        reason: fields.get("reason").map(str::to_owned),
    })
}

/// The alerts in a form, each with the version that was shown.
fn named(fields: &Fields) -> Result<Vec<(i64, Option<u64>)>, Failure> {
    let ids: Vec<&str> = fields.all("id").collect();
    if ids.is_empty() {
        return Err(Failure::Wrong("select at least one alert".into()));
    }
    if ids.len() > AT_ONCE {
        return Err(Failure::TooLarge);
    }
    let mut versions = fields.all("version");
    let mut named: Vec<(i64, Option<u64>)> = Vec::new();
    for id in ids {
        let id = id.parse().map_err(|_| Failure::NotFound("this alert does not exist".into()))?;
        let version = versions.next().map(|version| u64::from_str_radix(version, 16));
        let version = version.transpose();
        let version =
            version.map_err(|_| Failure::Wrong("the form's version is not valid".into()))?;
        if named.iter().all(|(other, _)| *other != id) {
            named.push((id, version));
        }
    }
    Ok(named)
}

fn question(who: &SignedIn, wish: &Wish, id: i64, version: Option<u64>) -> AnswerRequest {
    AnswerRequest {
        id: AlertId(id),
        resolution: wish.resolution,
        delete_old: wish.delete_old,
        account: wish.account.clone(),
        reason: wish.reason.clone(),
        version,
        within: within(&who.operator),
    }
}
