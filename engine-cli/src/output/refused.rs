//! Words the engine's refusals for the command line.

use tenantry_core::{
    model::Resolution,
    reconcile::{NotMerged, Refusal},
};
use tenantry_engine::{Moved, Refused};

use crate::commands::missing;

/// How to work on another property.
fn of(property: &str) -> String {
    format!("pass its folder with --config and `--property {property}`, or its own file")
}

/// What is wrong, and what to do.
pub(crate) fn refused(refused: &Refused) -> String {
    match refused {
        Refused::AlertElsewhere { property, .. } | Refused::RunElsewhere { property, .. } => {
            format!("{refused}; {}", of(property))
        }
        Refused::PlanElsewhere { property, .. } => {
            format!("{refused}; {}, or plan again", of(property))
        }
        Refused::NoSuchProperty { property, known } => missing(property, known),
        Refused::PropertyTaken { property, .. } => format!(
            "{refused}, so nothing was renamed; if it is the same building under a new ID, undo the runs of `{property}` first (`runs`, `undo`)"
        ),
        Refused::NoAccountToKeep | Refused::NoOtherAccount => {
            format!("{refused}; `people --search TEXT` finds emails and IDs")
        }
        Refused::NotMerged(NotMerged::Same) => format!("{refused}, so there is nothing to do"),
        Refused::NotMerged(NotMerged::Elsewhere { property }) => {
            format!("{refused}; {}", of(property))
        }
        Refused::AlertClosed { .. } => format!("{refused}, so nothing was changed"),
        Refused::AlertChanged { .. } => {
            format!("{refused}, so nothing was changed; look at it again")
        }
        Refused::NotAnAnswer { offered, .. } => {
            let offered: Vec<&str> = offered.iter().map(|answer| answer.as_str()).collect();
            match &offered[..] {
                [] => format!("{refused}; correct the PMS"),
                [only] => format!("{refused}; its only answer is {only}"),
                several => format!("{refused}; its answers are {}", several.join(", ")),
            }
        }
        Refused::ReasonMissing => {
            "give a reason (--reason TEXT); it is kept in the history".to_owned()
        }
        Refused::NothingToDelete => {
            format!("--delete-old only works with {}", Resolution::CreateSeparate.as_str())
        }
        Refused::Answer { why, .. } => match hint(*why) {
            Some(hint) => format!("{refused}; {hint}"),
            None => refused.to_string(),
        },
        Refused::NoRunToConfirm { .. } => {
            format!("{refused}; run `sync`, then confirm the run if it is held")
        }
        Refused::NotHeld { .. } => format!("{refused}; `runs` shows which runs were held"),
        Refused::ConfirmedAlready { .. } => format!("{refused}; a run can be confirmed only once"),
        Refused::HeldBefore { .. } => {
            format!("{refused}; run `sync`, then confirm the run if it is held")
        }
        Refused::Overtaken { .. } => format!("{refused}; nothing was applied; run `sync` again"),
        Refused::PlanMoved(moved) => format!(
            "the plan is out of date, so nothing was applied; changed since it was made:\n{}\n  plan again",
            steps(moved)
        ),
        Refused::NotAPlan { .. } => {
            format!("{refused}; `plan --out FILE` writes one")
        }
        Refused::PlanOfOtherVersion { .. } => format!("{refused}; plan again"),
        _ => refused.to_string(),
    }
}

fn hint(why: Refusal) -> Option<&'static str> {
    match why {
        Refusal::FactsChanged => Some("run `sync`, look at the alert again, then answer"),
        Refusal::WhichAccount => Some("choose one with --account EMAIL or --account ID"),
        Refusal::OtherAccount => Some("`alerts show ID` lists its accounts"),
        Refusal::EmailTaken { alert: Some(_) } => None,
        Refusal::EmailTaken { alert: None } => Some(
            "its resident has the email in the PMS too, or lives at another property; correct it in the PMS",
        ),
        Refusal::NoEmail => Some("correct it in the PMS"),
        Refusal::StillInUse => Some("answer without --delete-old"),
        Refusal::SeveralAccounts => {
            Some("if they are one person, make the accounts one first: `people merge KEEP OTHER`")
        }
        Refusal::NotThisWay => Some("`alerts show ID` lists the possible answers"),
    }
}

/// How many differences are shown before "and N more".
const SHOWN: usize = 20;

fn steps(moved: &Moved) -> String {
    let mut lines: Vec<String> = moved
        .steps
        .iter()
        .take(SHOWN)
        .map(|step| {
            let when = if step.is_new { "now" } else { "no longer" };
            format!("  {when}: {}", step.what)
        })
        .collect();
    if moved.steps.len() > SHOWN {
        lines.push(format!("  and {} more", moved.steps.len() - SHOWN));
    }
    if lines.is_empty() {
        lines.push("  the facts behind an alert have changed".into());
    }
    lines.join("\n")
}
