use crate::{
    Date, Text,
    model::{AccountId, AlertFacts, Reason, RejectCode, Resident, Status},
    reconcile::{Action, Field, OutOfScope},
};

/// One step of an explanation, in the order in which a person should read them.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// What the PMS says of the person.
    InPms {
        /// The record.
        resident: Box<Resident>,
        /// What its status comes to today.
        status: Status,
        /// Whether its email can be that of an account.
        usable_email: bool,
    },
    /// The record could not be read.
    Unreadable {
        /// Where it is in the feed.
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
    /// What a sync would do.
    Change {
        /// What.
        action: Action,
        /// To which account; `None` for a new one.
        account: Option<ExplainedAccount>,
        /// The fields of existing rows that change.
        fields: Vec<Field>,
        /// Why.
        reason: Reason,
        /// Whether somebody has to confirm the held sync first.
        is_held: bool,
    },
    /// An alert names the resident.
    Alert {
        /// Whether it is open already.
        is_open: bool,
        /// What it says.
        facts: Box<AlertFacts>,
    },
    /// Somebody has dismissed the alert that names the resident.
    Dismissed,
    /// Out of scope, and nobody in the directory carries the ID.
    NothingToEnd,
    /// Out of scope, and the residency has ended already.
    HasEnded,
    /// Linked, and both sides agree.
    Settled,
    /// The smallest change in the PMS or the configuration that would alter
    /// the outcome.
    Otherwise(Otherwise),
}

/// An account, as an explanation names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedAccount {
    /// The account's ID.
    pub id: AccountId,
    /// Email.
    pub email: Text,
    /// First and last name.
    pub name: String,
}

/// What would alter an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Otherwise {
    /// A linked resident: a status out of scope, or a move-out before today,
    /// would end the residency; another email would be an email mismatch.
    WouldEnd {
        /// The day of the run.
        today: Date,
    },
    /// A resident in scope who is not linked: an account with this email and
    /// another name would be a name mismatch, another resident with it a
    /// duplicate email.
    OtherHolder {
        /// The resident's `email_key`.
        email: Text,
    },
    /// A usable email would be matched.
    UsableEmail,
    /// Out of scope: what kept the resident out would have to be different.
    InScope(OutOfScope),
    /// The status would have to be mapped.
    MappedStatus,
}
