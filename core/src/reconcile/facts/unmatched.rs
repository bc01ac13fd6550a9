//! Configured words that no record of a roster has.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::Policy;
use crate::{
    Text,
    connector::fold,
    model::{Resident, Role, Status},
    normalize::{Placeholders, email_key},
};

/// A setting that lists words.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
pub enum WordList {
    /// `sync.exclude_statuses`
    #[serde(rename = "sync.exclude_statuses")]
    #[strum(serialize = "sync.exclude_statuses")]
    ExcludeStatuses,
    /// `sync.include_roles`
    #[serde(rename = "sync.include_roles")]
    #[strum(serialize = "sync.include_roles")]
    IncludeRoles,
    /// `connector.statuses`
    #[serde(rename = "connector.statuses")]
    #[strum(serialize = "connector.statuses")]
    MappedStatuses,
    /// `connector.roles`
    #[serde(rename = "connector.roles")]
    #[strum(serialize = "connector.roles")]
    MappedRoles,
    /// `sync.placeholder_emails`
    #[serde(rename = "sync.placeholder_emails")]
    #[strum(serialize = "sync.placeholder_emails")]
    PlaceholderEmails,
}

words!(WordList);

/// A configured word that no record has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// The setting that lists it.
    pub setting: WordList,
    /// The word as configured.
    pub word: Text,
    /// The PMS's word that it is most likely a typo of. Never an email, which is personal.
    pub nearest: Option<Text>,
}

/// The words of the records seen so far, to compare the configured ones with.
///
/// Maple Court's PMS says "Moves in" for people who have applied. If `exclude_statuses` says
/// "Moves inn", nobody is excluded and all of them get access, although nothing is wrong with any
/// record. A status of the common vocabulary, such as `applicant`, cannot be mistyped without being
/// noticed and is never reported: on most days no record has it.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// How often the PMS uses each word for a status, by what it means.
    statuses: BTreeMap<(Text, Status), u64>,
    roles: BTreeSet<Role>,
    unmapped_roles: BTreeMap<Text, u64>,
    /// The PMS's words for roles.
    roles_used: BTreeSet<Text>,
    /// The configured placeholders that some record has, by their place in the list.
    placeholders: BTreeSet<usize>,
}

impl Words {
    /// Notes the words of a record.
    pub fn add(&mut self, resident: &Resident, policy: &Policy) {
        let key = (resident.pms_status.clone(), resident.status);
        *self.statuses.entry(key).or_default() += 1;
        self.roles.insert(resident.role);
        if let Some(word) =
            resident.pms_role.as_ref().filter(|word| !self.roles_used.contains(*word))
        {
            self.roles_used.insert(word.clone());
        }
        if resident.role == Role::Unknown {
            let word = resident.pms_role.clone().unwrap_or_default();
            *self.unmapped_roles.entry(word).or_default() += 1;
        }
        let Some(email) =
            resident.email.as_deref().filter(|_| !policy.placeholder_emails.is_empty())
        else {
            return;
        };
        for (at, word) in policy.placeholder_emails.iter().enumerate() {
            if !self.placeholders.contains(&at) && is_placeholder(word, email) {
                self.placeholders.insert(at);
            }
        }
    }

    /// The PMS's words for a status that are not mapped, with how many records have each; the most
    /// frequent first.
    pub fn unmapped_statuses(&self) -> Vec<(Text, u64)> {
        let unmapped = self.statuses.iter().filter(|((_, status), _)| *status == Status::Unknown);
        by_frequency(unmapped.map(|((word, _), count)| (word.clone(), *count)))
    }

    /// The PMS's words for a role that are not mapped, with how many records have each; the most
    /// frequent first.
    pub fn unmapped_roles(&self) -> Vec<(Text, u64)> {
        by_frequency(self.unmapped_roles.iter().map(|(word, count)| (word.clone(), *count)))
    }

    /// The configured words that no record has had so far, in the order of the settings.
    pub fn unmatched(&self, policy: &Policy) -> Vec<Unmatched> {
        let excluded = policy.exclude_statuses.iter().filter_map(|word| {
            let unused = Status::from_name(word.trim()).is_none() && !self.has_status(word);
            let nearest = || nearest(word, self.statuses.keys().map(|(word, _)| word));
            unused.then(|| unmatched(WordList::ExcludeStatuses, word.clone(), nearest()))
        });
        let roles = policy.include_roles.iter().filter(|role| !self.roles.contains(role));
        let roles = roles
            .map(|role| unmatched(WordList::IncludeRoles, Text::const_new(role.as_str()), None));
        let emails = policy.placeholder_emails.iter().enumerate();
        let emails = emails.filter(|(at, _)| !self.placeholders.contains(at));
        let emails =
            emails.map(|(_, word)| unmatched(WordList::PlaceholderEmails, word.clone(), None));
        excluded.chain(roles).chain(emails).collect()
    }

    /// The words of the PMS that the settings give a meaning, that no record has had so far, and
    /// that are most likely typos of words without a meaning. A word that the PMS uses only at times
    /// is no mistake.
    pub fn mistyped(&self, setting: WordList, mapped: &[Text]) -> Vec<Unmatched> {
        let used: BTreeSet<Text> = match setting {
            WordList::MappedRoles => self.roles_used.iter().map(|word| fold(word)).collect(),
            _ => self.statuses.keys().map(|(word, _)| fold(word)).collect(),
        };
        let unmapped: Vec<Text> = match setting {
            WordList::MappedRoles => self.unmapped_roles.keys().cloned().collect(),
            _ => self.unmapped_statuses().into_iter().map(|(word, _)| word).collect(),
        };
        let unused = mapped.iter().filter(|word| !used.contains(&fold(word)));
        let found = unused.filter_map(|word| {
            let near = nearest(word, unmapped.iter())?;
            Some(unmatched(setting, word.clone(), Some(near)))
        });
        found.collect()
    }

    fn has_status(&self, word: &str) -> bool {
        let word = word.trim().to_lowercase();
        self.statuses.keys().any(|(other, _)| other.trim().to_lowercase() == word)
    }
}

/// The word that `word` is most likely a typo of.
fn nearest<'w>(word: &str, among: impl Iterator<Item = &'w Text>) -> Option<Text> {
    /// How similar two words must be for one to be a typo of the other.
    const ALIKE: f64 = 0.75;
    let word = word.trim().to_lowercase();
    let rated =
        among.map(|other| (strsim::jaro_winkler(&word, &other.trim().to_lowercase()), other));
    let near = rated.filter(|(likeness, _)| *likeness >= ALIKE);
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, other)| other.clone())
}

fn by_frequency(words: impl Iterator<Item = (Text, u64)>) -> Vec<(Text, u64)> {
    let mut words: Vec<(Text, u64)> = words.collect();
    words.sort_by(|(one, few), (other, many)| many.cmp(few).then_with(|| one.cmp(other)));
    words
}

fn unmatched(setting: WordList, word: Text, nearest: Option<Text>) -> Unmatched {
    Unmatched { setting, word, nearest }
}

/// Whether an email is a placeholder because of this word alone.
fn is_placeholder(word: &str, email: &str) -> bool {
    let is_usable = |own: Option<&str>| Placeholders::new(own).usable(Some(email)).is_some();
    email_key(email).is_some() && !is_usable(Some(word)) && is_usable(None)
}
