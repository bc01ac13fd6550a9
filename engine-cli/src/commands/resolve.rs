use serde_json::{Value, json};
use tenantry_core::model::{AlertId, Resolution};
use tenantry_engine::{AnswerRequest, document::counted};

use super::{Done, Job, actor, sync};
use crate::output::{progress::Progress, table::Page};

/// Answers an alert in one transaction, and prints what was done.
pub(crate) async fn run(
    job: &Job<'_>,
    request: AnswerRequest,
    by: Option<String>,
) -> anyhow::Result<u8> {
    let store = job.writer().await?;
    let (handle, by) = (job.handle(&store), actor(by));
    if request.resolution == Resolution::Confirm {
        let report = handle.confirm(&request, &by, &mut Progress::new()).await?;
        return sync::done(job, report).print(job);
    }
    handle.answer(&request, &by).await?;
    let (id, word) = (request.id.0.to_string(), request.resolution.as_str());
    let mut page = Page::default();
    page.line(format!("Alert {id} is closed: {word}, by {by}."));
    let document = json!({"id": id, "state": "closed", "resolution": word, "closed_by": by});
    Done { document, page, code: 0 }.print(job)
}

/// Undoes an answer and reopens the alert.
pub(crate) async fn undo(
    job: &Job<'_>,
    id: AlertId,
    by: Option<String>,
) -> anyhow::Result<Done<Value>> {
    let (store, by) = (job.writer().await?, actor(by));
    let reopened = job.handle(&store).undo_answer(id, &by).await?;
    let mut page = Page::default();
    let (id, word, changes) = (id.0.to_string(), reopened.resolution.as_str(), reopened.undone);
    let reverted = match changes {
        0 => String::new(),
        some => format!(" ({} reverted)", counted(some, "change", "changes")),
    };
    page.line(format!("Alert {id} reopened: {by} undid `{word}`{reverted}."));
    let document = json!({"id": id, "state": "open", "undid": word, "undone": changes, "by": by});
    Ok(Done { document, page, code: 0 })
}
