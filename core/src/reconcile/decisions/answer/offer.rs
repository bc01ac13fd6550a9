use super::{Answer, Reach, Refusal, resolve_in};
use crate::{
    Text,
    model::{AlertFacts, Resolution},
    reconcile::{Directory, Snapshot},
};

/// Finds the answers to alerts of a property that would succeed now, by trying them.
#[derive(Debug)]
pub struct Offers<'a> {
    directory: Directory<'a>,
    property: Text,
}

impl<'a> Offers<'a> {
    /// `snapshot` must hold what [`resolve`](super::resolve) needs for each of the alerts.
    pub fn new(snapshot: &'a Snapshot, property: &str) -> Self {
        Self { directory: Directory::new(snapshot, property), property: property.into() }
    }

    /// What the accounts that an alert shows mean beyond the property.
    pub fn reach(&self, facts: &AlertFacts) -> Reach {
        let accounts = facts.accounts().iter().map(|shown| shown.id);
        Reach::of(accounts, &self.directory, &self.property)
    }

    /// The answers that would succeed, each with at least one of the accounts that the alert
    /// names. `about` is an answer to the alert, of which the resolution and the account do not
    /// matter. To confirm a hold is not about the directory, and always offered.
    pub fn of(&self, about: &Answer) -> Vec<Resolution> {
        let shown = about.facts.accounts().iter();
        let accounts: Vec<Text> = shown.map(|shown| shown.handle()).collect();
        let works = |resolution: &Resolution| {
            let with = |account| {
                let answer =
                    Answer { resolution: *resolution, account, delete_old: false, ..*about };
                resolve_in(&answer, &self.directory)
            };
            match with(None) {
                Err(Refusal::WhichAccount) => accounts.iter().any(|it| with(Some(it)).is_ok()),
                result => result.is_ok(),
            }
        };
        let all = about.facts.resolutions().iter().copied();
        all.filter(|resolution| *resolution == Resolution::Confirm || works(resolution)).collect()
    }
}
