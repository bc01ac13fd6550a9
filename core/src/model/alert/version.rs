use serde::Serialize;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::AlertFacts;
use crate::{
    Text,
    model::{RejectCode, Resident},
    normalize::Grade,
};

/// What a resident of another property is called among those whom an account
/// belongs to.
const ELSEWHERE: Text = Text::const_new("a resident of another property");

impl AlertFacts {
    /// Tells these facts from others: a hash of what counts on both sides,
    /// which is what a dismissal remembers and what an answer must have seen.
    ///
    /// Statuses, dates and evidence do not count: a dismissed alert is not
    /// raised again because somebody's lease was renewed.
    pub fn version(&self) -> u64 {
        let mut hash = Xxh3::new();
        let mut feed = |text: &str| {
            hash.update(text.as_bytes());
            hash.update(&[0xFF]);
        };
        self.residents().iter().flat_map(texts).for_each(&mut feed);
        for account in self.accounts() {
            feed(&account.id.0.to_string());
            feed(&account.email);
            feed(&account.first_name);
            feed(&account.last_name);
        }
        feed(&json(&self.own()));
        hash.digest()
    }

    /// A hash of everything that is shown.
    pub fn shown(&self) -> u64 {
        xxh3_64(json(self).as_bytes())
    }

    /// What counts besides residents and accounts.
    fn own(&self) -> Own<'_> {
        match self {
            AlertFacts::DuplicateEmail { email, .. } => Own::Email { email },
            AlertFacts::NameMismatch { grade, .. } => Own::Grade { grade: *grade },
            AlertFacts::EmailMismatch { .. }
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
            AlertFacts::UnknownStatus { pms_status, .. } => Own::Status { pms_status },
            AlertFacts::AccountConflict { belongs_to, elsewhere, .. } => {
                let mut belongs_to = belongs_to.clone();
                belongs_to.extend(elsewhere.then_some(ELSEWHERE));
                belongs_to.sort_unstable();
                Own::Owners { belongs_to }
            }
            AlertFacts::MissingFromPms { external_id, residency, .. } => {
                Own::Missing { external_id, residency: residency.0.to_string() }
            }
            AlertFacts::SafetyHold { would_end, .. } => Own::Ends { would_end },
        }
    }
}

/// The members of each variant are hashed in the order of their definition.
#[derive(Serialize)]
#[serde(untagged)]
enum Own<'a> {
    None {},
    Email {
        email: &'a str,
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
    Status {
        pms_status: &'a str,
    },
    Owners {
        belongs_to: Vec<Text>,
    },
    Missing {
        external_id: &'a str,
        residency: String,
    },
    Ends {
        would_end: &'a [Text],
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

/// Facts are text, numbers and lists of them, which JSON can hold.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
