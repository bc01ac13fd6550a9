//! Words the engine's refusals for the pages and the API.

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
            RefusalClass::Forbidden => Failure::Beyond(what),
        }
    }
}

fn what(refused: &Refused) -> String {
    let what = match refused {
        Refused::AlertElsewhere { .. } => "this property does not have that alert",
        Refused::RunElsewhere { .. } => "this property does not have that sync",
        Refused::UnknownResident { external_id, near, .. } if !near.is_empty() => {
            return format!(
                "nobody has the ID {external_id}, but there is {}: upper and lower case matter",
                near.join(" and ")
            );
        }
        Refused::UnknownResident { external_id, .. } => {
            return format!(
                "neither the PMS nor the directory has anybody with the ID {external_id}"
            );
        }
        Refused::AlertClosed { answer, by, .. } => return closed(*answer, by),
        Refused::AlertChanged { .. } => {
            "the alert has changed since it was shown, so nothing was done"
        }
        Refused::NotAnAnswer { .. } => {
            "this alert can't be answered that way; open it to see the options"
        }
        Refused::ReasonMissing => "enter a reason for dismissing it; the reason is kept",
        Refused::ReasonTooLong { .. } => "the reason is too long; shorten it",
        Refused::NothingToDelete => {
            "only a separate account can replace the old one; the old account was not deleted"
        }
        Refused::Answer { why: Refusal::EmailTaken { alert: Some(alert) }, .. } => {
            return format!(
                "the PMS's email belongs to another account; resolve alert {} first",
                alert.0
            );
        }
        Refused::Answer { why, .. } => answer(*why),
        Refused::NoRunToConfirm { .. } | Refused::NotHeld { .. } => {
            "this sync was not held, so there is nothing to confirm"
        }
        Refused::ConfirmedAlready { .. } => {
            "this sync was already confirmed; it can be confirmed only once"
        }
        Refused::HeldBefore { .. } => {
            "an earlier version held this sync without noting what it held; sync again, then confirm"
        }
        Refused::Overtaken { .. } => {
            "other syncs finished first, so nothing was applied; sync again"
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
        None => "this alert closed by itself: the PMS no longer says so".to_owned(),
    }
}

fn answer(why: Refusal) -> &'static str {
    match why {
        Refusal::FactsChanged => {
            "something has changed since; sync, look at the alert again, then answer"
        }
        Refusal::WhichAccount => {
            "there are several accounts to choose from; open the alert and choose one"
        }
        Refusal::OtherAccount => "the alert is not about that account; open it and choose one",
        Refusal::EmailTaken { .. } => {
            "the PMS's email belongs to another account, whose resident has it in the PMS too; correct it in the PMS"
        }
        Refusal::NoEmail => "the resident has no usable email in the PMS; correct it in the PMS",
        Refusal::StillInUse => {
            "the old account is staff or has another home, so it can't be deleted; keep it"
        }
        Refusal::SeveralAccounts => {
            "these residents have access through separate accounts; if they are one person, merge the accounts first, on the command line"
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
    #[case(Refusal::EmailTaken { alert: None })]
    #[case(Refusal::EmailTaken { alert: Some(AlertId(7)) })]
    #[case(Refusal::NoEmail)]
    #[case(Refusal::StillInUse)]
    #[case(Refusal::SeveralAccounts)]
    #[case(Refusal::NotThisWay)]
    fn no_page_speaks_of_the_command_line(#[case] why: Refusal) {
        let failure = Failure::from(Refused::Answer { alert: AlertId(7), why });
        let said = failure.what();
        assert!(matches!(failure, Failure::Moved(_)));
        assert!(!said.contains("--") && !said.contains('`'), "{said}");
        assert!(said.ends_with('.') && said.starts_with(char::is_uppercase), "{said}");
    }
}
