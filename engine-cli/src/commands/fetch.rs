use jiff::Timestamp;
use tenantry_core::connector::{
    Capability, ConnectorError, Context, ErrorKind, FeedEvent, Limits, Tape, drain, fetch_asked,
};
use tenantry_engine::Progress as _;

use super::Job;
use crate::output::{progress::Progress, spool::Spool, tell};

/// Prints the normalized roster, one JSON object per line, once it is known to
/// be complete. An incomplete roster is not printed at all.
pub(crate) async fn run(job: &Job<'_>, tape: Tape) -> anyhow::Result<u8> {
    let site = job.site;
    let about = site.connector.describe();
    if tape != Tape::Off && !about.capabilities.contains(&Capability::Records) {
        return Err(crate::exit::Usage(format!(
            "the {} connector does not talk to a server, so there is nothing to record or replay",
            about.kind
        ))
        .into());
    }
    let today = site.day(Timestamp::now(), job.today);
    let context = Context { tape: tape.clone(), ..Context::new(site.id(), today) };
    let mut progress = Progress::new();
    progress.fetching();
    let mut residents = Spool::new();
    let (mut notes, mut rejects) = (Vec::new(), Vec::new());
    let fetched = drain(fetch_asked(&*site.connector, context), Limits::default(), |event| {
        match event {
            FeedEvent::Batch(batch) => {
                residents.add(&batch).map_err(|error| {
                    let message = "the roster cannot be written to the temporary folder";
                    ConnectorError::new(ErrorKind::Unexpected, message).source(error)
                })?;
                progress.records(batch.len());
            }
            FeedEvent::Reject(reject) => rejects.push(reject),
            FeedEvent::Progress { done, total } => progress.at(done, total),
            FeedEvent::Note(note) => notes.push(note),
            FeedEvent::Restart => {
                residents = Spool::new();
                rejects.clear();
                progress.fetching();
            }
            FeedEvent::Named { .. } | FeedEvent::End(_) => {}
        }
        Ok(())
    })
    .await;
    progress.finished();
    for note in &notes {
        tell(note);
    }
    fetched?;
    for reject in &rejects {
        let field = reject.field.map(|field| format!(" ({field})")).unwrap_or_default();
        tell(format_args!("rejected: {}: {}{field}", reject.location, reject.code.explanation()));
    }
    residents.print()?;
    if let Tape::Record(folder) = tape {
        tell(format_args!(
            "the responses are in {}, without credentials; they contain personal data of residents",
            folder.display()
        ));
    }
    Ok(0)
}
