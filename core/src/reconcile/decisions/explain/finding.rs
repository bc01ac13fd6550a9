use crate::{
    Date, Text,
    model::{AccountId, AlertFacts, Reason, RejectCode, Resident, Resolution, Status},
    reconcile::{Action, Field, OutOfScope, Unmapped},
};

/// One step of an explanation. Steps come in the order in which a person should read them.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// What the PMS says about the person.
    InPms {
        /// The record in the roster.
        resident: Box<Resident>,
        /// The status that the record amounts to today.
        status: Status,
        /// Whether its email can be used for an account.
        usable_email: bool,
    },
    /// A record could not be read.
    Unreadable {
        /// Where the record is in the feed.
        location: String,
        /// What is wrong.
        code: RejectCode,
    },
    /// The roster has no record of the person.
    NotInRoster,
    /// What the directory has under the ID.
    InDirectory {
        /// The account.
        account: Option<ExplainedAccount>,
        /// The unit of the residency.
        unit: Option<Text>,
        /// The day on which it ended; `None` while it is live.
        ended_on: Option<Date>,
    },
    /// The resident's status gives access.
    InScope,
    /// The resident is out of scope.
    OutOfScope(OutOfScope),
    /// The status says that the resident lives there, and the move-out date has passed.
    DatesContradict,
    /// A change that a sync would make.
    Change {
        /// What the change does.
        action: Action,
        /// The account; `None` for a new one.
        account: Option<ExplainedAccount>,
        /// The fields of existing rows that change.
        fields: Vec<Field>,
        /// Why it happens.
        reason: Reason,
        /// Whether somebody has to confirm the held sync first.
        is_held: bool,
    },
    /// An alert that names the resident.
    Alert {
        /// Whether it is open already.
        is_open: bool,
        /// What the alert says.
        facts: Box<AlertFacts>,
    },
    /// Somebody has decided about the alert that names the resident, and the decision stands.
    Decided {
        /// The answer.
        resolution: Resolution,
    },
    /// The resident is out of scope, and no residency has the ID.
    NothingToEnd,
    /// The resident is out of scope, and the residency has already ended.
    HasEnded,
    /// The resident is linked, and the PMS and the directory agree.
    Settled,
    /// The smallest change in the PMS or the configuration that would change the outcome.
    Otherwise(Otherwise),
}

/// An account as an explanation names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedAccount {
    /// The account's ID.
    pub id: AccountId,
    /// Email; `None` if the account has none.
    pub email: Option<Text>,
    /// First and last name.
    pub name: String,
}

/// What would change an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Otherwise {
    /// For a linked resident: a status out of scope or a move-out before today would end the
    /// residency, and another email would be an email mismatch.
    WouldEnd {
        /// The date of the run.
        today: Date,
    },
    /// For a resident in scope who is not linked: an account with this email and another name
    /// would be a name mismatch, and another resident with this email a duplicate email.
    OtherHolder {
        /// The resident's `email_key`.
        email: Text,
    },
    /// A usable email would be matched against the accounts.
    UsableEmail,
    /// For a resident out of scope: what keeps them out would have to change.
    InScope(OutOfScope),
    /// The status and the move-out date would have to agree.
    AgreeingDates,
    /// The PMS's word would have to be mapped.
    Mapped(Unmapped),
}
