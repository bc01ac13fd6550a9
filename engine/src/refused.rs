use std::path::PathBuf;

use tenantry_core::{
    Text,
    model::{AlertId, AlertKind, Resolution},
    reconcile::Refusal,
};

use crate::plan_file::Moved;

/// Why the engine refuses what it was asked. Nothing was changed.
///
/// The texts here are for logs and for the history of runs; the faces word
/// refusals themselves, each in the terms of its users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The alert is one of another property.
    #[error("alert {} is of the property {property}", .alert.0)]
    AlertElsewhere {
        /// The alert.
        alert: AlertId,
        /// The property's ID.
        property: Text,
    },
    /// The run is one of another property.
    #[error("run {run} is of the property {property}")]
    RunElsewhere {
        /// The run.
        run: String,
        /// The property's ID.
        property: Text,
    },
    /// The plan on file is for another property.
    #[error("the plan is for the property {property}")]
    PlanElsewhere {
        /// The property's ID.
        property: String,
    },
    /// Neither the roster nor the directory knows the resident.
    #[error("{external_id} is neither in the roster nor in the directory of {property}")]
    UnknownResident {
        /// The PMS's ID.
        external_id: String,
        /// The property's ID.
        property: String,
    },
    /// The alert is no longer open.
    #[error(
        "alert {} is no longer open ({} by {by})",
        .alert.0,
        .answer.map_or("closed", Resolution::as_str)
    )]
    AlertClosed {
        /// The alert.
        alert: AlertId,
        /// How it was answered; `None` if a sync closed it.
        answer: Option<Resolution>,
        /// Who closed it: a person, or `sync`.
        by: String,
    },
    /// The alert says something else than it did when it was shown.
    #[error("what alert {} says has changed since it was shown", .alert.0)]
    AlertChanged {
        /// The alert.
        alert: AlertId,
    },
    /// An alert of this kind cannot be answered like this.
    #[error("an alert about {} cannot be answered with {}", .kind.as_str(), .answer.as_str())]
    NotAnAnswer {
        /// The kind.
        kind: AlertKind,
        /// The answer.
        answer: Resolution,
    },
    /// A dismissal needs a reason.
    #[error("a dismissal needs a reason")]
    ReasonMissing,
    /// The reason is too long to be kept.
    #[error("the reason is longer than {most} bytes")]
    ReasonTooLong {
        /// The most bytes.
        most: usize,
    },
    /// Only [`Resolution::CreateSeparate`] can delete the old account.
    #[error("only create-separate can delete the old account")]
    NothingToDelete,
    /// The answer does not fit the directory.
    #[error("alert {} was not resolved: {why}", .alert.0)]
    Answer {
        /// The alert.
        alert: AlertId,
        /// Why.
        why: Refusal,
    },
    /// The alert does not say which run it was raised by.
    #[error("alert {} names no run that could be confirmed", .alert.0)]
    NoRunToConfirm {
        /// The alert.
        alert: AlertId,
    },
    /// The run was not held.
    #[error("run {run} was not held, so there is nothing to confirm")]
    NotHeld {
        /// The run.
        run: String,
    },
    /// A confirmation counts once.
    #[error("run {run} was confirmed already, by run {by}")]
    ConfirmedAlready {
        /// The held run.
        run: String,
        /// The run that applied it.
        by: String,
    },
    /// The roster no longer asks for what was held.
    #[error("the roster no longer asks for what run {run} held")]
    NothingHeldNow {
        /// The held run.
        run: String,
    },
    /// Other syncs of the property kept being applied during the fetch.
    #[error("other syncs of {property} kept being applied while this one fetched")]
    Overtaken {
        /// The property's ID.
        property: String,
    },
    /// The plan on file is no longer what a sync would do.
    #[error("the plan no longer fits what a sync would do now")]
    PlanMoved(Moved),
    /// The plan on file cannot be read.
    #[error("the plan {} cannot be read: {error}", .file.display())]
    PlanUnreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: String,
    },
    /// The file is not a plan.
    #[error("{}:{line}: this is not a plan", .file.display())]
    NotAPlan {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The plan on file has another form.
    #[error("{} was written by another version", .file.display())]
    PlanOfOtherVersion {
        /// The file.
        file: PathBuf,
    },
}

/// What kind of refusal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalClass {
    /// It can never be asked like this.
    Wrong,
    /// It can no longer be done, or not now: what it was asked of has moved.
    Moved,
    /// There is no such thing, or not at this property.
    Missing,
}

impl Refused {
    /// What kind of refusal it is.
    pub fn class(&self) -> RefusalClass {
        match self {
            Refused::AlertElsewhere { .. }
            | Refused::NotAnAnswer { .. }
            | Refused::ReasonMissing
            | Refused::ReasonTooLong { .. }
            | Refused::NothingToDelete
            | Refused::NoRunToConfirm { .. }
            | Refused::PlanUnreadable { .. }
            | Refused::NotAPlan { .. }
            | Refused::PlanOfOtherVersion { .. } => RefusalClass::Wrong,
            Refused::RunElsewhere { .. }
            | Refused::PlanElsewhere { .. }
            | Refused::UnknownResident { .. } => RefusalClass::Missing,
            Refused::AlertClosed { .. }
            | Refused::AlertChanged { .. }
            | Refused::Answer { .. }
            | Refused::NotHeld { .. }
            | Refused::ConfirmedAlready { .. }
            | Refused::NothingHeldNow { .. }
            | Refused::Overtaken { .. }
            | Refused::PlanMoved(_) => RefusalClass::Moved,
        }
    }
}
