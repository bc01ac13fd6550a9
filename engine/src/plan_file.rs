use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Error, Report, Result};

/// A plan on file: what `plan --out` writes and `sync --plan` applies.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// The form of this file.
    tenantry_plan: u32,
    /// The property's id.
    pub property: String,
    /// Identifies the plan.
    pub digest: String,
    /// What it would do.
    pub changes: Vec<Value>,
    /// The alerts that it names.
    pub alerts: Vec<Value>,
}

const FORM: u32 = 1;

impl PlanFile {
    /// The plan of a report.
    pub fn of(report: &Report, digest: u64) -> Self {
        let changes = report.changes.iter().chain(&report.held_changes);
        Self {
            tenantry_plan: FORM,
            property: report.property.clone(),
            digest: format!("{digest:016x}"),
            changes: changes.map(|change| json!(change)).collect(),
            alerts: report.alerts.iter().map(|alert| json!(alert)).collect(),
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
    /// It cannot be read, or is no plan.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            Error::Asked(format!("the plan {} cannot be read: {error}", path.display()))
        })?;
        let plan: Self = serde_json::from_str(&text).map_err(|error| {
            Error::Asked(format!(
                "{}:{}: this is no plan of `engine-cli plan --out`",
                path.display(),
                error.line()
            ))
        })?;
        if plan.tenantry_plan != FORM {
            return Err(Error::Asked(format!(
                "{} was written by another version; plan again",
                path.display()
            )));
        }
        Ok(plan)
    }

    /// What has moved between this plan and what the sync would do now, by
    /// resident and action.
    pub(crate) fn moved(&self, now: &Report) -> String {
        let now = Self::of(now, 0);
        let line = |value: &Value| {
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            match value["action"].as_str() {
                Some(action) => format!("{action} {}", text("external_id")),
                None => format!("{} {} {}", text("state"), text("kind"), value["residents"]),
            }
        };
        let all = |plan: &'_ Self| -> Vec<Value> {
            plan.changes.iter().chain(&plan.alerts).cloned().collect()
        };
        let (before, after) = (all(self), all(&now));
        let mut lines: Vec<String> = Vec::new();
        lines.extend(
            before
                .iter()
                .filter(|value| !after.contains(value))
                .map(|value| format!("  no longer: {}", line(value))),
        );
        lines.extend(
            after
                .iter()
                .filter(|value| !before.contains(value))
                .map(|value| format!("  now: {}", line(value))),
        );
        let more = lines.len().saturating_sub(20);
        lines.truncate(20);
        if more > 0 {
            lines.push(format!("  and {more} more"));
        }
        if lines.is_empty() {
            lines.push("  the facts behind an alert have changed".into());
        }
        lines.join("\n")
    }
}
