use tenantry_core::{
    connector::{Context, FeedEvent, Limits, collect, fetch_asked},
    model::Roster,
    reconcile::{Policy, RosterDigest, Unmatched, Words},
};
use tracing::info;

use crate::{Progress, Result, Site};

/// A complete roster and its digest.
#[derive(Debug)]
pub struct Fetched {
    /// The residents, normalized.
    pub roster: Roster,
    /// A hash of the roster: equal if the PMS sent the same facts.
    pub digest: u128,
    /// Remarks of the connector for the person who runs the sync.
    pub notes: Vec<String>,
    /// The configured words that no record has.
    pub unmatched: Vec<Unmatched>,
}

/// Fetches the property's roster. The digest is computed while the connector
/// keeps reading.
///
/// # Errors
/// The connector failed, or could not prove that the roster is complete.
pub async fn fetch(site: &Site, policy: &Policy, progress: &mut dyn Progress) -> Result<Fetched> {
    let context = Context::new(site.id(), policy.today);
    let mut digest = RosterDigest::new(policy);
    let mut words = Words::default();
    let mut notes = Vec::new();
    progress.fetching();
    let events = fetch_asked(&*site.connector, context);
    let roster = collect(events, Limits::default(), |event| match event {
        FeedEvent::Batch(batch) => {
            batch.iter().for_each(|resident| digest.add(resident));
            if site.lists_words(policy) {
                batch.iter().for_each(|resident| words.add(resident, policy));
            }
            progress.records(batch.len());
        }
        FeedEvent::Reject(reject) => digest.add_reject(reject),
        FeedEvent::Progress { done, total } => progress.at(*done, *total),
        FeedEvent::Note(note) => {
            info!(property = site.id(), "{note}");
            notes.push(note.clone());
        }
        FeedEvent::Restart => {
            digest = RosterDigest::new(policy);
            words = Words::default();
            progress.fetching();
        }
        FeedEvent::Named { .. } | FeedEvent::End(_) => {}
    })
    .await?;
    let unmatched = site.unmatched(&words, policy);
    Ok(Fetched { roster, digest: digest.finish(), notes, unmatched })
}
