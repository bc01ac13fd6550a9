use tenantry_core::{
    connector::{Context, FeedEvent, Limits, collect},
    model::Roster,
    reconcile::{Policy, RosterDigest},
};
use tracing::info;

use crate::{config::Site, output::progress::Progress};

/// A complete roster and its digest.
pub(crate) struct Fetched {
    pub(crate) roster: Roster,
    pub(crate) digest: u128,
    pub(crate) notes: Vec<String>,
}

/// Fetches the property's roster. The digest is made while the connector goes
/// on reading.
pub(crate) async fn fetch(site: &Site, policy: &Policy) -> anyhow::Result<Fetched> {
    let context = Context::new(&site.property.id, policy.today);
    let mut digest = RosterDigest::new(policy);
    let mut progress = Progress::new("fetching");
    let mut notes = Vec::new();
    let events = site.connector.fetch(context);
    let roster = collect(events, Limits::default(), |event| match event {
        FeedEvent::Batch(batch) => {
            batch.iter().for_each(|resident| digest.add(resident));
            progress.records(batch.len());
        }
        FeedEvent::Reject(reject) => digest.add_reject(reject),
        FeedEvent::Progress { done, total } => progress.at(*done, *total),
        FeedEvent::Note(note) => {
            info!(property = site.property.id, "{note}");
            notes.push(note.clone());
        }
        FeedEvent::Restart => {
            digest = RosterDigest::new(policy);
            progress.restart();
        }
        FeedEvent::End(_) => {}
    })
    .await?;
    progress.finish();
    Ok(Fetched { roster, digest: digest.finish(), notes })
}
