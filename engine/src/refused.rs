use std::path::PathBuf;

use tenantry_core::{
    Text,
    model::{AlertId, AlertKind, Resolution},
    reconcile::{NotMerged, Reach, Refusal},
};

use crate::{
    document::{beyond, who_answers},
    plan_file::Moved,
};

/// Why the engine refused a request. Nothing was changed.
///
/// These texts are for logs and for the history of runs. The command line and
/// the console word refusals in their own terms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The alert belongs to another property.
    #[error("alert {} belongs to property {property}", .alert.0)]
    AlertElsewhere {
        /// The alert.
        alert: AlertId,
        /// The property's ID.
        property: Text,
    },
    /// The answer would change an account beyond what the person may change.
    #[error("alert {} is about {}; {}", .alert.0, beyond(.reach), who_answers(.reach))]
    BeyondRights {
        /// The alert.
        alert: AlertId,
        /// What is beyond.
        reach: Reach,
    },
    /// The run belongs to another property.
    #[error("run {run} belongs to property {property}")]
    RunElsewhere {
        /// The run.
        run: String,
        /// The property's ID.
        property: Text,
    },
    /// The plan file is for another property.
    #[error("the plan is for property {property}, and the configuration is {configured}'s")]
    PlanElsewhere {
        /// The ID of the property that the plan is for.
        property: String,
        /// The ID of the configured property.
        configured: String,
    },
    /// The database does not have the property.
    #[error("there is no property {property} in the database")]
    NoSuchProperty {
        /// The ID that was asked for.
        property: String,
        /// The IDs of the properties that there are.
        known: Vec<String>,
    },
    /// The ID belongs to another property that has, or had, residents.
    #[error("{property} is another property in the database, with {live} live residencies")]
    PropertyTaken {
        /// The ID that was asked for.
        property: String,
        /// How many residencies are live there.
        live: u64,
    },
    /// Neither the roster nor the directory knows the resident.
    #[error("{external_id} is neither in the roster nor in the directory of {property}{}", instead(.near))]
    UnknownResident {
        /// The PMS's ID.
        external_id: String,
        /// IDs that differ only in the case of letters.
        near: Vec<Text>,
        /// The property's ID.
        property: String,
    },
    /// The directory does not have the account that a merge would keep.
    #[error("the account to keep is not in the directory")]
    NoAccountToKeep,
    /// The directory does not have the account that a merge would delete.
    #[error("the other account is not in the directory")]
    NoOtherAccount,
    /// Two accounts cannot be made one.
    #[error(transparent)]
    NotMerged(NotMerged),
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
    /// The alert's facts have changed since it was shown.
    #[error("alert {} has changed since it was shown", .alert.0)]
    AlertChanged {
        /// The alert.
        alert: AlertId,
    },
    /// An alert of this kind cannot be answered this way.
    #[error("this {} alert cannot be answered with {}", .kind.as_str(), .answer.as_str())]
    NotAnAnswer {
        /// The alert's kind.
        kind: AlertKind,
        /// The answer.
        answer: Resolution,
        /// The answers that the alert has.
        offered: Vec<Resolution>,
    },
    /// A dismissal needs a reason.
    #[error("a dismissal needs a reason")]
    ReasonMissing,
    /// The reason is too long.
    #[error("the reason is longer than {most} bytes")]
    ReasonTooLong {
        /// The limit in bytes.
        most: usize,
    },
    /// Only [`Resolution::CreateSeparate`] can delete the old account.
    #[error("only create-separate can delete the old account")]
    NothingToDelete,
    /// The answer does not fit the current directory.
    #[error("alert {} was not resolved: {why}", .alert.0)]
    Answer {
        /// The alert.
        alert: AlertId,
        /// Why.
        why: Refusal,
    },
    /// The alert is not about a held run.
    #[error("alert {} is not about a run that can be confirmed", .alert.0)]
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
    /// The held run has already been confirmed.
    #[error("run {run} was already confirmed, by run {by}")]
    ConfirmedAlready {
        /// The held run.
        run: String,
        /// The run that applied it.
        by: String,
    },
    /// The run was held by a version that did not note what it held.
    #[error("run {run} was held by an earlier version, which did not note what it held")]
    HeldBefore {
        /// The held run.
        run: String,
    },
    /// Every attempt was overtaken by another sync of the property.
    #[error("other syncs of {property} kept being applied while this one fetched")]
    Overtaken {
        /// The property's ID.
        property: String,
    },
    /// The plan file no longer matches what a sync would do.
    #[error("the plan no longer matches what a sync would do now")]
    PlanMoved(Moved),
    /// The plan file cannot be read.
    #[error("the plan {} cannot be read: {error}", .file.display())]
    PlanUnreadable {
        /// The file.
        file: PathBuf,
        /// The system's error.
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
    /// The plan file has another format version.
    #[error("{} was written by another version", .file.display())]
    PlanOfOtherVersion {
        /// The file.
        file: PathBuf,
    },
}

/// The class of a refusal: what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalClass {
    /// The request is invalid and will never work this way.
    Wrong,
    /// The state has changed, so the request cannot be carried out, at least now.
    Moved,
    /// The thing does not exist, or belongs to another property.
    Missing,
    /// The person may not do that.
    Forbidden,
}

impl Refused {
    /// Classifies the refusal, for exit codes and HTTP status codes.
    pub fn class(&self) -> RefusalClass {
        match self {
            Refused::BeyondRights { .. } => RefusalClass::Forbidden,
            Refused::AlertElsewhere { .. }
            | Refused::NotAnAnswer { .. }
            | Refused::ReasonMissing
            | Refused::ReasonTooLong { .. }
            | Refused::NothingToDelete
            | Refused::NoSuchProperty { .. }
            | Refused::NotMerged(_)
            | Refused::NoRunToConfirm { .. }
            | Refused::PlanUnreadable { .. }
            | Refused::NotAPlan { .. }
            | Refused::PlanOfOtherVersion { .. } => RefusalClass::Wrong,
            Refused::RunElsewhere { .. }
            | Refused::PlanElsewhere { .. }
            | Refused::NoAccountToKeep
            | Refused::NoOtherAccount
            | Refused::UnknownResident { .. } => RefusalClass::Missing,
            Refused::AlertClosed { .. }
            | Refused::AlertChanged { .. }
            | Refused::Answer { .. }
            | Refused::NotHeld { .. }
            | Refused::ConfirmedAlready { .. }
            | Refused::HeldBefore { .. }
            | Refused::Overtaken { .. }
            | Refused::PropertyTaken { .. }
            | Refused::PlanMoved(_) => RefusalClass::Moved,
        }
    }
}

fn instead(near: &[Text]) -> String {
    match near {
        [] => String::new(),
        near => format!(", but {} is; IDs are case-sensitive", near.join(" and ")),
    }
}
