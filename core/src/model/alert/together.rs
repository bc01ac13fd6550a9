//! One alert about many residents in place of one about each.

use std::num::ParseIntError;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AlertFacts, Missing, ShownAccount};
use crate::{
    Text,
    model::{ResidencyId, Resident},
};

/// The subject of the alert about many who are missing, but not more than a sync may find missing.
pub(crate) const SEVERAL_MISSING: Text = Text::const_new("several residents");

/// The residencies of the residents of an alert. In JSON a single one is `residency`, and several
/// are `residencies`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct Residencies(pub Vec<ResidencyId>);

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Written {
    /// The ID of the live residency, in decimal digits, if the alert is about one resident with
    /// access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    residency: Option<String>,
    /// The IDs of the live residencies, in decimal digits, if it is about several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    residencies: Vec<String>,
}

impl From<Residencies> for Written {
    fn from(Residencies(ids): Residencies) -> Self {
        let mut written: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
        match ids.len() {
            0 | 1 => Written { residency: written.pop(), residencies: Vec::new() },
            _ => Written { residency: None, residencies: written },
        }
    }
}

impl TryFrom<Written> for Residencies {
    type Error = ParseIntError;

    fn try_from(written: Written) -> Result<Self, ParseIntError> {
        let ids = written.residency.into_iter().chain(written.residencies);
        ids.map(|id| id.parse().map(ResidencyId)).collect::<Result<_, _>>().map(Self)
    }
}

/// A record that could not be read, or a person whose records contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnreadRecord {
    /// Where the record is in the feed, such as `line 12`.
    #[serde(default)]
    pub location: Option<String>,
    /// The PMS's ID of the person, if it could be read.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub external_id: Option<Text>,
}

/// The subject of an alert about one record or residency.
pub(crate) fn subject(external_id: &Text, lease_id: Option<&Text>) -> Text {
    match lease_id {
        None => external_id.clone(),
        Some(lease) => compact_str::format_compact!("{external_id} lease {lease}"),
    }
}

impl AlertFacts {
    /// The subject of the alert about many that can take the place of this one and of others like
    /// it; `None` if each needs an answer of its own.
    ///
    /// Who has no email while accounts have the same name is such a question: any of these may be
    /// theirs.
    pub(crate) fn crowd(&self) -> Option<Text> {
        let is_about_many = self.is_about_many();
        let crowd = match self {
            _ if is_about_many => return None,
            AlertFacts::DateConflict { accounts, residencies, .. } => {
                match (accounts.len(), residencies.0.len()) {
                    (1, 1) => Text::const_new("many residents"),
                    (_, 0) => Text::const_new("many residents without access"),
                    _ => return None,
                }
            }
            AlertFacts::MissingEmail { candidates, has_access, .. } if candidates.is_empty() => {
                match has_access {
                    true => Text::const_new("many residents with access"),
                    false => Text::const_new("many residents"),
                }
            }
            AlertFacts::MissingFromPms { too_many: false, .. } => SEVERAL_MISSING,
            AlertFacts::InvalidRecord { code, field, .. } => {
                let field = field.as_deref().unwrap_or_default();
                compact_str::format_compact!("many records: {} {field}", code.as_str())
            }
            _ => return None,
        };
        Some(crowd)
    }

    /// Whether the alert is about many residents or records, whom one answer concerns alike.
    pub fn is_about_many(&self) -> bool {
        match self {
            AlertFacts::DateConflict { residents, .. }
            | AlertFacts::MissingEmail { residents, .. } => residents.len() > 1,
            AlertFacts::InvalidRecord { records, .. } => !records.is_empty(),
            AlertFacts::MissingFromPms { people, .. } => people.len() > 1,
            _ => false,
        }
    }

