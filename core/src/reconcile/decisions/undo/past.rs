//! Whether there is anything to undo: rules that need no audit rows.

use super::{ChangeId, KeptWhy, Obstacle};
use crate::model::{AlertId, Resolution};

/// A run that somebody wants to undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastRun {
    /// Whether it is itself the undo of a run.
    pub is_undo: bool,
    /// Whether its plan was applied. It was not if the run was held or failed.
    pub applied: bool,
    /// Whether another run has already undone it.
    pub undone: bool,
}

/// Why a run cannot be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunStays {
    /// It is itself the undo of a run.
    IsUndo,
    /// It was held or failed.
    ChangedNothing,
    /// It has already been undone.
    UndoneAlready,
    /// It merged two accounts, and something that it changed has been changed again since.
    Touched(KeptWhy),
    /// It merged two accounts, and something else has taken the place of what an undo would
    /// restore.
    Blocked(Obstacle),
}

impl PastRun {
    /// Whether the run can be undone.
    ///
    /// # Errors
    /// [`RunStays`] if not.
    pub fn check(self) -> Result<(), RunStays> {
        match self {
            PastRun { is_undo: true, .. } => Err(RunStays::IsUndo),
            PastRun { applied: false, .. } => Err(RunStays::ChangedNothing),
            PastRun { undone: true, .. } => Err(RunStays::UndoneAlready),
            _ => Ok(()),
        }
    }
}

/// An alert whose answer somebody wants to undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastAnswer {
    /// Whether the alert is open.
    pub open: bool,
    /// How it was answered; `None` if a sync closed it.
    pub resolution: Option<Resolution>,
    /// An open alert of the same kind about the same subject that a sync has raised since.
    pub raised_again: Option<AlertId>,
    /// The latest decision about the alert that has not been undone.
    pub decision: Option<Decided>,
}

/// A decision: what is kept of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The answer.
    pub resolution: Resolution,
    /// The first and the last of its changes, whose IDs are consecutive. `None` if it changed
    /// nothing, or was saved by a version without undo.
    pub changes: Option<(ChangeId, ChangeId)>,
}

/// Why an answer cannot be undone. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerStays {
    /// The alert is open.
    AlertOpen,
    /// A sync closed the alert; nobody answered it.
    ClosedBySync,
    /// A sync has raised the alert again since, under this ID.
    RaisedAgain(AlertId),
    /// The alert has no decision that could be undone.
    NoDecision,
    /// The decision was saved by a version that did not record its changes.
    Unrecorded,
    /// Something that the answer changed has been changed again since.
    Touched(KeptWhy),
    /// Something else has taken the place of what an undo would restore.
    Blocked(Obstacle),
}

impl PastAnswer {
    /// The range of the changes to undo; `None` if the answer changed nothing.
    ///
    /// # Errors
    /// [`AnswerStays`] if there is no answer to undo.
    pub fn check(self) -> Result<Option<(ChangeId, ChangeId)>, AnswerStays> {
        if self.open {
            return Err(AnswerStays::AlertOpen);
        }
        if self.resolution.is_none() {
            return Err(AnswerStays::ClosedBySync);
        }
        if let Some(alert) = self.raised_again {
            return Err(AnswerStays::RaisedAgain(alert));
        }
        let decision = self.decision.ok_or(AnswerStays::NoDecision)?;
        match (decision.changes, decision.resolution) {
            (None, resolution) if resolution.stands() => Ok(None),
            (None, _) => Err(AnswerStays::Unrecorded),
            (range, _) => Ok(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sync_that_was_applied_and_not_undone_can_be_undone() {
        let run = PastRun { is_undo: false, applied: true, undone: false };
        assert_eq!(run.check(), Ok(()));
        assert_eq!(PastRun { undone: true, ..run }.check(), Err(RunStays::UndoneAlready));
        assert_eq!(PastRun { applied: false, ..run }.check(), Err(RunStays::ChangedNothing));
        assert_eq!(PastRun { is_undo: true, ..run }.check(), Err(RunStays::IsUndo));
    }

    #[test]
    fn only_an_answer_in_effect_can_be_undone() {
        let changes = Some((ChangeId(3), ChangeId(5)));
        let merged = Decided { resolution: Resolution::Merge, changes };
        let answer = PastAnswer {
            open: false,
            resolution: Some(Resolution::Merge),
            raised_again: None,
            decision: Some(merged),
        };
        assert_eq!(answer.check(), Ok(changes));
        let dismissed = Decided { resolution: Resolution::Dismiss, changes: None };
        assert_eq!(PastAnswer { decision: Some(dismissed), ..answer }.check(), Ok(None));
        let twin = AlertId(9);
        for (answer, why) in [
            (PastAnswer { open: true, ..answer }, AnswerStays::AlertOpen),
            (PastAnswer { resolution: None, ..answer }, AnswerStays::ClosedBySync),
            (PastAnswer { raised_again: Some(twin), ..answer }, AnswerStays::RaisedAgain(twin)),
            (PastAnswer { decision: None, ..answer }, AnswerStays::NoDecision),
            (
                PastAnswer { decision: Some(Decided { changes: None, ..merged }), ..answer },
                AnswerStays::Unrecorded,
            ),
        ] {
            assert_eq!(answer.check(), Err(why));
        }
    }
}
