use std::{fs, path::Path};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Report;
use crate::exit::Usage;

/// A plan on file: what `plan --out` writes and `sync --plan` applies.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanFile {
    /// The form of this file.
    tenantry_plan: u32,
    pub(crate) property: String,
    /// Identifies the plan.
    pub(crate) digest: String,
    pub(crate) changes: Vec<Value>,
    pub(crate) alerts: Vec<Value>,
}

const FORM: u32 = 1;

impl PlanFile {
    pub(crate) fn of(report: &Report, digest: u64) -> anyhow::Result<Self> {
        let changes = report.changes.iter().chain(&report.held_changes);
        Ok(Self {
            tenantry_plan: FORM,
            property: report.property.clone(),
            digest: format!("{digest:016x}"),
            changes: changes.map(serde_json::to_value).collect::<Result<_, _>>()?,
            alerts: report.alerts.iter().map(serde_json::to_value).collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(path, text + "\n")
            .with_context(|| format!("the plan cannot be written to {}", path.display()))
    }

    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            Usage(format!("the plan {} cannot be read: {error}", path.display()))
        })?;
        let plan: Self = serde_json::from_str(&text).map_err(|error| {
            Usage(format!(
                "{}:{}: this is no plan of `engine-cli plan --out`",
                path.display(),
                error.line()
            ))
        })?;
        if plan.tenantry_plan != FORM {
            return Err(Usage(format!(
                "{} was written by another version; plan again",
                path.display()
            ))
            .into());
        }
        Ok(plan)
    }

    /// What has moved between this plan and what the sync would do now, by
    /// resident and action.
    pub(crate) fn moved(&self, now: &Report) -> anyhow::Result<String> {
        let now = Self::of(now, 0)?;
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
        Ok(lines.join("\n"))
    }
}
