use std::{fmt, fs, path::Path};

use serde::{Deserialize, Serialize};
use tenantry_core::{Text, model::AlertKind, reconcile::Action};

use crate::{AlertMove, AlertView, ChangeDocument, Error, Refused, Report, Result};

/// A plan saved to a file, to be applied by a later sync.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// The version of the file format.
    tenantry_plan: u32,
    /// The property's ID.
    pub property: String,
    /// A hash of the plan.
    pub digest: String,
    /// The changes that the plan would make.
    pub changes: Vec<ChangeDocument>,
    /// The alerts that the plan would open, keep or close.
    pub alerts: Vec<AlertView>,
}

const FORM: u32 = 1;

impl PlanFile {
    /// Creates the file's content from a report.
    pub fn of(report: &Report, digest: u64) -> Self {
        Self {
            tenantry_plan: FORM,
            property: report.property.clone(),
            digest: format!("{digest:016x}"),
            changes: report.changes.iter().chain(&report.held_changes).cloned().collect(),
            alerts: report.alerts.clone(),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        fs::write(path, text + "\n").map_err(|source| Error::File {
            what: format!("the plan cannot be written to {}", path.display()),
            source,
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read, or is not a plan.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            let (file, error) = (path.to_owned(), error.to_string());
            Refused::PlanUnreadable { file, error }
        })?;
        let form: Form = serde_json::from_str(&text).map_err(|error| not_a_plan(path, &error))?;
        if form.tenantry_plan != FORM {
            return Err(Refused::PlanOfOtherVersion { file: path.to_owned() }.into());
        }
        Ok(serde_json::from_str(&text).map_err(|error| not_a_plan(path, &error))?)
    }

    /// The differences between this plan and what a sync would do now.
    pub(crate) fn moved(&self, now: &Report) -> Moved {
        let now = Self::of(now, 0);
        let mut steps: Vec<MovedStep> = Vec::new();
        steps.extend(without(&self.changes, &now.changes).map(MovedStep::no_longer));
        steps.extend(without(&self.alerts, &now.alerts).map(MovedStep::no_longer));
        steps.extend(without(&now.changes, &self.changes).map(MovedStep::now));
        steps.extend(without(&now.alerts, &self.alerts).map(MovedStep::now));
        Moved { steps }
    }
}

/// Read first, so that a plan in another format version is not reported as damaged.
#[derive(Deserialize)]
struct Form {
    tenantry_plan: u32,
}

fn not_a_plan(path: &Path, error: &serde_json::Error) -> Refused {
    Refused::NotAPlan { file: path.to_owned(), line: error.line() }
}

fn without<'a, T: PartialEq>(these: &'a [T], those: &'a [T]) -> impl Iterator<Item = &'a T> {
    these.iter().filter(|this| !those.contains(this))
}

/// What has changed since a plan was made. If there are no steps, only the
/// facts behind an alert have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// First what the plan has and a sync would no longer do, then what a sync
    /// would do and the plan does not have.
    pub steps: Vec<MovedStep>,
}

/// One difference between a plan and what a sync would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedStep {
    /// Whether a sync would do this now and the plan does not have it.
    pub is_new: bool,
    /// The change or alert that differs.
    pub what: MovedWhat,
}

/// A part of a plan that no longer fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MovedWhat {
    /// A change to the directory.
    Change {
        /// What the change does.
        action: Action,
        /// The resident's PMS ID.
        external_id: Option<Text>,
    },
    /// An alert that is opened, kept or closed.
    Alert {
        /// What happens to the alert.
        state: AlertMove,
        /// What the alert is about.
        kind: AlertKind,
        /// The residents' PMS IDs.
        residents: Vec<Text>,
    },
}

impl MovedStep {
    fn no_longer(what: impl Into<MovedWhat>) -> Self {
        Self { is_new: false, what: what.into() }
    }

    fn now(what: impl Into<MovedWhat>) -> Self {
        Self { is_new: true, what: what.into() }
    }
}

impl From<&ChangeDocument> for MovedWhat {
    fn from(change: &ChangeDocument) -> Self {
        MovedWhat::Change { action: change.action, external_id: change.external_id.clone() }
    }
}

impl From<&AlertView> for MovedWhat {
    fn from(alert: &AlertView) -> Self {
        let residents = alert.residents.clone();
        MovedWhat::Alert { state: alert.state, kind: alert.kind, residents }
    }
}

impl fmt::Display for MovedWhat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MovedWhat::Change { action, external_id } => {
                write!(f, "{} {}", action.as_str(), external_id.as_deref().unwrap_or("-"))
            }
            MovedWhat::Alert { state, kind, residents } => {
                write!(f, "{} {} {}", state.as_str(), kind.as_str(), residents.join(", "))
            }
        }
    }
}
