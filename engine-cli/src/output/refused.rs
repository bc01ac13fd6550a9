//! The engine's refusals, in the terms of the command line.

use tenantry_core::{model::Resolution, reconcile::Refusal};
use tenantry_engine::{Moved, Refused};

/// What is wrong, and what to do.
pub(crate) fn refused(refused: &Refused) -> String {
    match refused {
        Refused::AlertElsewhere { property, .. } | Refused::RunElsewhere { property, .. } => {
            format!("{refused}; pass the file of {property} with --config")
        }
        Refused::PlanElsewhere { property } => {
            format!("{refused}; pass the file of {property} with --config, or plan again")
        }
        Refused::AlertClosed { .. } => format!("{refused}, so nothing was changed"),
        Refused::AlertChanged { .. } => {
            format!("{refused}, so nothing was changed; look at it again")
        }
        Refused::NotAnAnswer { kind, answer } => {
            let known: Vec<&str> = kind.resolutions().iter().map(|known| known.as_str()).collect();
            format!(
                "a {} alert cannot be answered with {}; it takes: {}",
                kind.as_str(),
                answer.as_str(),
                known.join(", ")
            )
        }
        Refused::ReasonMissing => "say why (--reason TEXT); the reason is kept".to_owned(),
        Refused::NothingToDelete => {
            format!("--delete-old goes with {} only", Resolution::CreateSeparate.as_str())
        }
        Refused::Answer { why, .. } => match hint(*why) {
            Some(hint) => format!("{refused}; {hint}"),
            None => refused.to_string(),
        },
        Refused::NoRunToConfirm { .. } => {
            format!("{refused}; run `sync`, and confirm the run that it holds")
        }
        Refused::ConfirmedAlready { .. } => format!("{refused}; a confirmation counts once"),
        Refused::NothingHeldNow { .. } => {
            format!("{refused}; nothing was applied; run `sync` without --confirm")
        }
        Refused::Overtaken { .. } => format!("{refused}; nothing was applied; run `sync` again"),
        Refused::PlanMoved(moved) => format!(
            "the plan no longer fits, so nothing was applied; since it was made:\n{}\n  plan again",
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
        Refusal::FactsChanged => Some("run `sync`, look at the alert again, and answer then"),
        Refusal::WhichAccount => Some("say which one with --account EMAIL"),
        Refusal::OtherAccount => Some("`alerts show ID` lists the accounts that it names"),
        Refusal::EmailTaken => None,
        Refusal::NoEmail => Some("correct it there"),
        Refusal::StillInUse => Some("leave out --delete-old"),
        Refusal::NotThisWay => Some("`alerts show ID` lists its answers"),
    }
}

/// Differences that are shown before "and N more".
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
