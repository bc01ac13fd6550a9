use futures_core::stream::BoxStream;
use futures_util::StreamExt;

use super::{ConnectorError, End, ErrorKind, FeedEvent};
use crate::model::{Reject, Roster};

/// Limits on what one fetch may deliver.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most records in one roster, readable or not.
    pub records: usize,
    /// The highest share of unreadable records, in percent. A roster above it is not used.
    pub unreadable_percent: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { records: 5_000_000, unreadable_percent: 5 }
    }
}

/// How many records a fetch has delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Records that could be read.
    pub residents: usize,
    /// Records that could not be read.
    pub rejects: usize,
}

impl Totals {
    /// All records of the feed, readable or not.
    pub fn fetched(self) -> usize {
        self.residents + self.rejects
    }
}

/// Reads a fetch to its end and returns its roster. `observe` sees every event as it arrives; on
/// [`FeedEvent::Restart`] it must discard what it has seen.
///
/// # Errors
/// Those of [`drain`]. A partial roster is never returned.
pub async fn collect(
    events: BoxStream<'static, Result<FeedEvent, ConnectorError>>,
    limits: Limits,
    mut observe: impl FnMut(&FeedEvent),
) -> Result<Roster, ConnectorError> {
    let mut roster = Roster::default();
    drain(events, limits, |event| {
        observe(&event);
        match event {
            FeedEvent::Batch(mut batch) => roster.residents.append(&mut batch),
            FeedEvent::Reject(reject) => roster.rejects.push(reject),
            FeedEvent::Progress { done, total } => make_room(&mut roster, done, total, limits),
            FeedEvent::Restart => roster = Roster::default(),
            FeedEvent::Note(_) | FeedEvent::Named { .. } | FeedEvent::End(_) => {}
        }
        Ok(())
    })
    .await?;
    Ok(roster)
}

/// Passes every event of a fetch to `accept`, for callers that do not need the whole roster in
/// memory. The records form a complete roster only if this returns `Ok`; on [`FeedEvent::Restart`]
/// everything before it must be discarded.
///
/// # Errors
/// Whatever the connector or `accept` reports, and [`ErrorKind::Incomplete`],
/// [`ErrorKind::Malformed`] or [`ErrorKind::TooLarge`] if the fetch does not prove that the roster
/// is complete and readable.
pub async fn drain(
    mut events: BoxStream<'static, Result<FeedEvent, ConnectorError>>,
    limits: Limits,
    mut accept: impl FnMut(FeedEvent) -> Result<(), ConnectorError>,
) -> Result<Totals, ConnectorError> {
    let mut totals = Totals::default();
    let mut shown: Vec<Reject> = Vec::new();
    let mut end = None;
    while let Some(event) = events.next().await {
        let event = event?;
        if end.is_some() {
            return Err(ConnectorError::new(
                ErrorKind::Protocol,
                "the connector sent more events after the end of the roster",
            ));
        }
        match &event {
            FeedEvent::Batch(batch) => totals.residents += batch.len(),
            FeedEvent::Reject(reject) => {
                totals.rejects += 1;
                if shown.len() < SHOWN {
                    shown.push(reject.clone());
                }
            }
            FeedEvent::End(last) => end = Some(*last),
            FeedEvent::Restart => {
                totals = Totals::default();
                shown.clear();
            }
            FeedEvent::Progress { .. } | FeedEvent::Note(_) | FeedEvent::Named { .. } => {}
        }
        if totals.fetched() > limits.records {
            return Err(ConnectorError::new(
                ErrorKind::TooLarge,
                format!("the roster has more than {} records", limits.records),
            ));
        }
        // Whatever follows, too many records of the feed are unreadable.
        if is_unreadable(totals.rejects, limits.records, limits) {
            return Err(unreadable(totals, "the first ", &shown, limits));
        }
        accept(event)?;
    }
    check_complete(totals, end)?;
    match is_unreadable(totals.rejects, totals.fetched(), limits) {
        true => Err(unreadable(totals, "", &shown, limits)),
        false => Ok(totals),
    }
}

/// How many rejects an error message lists.
const SHOWN: usize = 3;

/// Reserves memory for the number of records that the progress so far predicts, once. A list that
/// grows by doubling would briefly need three times the memory.
fn make_room(roster: &mut Roster, done: u64, total: Option<u64>, limits: Limits) {
    let known = roster.residents.len() as u64;
    let Some(total) = total.filter(|total| done > 0 && *total > done && known >= 1_000) else {
        return;
    };
    let expected = (u128::from(known) * u128::from(total) / u128::from(done) * 11 / 10) as u64;
    let expected = expected.min(limits.records as u64) as usize;
    if expected > roster.residents.capacity() {
        roster.residents.reserve_exact(expected - roster.residents.len());
    }
}

fn check_complete(totals: Totals, end: Option<End>) -> Result<(), ConnectorError> {
    let incomplete = |message: String| {
        Err(ConnectorError::new(ErrorKind::Incomplete, message)
            .hint("nothing was changed; run again once the PMS delivers the complete roster"))
    };
    match end {
        None => incomplete("the feed ended without proof that it is complete".into()),
        Some(End { complete: false, .. }) => {
            incomplete("the feed says that it is not complete".into())
        }
        Some(End { announced: Some(announced), .. }) if announced != totals.fetched() as u64 => {
            incomplete(format!(
                "the PMS announced {announced} records and delivered {}",
                totals.fetched()
            ))
        }
        Some(_) => Ok(()),
    }
}

/// Whether this many unreadable records of all are too many.
fn is_unreadable(rejects: usize, of: usize, limits: Limits) -> bool {
    rejects * 100 > of * limits.unreadable_percent
}

fn unreadable(totals: Totals, of: &str, shown: &[Reject], limits: Limits) -> ConnectorError {
    let mut lines = String::new();
    for reject in shown {
        let field = reject.field.map(|field| format!(" ({field})")).unwrap_or_default();
        lines += &format!("\n  {}: {}{field}", reject.location, reject.code.explanation());
    }
    ConnectorError::new(
        ErrorKind::Malformed,
        format!(
            "{} of {of}{} records cannot be read, more than {} %:{lines}",
            totals.rejects,
            totals.fetched(),
            limits.unreadable_percent
        ),
    )
    .hint("nothing was changed; fix the export or the connector's settings")
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, stream};

    use super::*;
    use crate::model::RejectCode;

    fn reject(line: usize) -> Result<FeedEvent, ConnectorError> {
        let location = format!("line {line}");
        let reject =
            Reject { location, external_id: None, code: RejectCode::FieldCount, field: None };
        Ok(FeedEvent::Reject(reject))
    }

    /// A feed of nothing but unreadable records is given up once no feed could make up for them.
    #[test]
    fn unreadable_records_do_not_pile_up() {
        let limits = Limits { records: 100, unreadable_percent: 5 };
        let mut accepted = 0;
        let feed = stream::iter((1..).map(reject)).boxed();
        let drained = drain(feed, limits, |_| {
            accepted += 1;
            Ok(())
        });
        let error = drained.now_or_never().unwrap().unwrap_err();
        assert_eq!((error.kind, accepted), (ErrorKind::Malformed, 5));
        let says = "6 of the first 6 records cannot be read, more than 5 %:\n  line 1: ";
        assert!(error.to_string().starts_with(says), "{error}");
    }
}
