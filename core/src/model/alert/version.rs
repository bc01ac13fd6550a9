use serde::Serialize;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{AlertFacts, Missing, Occasion};
use crate::{
    Date, Text,
    model::{RejectCode, ResidencyId, Resident, Resolution},
    normalize::{Grade, NameKey},
};

/// How a resident of another property appears among those an account belongs to.
const ELSEWHERE: Text = Text::const_new("a resident of another property");

impl AlertFacts {
    /// A hash of the facts that matter, on both sides. A dismissal remembers it, and an answer
    /// must name the one that was shown.
    ///
    /// Statuses, dates and evidence are left out: a dismissed alert is not raised again because
    /// somebody renewed a lease. In an alert about a date, only that date matters; in one about a
    /// word, only the word and who has it. That of an alert about many is made of those of the
    /// alerts that it takes the place of.
    pub fn version(&self) -> u64 {
        if let AlertFacts::ManualResidency { residency, occasion, .. } = self {
            return manual_residency_version(*residency, *occasion);
        }
        let mut hash = Xxh3::new();
        let parts = self.apart();
        for (subject, part) in &parts {
            hash.update(subject.as_bytes());
            hash.update(&part.version().to_le_bytes());
        }
        if !parts.is_empty() {
            return hash.digest();
        }
        let mut feed = |text: &str| {
            hash.update(text.as_bytes());
            hash.update(&[0xFF]);
        };
        let is_about_one_value = matches!(
            self,
            AlertFacts::DateConflict { .. }
                | AlertFacts::UnknownStatus { .. }
                | AlertFacts::UnknownRole { .. }
        );
        if !is_about_one_value {
            self.residents().iter().flat_map(texts).for_each(&mut feed);
            for account in self.accounts() {
                feed(&account.id.0.to_string());
                feed(account.email.as_deref().unwrap_or_default());
                feed(&account.first_name);
                feed(&account.last_name);
            }
        }
        feed(&json(&self.own()));
        hash.digest()
    }

    /// The hash under which a decision about these facts is remembered: the
    /// [`version`](Self::version), except that of one person with several records only the email
    /// and the names matter.
    pub fn remembered(&self, resolution: Resolution) -> u64 {
        match self {
            AlertFacts::DuplicateEmail { email, residents, .. }
                if resolution == Resolution::OnePerson =>
            {
                let names = residents.iter();
                let names = names.map(|it| NameKey::of(&it.first_name, &it.last_name));
                one_person_version(email, names.collect())
            }
            _ => self.version(),
        }
    }

    /// A hash of everything that the alert shows.
    pub fn shown(&self) -> u64 {
        xxh3_64(json(self).as_bytes())
    }

    /// The facts that matter apart from residents and accounts.
    fn own(&self) -> Own<'_> {
        match self {
            AlertFacts::DuplicateEmail { email, without_email, .. } => {
                Own::Email { email, without_email }
            }
            AlertFacts::MissingEmail { has_access: true, .. } => Own::Access { has_access: true },
            AlertFacts::NameMismatch { grade, .. } => Own::Grade { grade: *grade },
            AlertFacts::ManualResidency { .. }
            | AlertFacts::EmailMismatch { .. }
            | AlertFacts::IdentityChanged { .. }
            | AlertFacts::MissingEmail { .. } => Own::None {},
            AlertFacts::InvalidRecord { code, residents, .. } if !residents.is_empty() => {
                Own::Contradiction { code: *code }
            }
            AlertFacts::InvalidRecord { code, field, location, external_id, .. } => Own::Record {
                code: *code,
                field: field.as_deref(),
                record: location.as_deref().filter(|_| external_id.is_none()),
            },
            AlertFacts::UnknownStatus { pms_status: word, .. }
            | AlertFacts::UnknownRole { pms_role: word, .. } => {
                Own::Word { word: word.to_lowercase(), residents: self.resident_ids() }
            }
            AlertFacts::AccountConflict { belongs_to, elsewhere, .. } => {
                let mut belongs_to = belongs_to.clone();
                belongs_to.extend(elsewhere.then_some(ELSEWHERE));
                belongs_to.sort_unstable();
                Own::Owners { belongs_to }
            }
            AlertFacts::MissingFromPms { people, .. } => match &people[..] {
                [Missing { external_id, residency, .. }] => {
                    Own::Missing { external_id, residency: residency.0.to_string() }
                }
                all => Own::MissingTogether {
                    residencies: all.iter().map(|missing| missing.residency.0).collect(),
                },
            },
            AlertFacts::SafetyHold(hold) => {
                Own::Held { marks: hold.marks().iter().map(|mark| mark.0).collect() }
            }
            AlertFacts::DateConflict { residents, residencies, .. } => {
                residents.first().map_or(Own::None {}, |resident| Own::Dates {
                    external_id: &resident.external_id,
                    lease_id: resident.lease_id.as_deref(),
                    move_out: resident.move_out,
                    residency: residencies.0.first().map(|id| id.0.to_string()),
                })
            }
        }
    }
}

/// The version of an alert about a manual residency.
pub(crate) fn manual_residency_version(residency: ResidencyId, occasion: Occasion) -> u64 {
    let ResidencyId(id) = residency;
    xxh3_64(format!("{} {id}", occasion.as_str()).as_bytes())
}

/// The hash under which it is remembered that records with these names and one email are one
/// person: a renewal under another ID, or another unit, does not change it.
pub(crate) fn one_person_version(email: &Text, mut names: Vec<NameKey>) -> u64 {
    names.sort_unstable();
    names.dedup();
    let mut hash = Xxh3::new();
    hash.update(email.as_bytes());
    for NameKey { base, suffix } in &names {
        hash.update(&[0xFF]);
        hash.update(base.as_bytes());
        hash.update(&[0xFE, suffix.map_or(0, |suffix| suffix as u8 + 1)]);
    }
    hash.digest()
}

/// Members are hashed in the order in which they are defined here; reordering them changes every
/// version.
#[derive(Serialize)]
#[serde(untagged)]
enum Own<'a> {
    None {},
    Email {
        email: &'a str,
        #[serde(skip_serializing_if = "<[Text]>::is_empty")]
        without_email: &'a [Text],
    },
    Access {
        has_access: bool,
    },
    Grade {
        grade: Grade,
    },
    Contradiction {
        code: RejectCode,
    },
    Record {
        code: RejectCode,
        field: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        record: Option<&'a str>,
    },
    Word {
        word: Text,
        residents: Vec<Text>,
    },
    Owners {
        belongs_to: Vec<Text>,
    },
    Missing {
        external_id: &'a str,
        residency: String,
    },
    MissingTogether {
        residencies: Vec<i64>,
    },
    Held {
        marks: Vec<u64>,
    },
    Dates {
        external_id: &'a str,
        lease_id: Option<&'a str>,
        move_out: Option<Date>,
        residency: Option<String>,
    },
}

fn texts(resident: &Resident) -> impl Iterator<Item = &str> {
    let optional =
        [&resident.lease_id, &resident.email, &resident.phone, &resident.building, &resident.unit];
    [&resident.external_id, &resident.first_name, &resident.last_name]
        .into_iter()
        .map(Text::as_str)
        .chain(optional.into_iter().map(|text| text.as_deref().unwrap_or_default()))
}

/// Serializing cannot fail: facts consist of text, numbers and lists of them.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
