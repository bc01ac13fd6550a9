//! The engine's refusals, in the words of the pages.

use tenantry_core::{model::Resolution, reconcile::Refusal};
use tenantry_engine::{RefusalClass, Refused};

use super::Failure;

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let what = what(&refused);
        if let Refused::AlertElsewhere { .. } = refused {
            // What somebody may not see is as if it did not exist.
            return Failure::NotFound(what);
        }
        match refused.class() {
            RefusalClass::Wrong => Failure::Wrong(what),
            RefusalClass::Moved => Failure::Moved(what),
            RefusalClass::Missing => Failure::NotFound(what),
        }
    }
}

fn what(refused: &Refused) -> String {
    let what = match refused {
        Refused::AlertElsewhere { .. } => "there is no such alert at this property",
        Refused::RunElsewhere { .. } => "there is no such sync at this property",
        Refused::UnknownResident { .. } => {
            "nobody with this ID is in the PMS's list or has access here"
        }
        Refused::AlertClosed { answer, by, .. } => return closed(*answer, by),
        Refused::AlertChanged { .. } => {
            "what the alert says has changed since it was shown, so nothing was changed"
        }
        Refused::NotAnAnswer { .. } => {
            "this alert can't be answered that way; open it to see the options"
        }
        Refused::ReasonMissing => "say why you dismiss it; the reason is kept",
        Refused::ReasonTooLong { .. } => "the reason is too long; shorten it",
        Refused::NothingToDelete => {
            "only a separate account can replace the old one; the old account was not deleted"
        }
        Refused::Answer { why, .. } => answer(*why),
        Refused::NoRunToConfirm { .. } | Refused::NotHeld { .. } => {
            "this sync was not held, so there is nothing to confirm"
        }
        Refused::ConfirmedAlready { .. } => {
            "this sync was confirmed already; a confirmation counts once"
        }
        Refused::NothingHeldNow { .. } => {
            "the PMS no longer asks for what was held, so nothing was applied; sync again"
        }
        Refused::Overtaken { .. } => {
            "other syncs kept being applied in the meantime, so nothing was applied; sync again"
        }
        other => return other.to_string(),
    };
    what.to_owned()
}

fn closed(answer: Option<Resolution>, by: &str) -> String {
    match answer {
        Some(answer) => {
            format!("already handled: {by} chose {}", crate::view::words::button(answer))
        }
        None => "this alert has closed by itself: the PMS no longer says so".to_owned(),
    }
}

fn answer(why: Refusal) -> &'static str {
    match why {
        Refusal::FactsChanged => {
            "what the alert shows has changed since; sync, look at the alert again, and answer then"
        }
        Refusal::WhichAccount => "several accounts are possible; open the alert and choose one",
        Refusal::OtherAccount => "the alert does not name that account; open it and choose one",
        Refusal::EmailTaken => {
            "the PMS's email belongs to another account; resolve that account's alert first"
        }
        Refusal::NoEmail => "the resident has no usable email in the PMS; correct it there",
        Refusal::StillInUse => {
            "the old account is staff or has another home, so it can't be deleted; keep it"
        }
        Refusal::NotThisWay => "this alert can't be answered that way; open it to see the options",
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::model::AlertId;

    use super::*;

    #[rstest]
    #[case(Refusal::FactsChanged)]
    #[case(Refusal::WhichAccount)]
    #[case(Refusal::OtherAccount)]
    #[case(Refusal::EmailTaken)]
    #[case(Refusal::NoEmail)]
    #[case(Refusal::StillInUse)]
    #[case(Refusal::NotThisWay)]
    fn no_page_speaks_of_the_command_line(#[case] why: Refusal) {
        let failure = Failure::from(Refused::Answer { alert: AlertId(7), why });
        let said = failure.what();
        assert!(matches!(failure, Failure::Moved(_)));
        assert!(!said.contains("--") && !said.contains('`'), "{said}");
        assert!(said.ends_with('.') && said.starts_with(char::is_uppercase), "{said}");
    }
}
