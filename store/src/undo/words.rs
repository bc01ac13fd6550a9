//! Why something cannot be undone, in words.

use tenantry_core::reconcile::{AnswerStays, Field, KeptWhy, Obstacle, RunStays};

pub(crate) fn run_stays(why: &RunStays) -> String {
    match why {
        RunStays::IsUndo => "it is itself an undo".to_owned(),
        RunStays::ChangedNothing => "it changed nothing".to_owned(),
        RunStays::UndoneAlready => "it has already been undone".to_owned(),
        RunStays::Touched(why) => touched(why),
        RunStays::Blocked(obstacle) => blocked(*obstacle).to_owned(),
    }
}

pub(crate) fn answer_stays(why: &AnswerStays) -> String {
    match why {
        AnswerStays::AlertOpen => "the alert is open".to_owned(),
        AnswerStays::ClosedBySync => "nobody answered the alert; a sync closed it".to_owned(),
        AnswerStays::RaisedAgain(alert) => {
            format!("a sync has since raised it again as alert {}", alert.0)
        }
        AnswerStays::NoDecision => "there is no answer to undo".to_owned(),
        AnswerStays::Unrecorded => {
            "an older version of this program recorded it without its changes".to_owned()
        }
        AnswerStays::Touched(why) => touched(why),
        AnswerStays::Blocked(obstacle) => blocked(*obstacle).to_owned(),
    }
}

fn touched(why: &KeptWhy) -> String {
    format!("some of its changes cannot be undone ({})", why_kept(why))
}

fn blocked(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::EmailTaken => "another account has the email now",
        Obstacle::ResidentTaken => "another residency is linked to the resident now",
        Obstacle::LivesElsewhere => "the account has another residency now",
    }
}

/// Why undoing a run kept a change, in words.
pub fn why_kept(why: &KeptWhy) -> String {
    let text = match why {
        KeptWhy::AccountChanged => "the account or one of its residencies has changed since",
        KeptWhy::ResidencyChanged => "the residency has changed since",
        KeptWhy::Undescribed => "it was deleted, and the history does not say what it contained",
        KeptWhy::Deleted => "it has since been deleted or created again",
        KeptWhy::LinkTaken => "another residency has the resident's former ID now",
        KeptWhy::FieldsChanged(fields) => {
            let words = |field: &Field| field.as_str().replace('_', " ");
            let names: Vec<String> = fields.iter().map(words).collect();
            return format!("changed since: {}", names.join(", "));
        }
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreError;

    #[test]
    fn refusals_say_why() {
        let touched = KeptWhy::FieldsChanged(vec![Field::Unit, Field::Email]);
        let why = AnswerStays::Touched(touched);
        assert_eq!(
            StoreError::AnswerStays { id: 7, why }.to_string(),
            "the answer to alert 7 cannot be undone: some of its changes cannot be undone \
             (changed since: unit, email)"
        );
        let why = RunStays::UndoneAlready;
        assert_eq!(
            StoreError::NotUndoable { id: "0a".to_owned(), why }.to_string(),
            "run 0a cannot be undone: it has already been undone"
        );
    }
}
