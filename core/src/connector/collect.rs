use futures_core::stream::BoxStream;
use futures_util::StreamExt;

use super::{ConnectorError, End, ErrorKind, FeedEvent};
use crate::model::Roster;

/// Caps on what one fetch may deliver.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Residents and rejects in one roster.
    pub records: usize,
    /// The share of unreadable records, in percent, above which a roster is
    /// not used.
    pub unreadable_percent: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { records: 5_000_000, unreadable_percent: 5 }
    }
}

/// Reads a fetch to its end. `observe` sees every event as it comes.
///
/// # Errors
/// What the connector reports, and [`ErrorKind::Incomplete`],
/// [`ErrorKind::Malformed`] or [`ErrorKind::TooLarge`] where the fetch does
/// not prove that the roster is whole and readable. There is no partial
/// roster.
pub async fn collect(
    mut events: BoxStream<'static, Result<FeedEvent, ConnectorError>>,
    limits: Limits,
    mut observe: impl FnMut(&FeedEvent),
) -> Result<Roster, ConnectorError> {
    let mut roster = Roster::default();
    let mut end = None;
    while let Some(event) = events.next().await {
        let event = event?;
        if end.is_some() {
            return Err(ConnectorError::new(
                ErrorKind::Protocol,
                "the connector went on after the end of the roster",
            ));
        }
        observe(&event);
        match event {
            FeedEvent::Batch(mut batch) => roster.residents.append(&mut batch),
            FeedEvent::Reject(reject) => roster.rejects.push(reject),
            FeedEvent::End(last) => end = Some(last),
            FeedEvent::Progress { done, total } => make_room(&mut roster, done, total, limits),
            FeedEvent::Note(_) => {}
        }
        if roster.fetched() > limits.records {
            return Err(ConnectorError::new(
                ErrorKind::TooLarge,
                format!("the roster has more than {} records", limits.records),
            ));
        }
    }
    check_complete(&roster, end)?;
    check_readable(&roster, limits)?;
    Ok(roster)
}

/// Makes room for as many records as the progress so far lets expect, once: a
/// list that grows by doubling would for a moment need three times the memory.
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

fn check_complete(roster: &Roster, end: Option<End>) -> Result<(), ConnectorError> {
    let incomplete = |message: String| {
        Err(ConnectorError::new(ErrorKind::Incomplete, message)
            .hint("nothing was changed; run again when the PMS delivers the whole roster"))
    };
    match end {
        None => incomplete("the feed ended without proof that it is complete".into()),
        Some(End { complete: false, .. }) => {
            incomplete("the feed says that it is not complete".into())
        }
        Some(End { announced: Some(announced), .. }) if announced != roster.fetched() as u64 => {
            incomplete(format!(
                "the PMS announced {announced} records and delivered {}",
                roster.fetched()
            ))
        }
        Some(_) => Ok(()),
    }
}

fn check_readable(roster: &Roster, limits: Limits) -> Result<(), ConnectorError> {
    let rejects = roster.rejects.len();
    if rejects * 100 <= roster.fetched() * limits.unreadable_percent {
        return Ok(());
    }
    let mut shown = String::new();
    for reject in roster.rejects.iter().take(3) {
        let field = reject.field.map(|field| format!(" ({field})")).unwrap_or_default();
        shown += &format!("\n  {}: {}{field}", reject.location, reject.code.explanation());
    }
    Err(ConnectorError::new(
        ErrorKind::Malformed,
        format!(
            "{rejects} of {} records cannot be read, more than {} %:{shown}",
            roster.fetched(),
            limits.unreadable_percent
        ),
    )
    .hint("nothing was changed; correct the export or the connector's settings"))
}