    /// Adds what another alert of the same crowd says.
    pub(crate) fn join(&mut self, other: AlertFacts) {
        match (self, other) {
            (
                AlertFacts::DateConflict { residents, accounts, residencies },
                AlertFacts::DateConflict { residents: more, accounts: known, residencies: ids },
            ) => {
                residents.extend(more);
                accounts.extend(known);
                residencies.0.extend(ids.0);
            }
            (
                AlertFacts::MissingEmail { residents, .. },
                AlertFacts::MissingEmail { residents: more, .. },
            ) => residents.extend(more),
            (
                AlertFacts::MissingFromPms { people, accounts, .. },
                AlertFacts::MissingFromPms { people: more, accounts: known, .. },
            ) => {
                people.extend(more);
                accounts.extend(known);
            }
            (
                AlertFacts::InvalidRecord { location, external_id, residents, records, .. },
                AlertFacts::InvalidRecord {
                    location: at, external_id: id, residents: more, ..
                },
            ) => {
                if records.is_empty() {
                    records.push(UnreadRecord {
                        location: location.take(),
                        external_id: external_id.take(),
                    });
                }
                records.push(UnreadRecord { location: at, external_id: id });
                residents.extend(more);
            }
            _ => {}
        }
    }

    /// The alerts that an alert about many takes the place of, with their subjects. A decision that
    /// stands is remembered about each of them: who is left of the many stays decided about, and
    /// who is new is a new question.
    ///
    /// None for an alert about one, and for one about more than may be missing, which is decided
    /// about as a whole: nobody's access ends by absence because somebody dismissed it.
    pub fn apart(&self) -> Vec<(Text, AlertFacts)> {
        match self {
            _ if !self.is_about_many() => Vec::new(),
            AlertFacts::DateConflict { residents, accounts, residencies } => {
                let each = residents.iter().enumerate();
                each.map(|(at, it)| {
                    let id = residencies.0.get(at);
                    let account = id.and_then(|_| accounts.get(at));
                    (subject_of(it), date_conflict(it, account, id.copied()))
                })
                .collect()
            }
            AlertFacts::MissingEmail { residents, candidates, has_access } => {
                let of = |it: &Resident| AlertFacts::MissingEmail {
                    residents: vec![it.clone()],
                    candidates: candidates.clone(),
                    has_access: *has_access,
                };
                residents.iter().map(|it| (subject_of(it), of(it))).collect()
            }
            AlertFacts::MissingFromPms { people, accounts, too_many: false } => {
                let of = |(missing, account): (&Missing, &ShownAccount)| {
                    let facts = AlertFacts::MissingFromPms {
                        people: vec![missing.clone()],
                        accounts: vec![account.clone()],
                        too_many: false,
                    };
                    (subject(&missing.external_id, missing.lease_id.as_ref()), facts)
                };
                people.iter().zip(accounts).map(of).collect()
            }
            AlertFacts::InvalidRecord { code, field, residents, records, .. } => {
                let of = |record: &UnreadRecord| AlertFacts::InvalidRecord {
                    code: *code,
                    field: field.clone(),
                    location: record.location.clone(),
                    external_id: record.external_id.clone(),
                    residents: of_person(residents, record).cloned().collect(),
                    records: Vec::new(),
                };
                let each = records.iter();
                each.map(|record| (subject_of_record(residents, record), of(record))).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn date_conflict(
    resident: &Resident,
    account: Option<&ShownAccount>,
    residency: Option<ResidencyId>,
) -> AlertFacts {
    AlertFacts::DateConflict {
        residents: vec![resident.clone()],
        accounts: account.into_iter().cloned().collect(),
        residencies: Residencies(residency.into_iter().collect()),
    }
}

/// The subject of the alerts about one record.
pub(crate) fn subject_of(resident: &Resident) -> Text {
    subject(&resident.external_id, resident.lease_id.as_ref())
}

/// The contradicting records of a person.
fn of_person<'r>(
    residents: &'r [Resident],
    record: &UnreadRecord,
) -> impl Iterator<Item = &'r Resident> {
    let id = record.external_id.clone();
    residents.iter().filter(move |it| Some(&it.external_id) == id.as_ref())
}

fn subject_of_record(residents: &[Resident], record: &UnreadRecord) -> Text {
    let id = record.external_id.as_ref();
    match (id, of_person(residents, record).next()) {
        (Some(id), Some(_)) => contradiction(id),
        (Some(id), None) => id.clone(),
        (None, _) => record.location.as_deref().unwrap_or_default().into(),
    }
}

/// The subject of the alert about a person whose records contradict each other.
pub(crate) fn contradiction(external_id: &Text) -> Text {
    compact_str::format_compact!("{external_id} identity")
}
