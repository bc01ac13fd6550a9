//! Answering alerts.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use serde::{Deserialize, Serialize};
use tenantry_core::model::{AlertId, Resolution};
use tenantry_engine::{AnswerRequest, ChangeDocument, document::AlertDocument};
use utoipa::ToSchema;

use super::{
    Answer, Document,
    alerts::with_version,
    documents::Sync,
    input::{Body, NumberPath, Path},
    sync::started,
    who::Who,
    words::{self, Word},
};
use crate::{
    app::App,
    auth::{Right, SignedIn, within},
    failure::Failure,
    work,
};

/// An answer to an alert.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Answer, example = json!({"resolution": "create-separate", "delete_old": true}))]
pub(super) struct Wish {
    /// The answer: one of the alert's `resolutions`.
    #[schema(schema_with = words::schema::<Resolution>)]
    resolution: Word<Resolution>,
    /// With `create-separate`: delete the old account.
    #[serde(default)]
    delete_old: bool,
    /// The account's email, or its ID if it has none, if the alert names several accounts.
    #[schema(max_length = 320)]
    account: Option<String>,
    /// The reason; required by `dismiss`. It is stored with the answer.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// What an answer would change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Preview {
    /// The changes, in order; empty for `dismiss` and `confirm`.
    changes: Vec<ChangeDocument>,
}

impl Wish {
    fn of(self, who: &SignedIn, id: i64, version: Option<u64>) -> AnswerRequest {
        AnswerRequest {
            id: AlertId(id),
            resolution: self.resolution.0,
            delete_old: self.delete_old,
            account: self.account,
            reason: self.reason,
            version,
            within: within(&who.operator),
        }
    }
}

/// Preview what an answer would change
///
/// Changes nothing. `dismiss` does not need a reason here.
#[utoipa::path(
    post,
    path = "/properties/{property}/alerts/{id}/preview",
    tag = "alerts",
    params(NumberPath),
    request_body = Wish,
    responses(
        (status = OK, body = Preview),
        (status = 409, description = "The alert is closed, or the directory has changed since it was shown.")
    )
)]
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<NumberPath>,
    Body(wish): Body<Wish>,
) -> Document<Preview> {
    let property = app.at(&who, &at.property, Right::Act)?.property;
    work::alert(&property.store.read().await?, &who.operator, property, at.id).await?;
    let changes = app.handle(property).preview(&wish.of(&who, at.id, None)).await?;
    Ok(Json(Preview { changes }))
}

/// Answer an alert
///
/// `If-Match` must have the alert's current version, so that nobody answers
/// facts they have not seen, and no two people answer the same alert.
/// `confirm` approves what the alert shows, and starts the sync that applies
/// it.
#[utoipa::path(
    post,
    path = "/properties/{property}/alerts/{id}/resolve",
    tag = "alerts",
    params(
        NumberPath,
        (
            "If-Match" = String,
            Header,
            description = "The alert's version in quotes, as in its `ETag`.",
            pattern = r#"^"[0-9a-f]{16}"$"#,
            example = "\"00c0ffee00c0ffee\""
        )
    ),
    request_body = Wish,
    responses(
        (status = OK, body = AlertDocument, description = "The alert, now closed."),
        (
            status = ACCEPTED,
            body = Sync,
            description = "The sync was started.",
            headers(("Location" = String, description = "Where to follow the sync."))
        ),
        (status = 409, description = "The alert is closed, the directory has changed, or a sync is running."),
        (status = 412, description = "The alert's version has changed."),
        (status = 428, description = "`If-Match` is missing or is not a version.")
    )
)]
pub(super) async fn resolve(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<NumberPath>,
    headers: HeaderMap,
    Body(wish): Body<Wish>,
) -> Answer<Response> {
    let property = app.at(&who, &at.property, Right::Act)?.property;
    let alert = work::alert(&property.store.read().await?, &who.operator, property, at.id).await?;
    let seen = version(&headers)?;
    if !alert.open {
        return Err(Failure::Moved(format!("alert {} is no longer open", at.id)).into());
    }
    if seen != alert.version {
        return Err(Failure::Stale.into());
    }
    let asked = wish.of(&who, at.id, Some(seen));
    if asked.resolution == Resolution::Confirm {
        work::confirm_alert(&app, property, &asked, &who.operator.name).await?;
        return started(property).await;
    }
    let answered = work::answer(&app, property, &asked, &who.operator.name).await?;
    Ok(with_version(&answered))
}

/// Undo an answer
///
/// Only if no later change touched the same rows, and no sync has opened the
/// alert again.
#[utoipa::path(
    post,
    path = "/properties/{property}/alerts/{id}/undo",
    tag = "alerts",
    operation_id = "undo_answer",
    params(NumberPath),
    responses(
        (status = OK, body = AlertDocument, description = "The alert, open again."),
        (status = 409, description = "Nobody answered the alert, or a later change is in the way.")
    )
)]
pub(super) async fn undo(
    State(app): State<Arc<App>>,
    Who(who): Who,
    Path(at): Path<NumberPath>,
) -> Answer<Response> {
    let property = app.at(&who, &at.property, Right::Act)?.property;
    Ok(with_version(&work::undo_answer(&app, property, at.id, &who.operator.name).await?))
}

/// The version in `If-Match`. `*` and weak tags are not versions.
fn version(headers: &HeaderMap) -> Result<u64, Failure> {
    let sent = headers.get(header::IF_MATCH).and_then(|sent| sent.to_str().ok());
    let quoted = sent.and_then(|sent| sent.trim().strip_prefix('"')?.strip_suffix('"'));
    let digits = quoted.filter(|text| {
        text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    });
    let version = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
    version.ok_or(Failure::Unconditional)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_the_one_version_that_was_seen() {
        let read = |sent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, sent.parse().unwrap());
            version(&headers)
        };
        assert_eq!(read("\"00000000000000ff\""), Ok(255));
        for none in [
            "*",
            "",
            "00000000000000ff",
            "W/\"00000000000000ff\"",
            "\"ff\"",
            "\"+0000000000000ff\"",
        ] {
            assert_eq!(read(none), Err(Failure::Unconditional), "{none}");
        }
        assert_eq!(version(&HeaderMap::new()), Err(Failure::Unconditional));
    }
}
