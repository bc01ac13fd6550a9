use serde_json::{Value, json};
use tenantry_core::model::{AlertId, Resolution};
use tenantry_engine::{AnswerAsked, check_answer};
use tenantry_store::{OpenMode, Store};

use super::{Done, Job, actor, sync};
use crate::{exit::Usage, output::table::Page};

/// Answers an alert, in one transaction, and prints what was done.
pub(crate) async fn run(
    job: &Job<'_>,
    asked: AnswerAsked,
    by: Option<String>,
) -> anyhow::Result<u8> {
    let store = Store::open(&job.site.database_url, OpenMode::Write).await?;
    if asked.resolution == Resolution::Confirm {
        let alert = check_answer(&store.read().await?, job.site, &asked).await?;
        store.close().await?;
        let Some(run) = alert.opened_run else {
            let id = asked.id.0;
            let what = format!("alert {id} names no run; run `sync` and confirm that");
            return Err(Usage(what).into());
        };
        return sync::run(job, None, Some(run), Some(actor(by))).await?.print(job);
    }
    let actor = actor(by);
    let tx = store.begin().await?;
    tenantry_engine::answer(&tx, job.site, &asked, &actor, job.today).await?;
    tx.commit().await?;
    store.close().await?;
    let (id, word) = (asked.id.0.to_string(), asked.resolution.as_str());
    let mut page = Page::default();
    page.line(format!("Alert {id} is closed: {word}, by {actor}."));
    let document = json!({"id": id, "state": "closed", "resolution": word, "closed_by": actor});
    Done { document, page, code: 0 }.print(job)
}

/// Takes an answer back; the alert waits again.
pub(crate) async fn undo(
    job: &Job<'_>,
    id: AlertId,
    by: Option<String>,
) -> anyhow::Result<Done<Value>> {
    let store = Store::open(&job.site.database_url, OpenMode::Write).await?;
    let actor = actor(by);
    let tx = store.begin().await?;
    let undone = tenantry_engine::undo_answer(&tx, job.site, id, &actor).await?;
    tx.commit().await?;
    store.close().await?;
    let mut page = Page::default();
    let (id, word, changes) = (id.0.to_string(), undone.resolution.as_str(), undone.undone);
    page.line(format!(
        "Alert {id} waits again: {word} was taken back, with {changes} changes, by {actor}."
    ));
    let document =
        json!({"id": id, "state": "open", "undid": word, "undone": changes, "by": actor});
    Ok(Done { document, page, code: 0 })
}
