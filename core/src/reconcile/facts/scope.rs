use super::Policy;
use crate::{
    Date, Text,
    model::{Residency, Resident, Role, Status},
};

/// Whether a resident belongs in the directory on the date of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The resident belongs in the directory.
    In,
    /// The resident does not, for this reason.
    Out(OutOfScope),
    /// The status says that the person lives there, and the move-out date says that they have left.
    /// If an earlier roster announced that date, they have left; otherwise the PMS contradicts
    /// itself. The record alone does not tell.
    Overdue,
    /// The PMS uses a word that is not mapped, so nothing is decided.
    Unknown(Unmapped),
}

/// Which word of the PMS is not mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unmapped {
    /// The status.
    Status,
    /// The role.
    Role,
}

/// Why a resident does not belong in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutOfScope {
    /// The status is one that does not give access.
    Status,
    /// `sync.exclude_statuses` names the status.
    Excluded,
    /// A guarantor or a minor, and `sync.include_roles` does not name the role.
    Role,
    /// The move-out date is before the date of the run.
    MovedOut,
}

/// The part of a policy that decides on scope, precomputed.
#[derive(Debug, Clone)]
pub(crate) struct ScopeRules {
    excluded: Vec<Text>,
    included_roles: Vec<Role>,
    today: Date,
}

impl ScopeRules {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self {
            excluded: policy
                .exclude_statuses
                .iter()
                .map(|word| word.trim().to_lowercase().into())
                .collect(),
            included_roles: policy.include_roles.clone(),
            today: policy.today,
        }
    }

    pub(super) fn scope(&self, resident: &Resident) -> Scope {
        if matches!(resident.role, Role::Guarantor | Role::Minor)
            && !self.included_roles.contains(&resident.role)
        {
            return Scope::Out(OutOfScope::Role);
        }
        if self.is_excluded(resident) {
            return Scope::Out(OutOfScope::Excluded);
        }
        match resident.status {
            Status::Unknown => Scope::Unknown(Unmapped::Status),
            status if !status.is_in_scope() => Scope::Out(OutOfScope::Status),
            _ if is_overdue(resident, self.today) => Scope::Overdue,
            _ if has_moved_out(resident, self.today) => Scope::Out(OutOfScope::MovedOut),
            _ if self.has_unknown_role(resident) => Scope::Unknown(Unmapped::Role),
            _ => Scope::In,
        }
    }

    /// Whether it is unclear whether somebody with the role belongs in the directory.
    pub(crate) fn has_unknown_role(&self, resident: &Resident) -> bool {
        resident.role == Role::Unknown && !self.included_roles.contains(&Role::Unknown)
    }

    /// Whether the move-out date is that of an earlier stay.
    pub(super) fn is_of_earlier_stay(&self, resident: &Resident) -> bool {
        is_of_earlier_stay(resident, self.today)
    }

    /// The status that the residency shows.
    pub(super) fn status(&self, resident: &Resident) -> Status {
        effective_status(resident, self.today)
    }

    fn is_excluded(&self, resident: &Resident) -> bool {
        if self.excluded.is_empty() {
            return false;
        }
        let word = resident.pms_status.trim().to_lowercase();
        self.excluded
            .iter()
            .any(|excluded| excluded == resident.status.as_str() || *excluded == word)
    }
}

fn has_moved_out(resident: &Resident, today: Date) -> bool {
    resident.move_out.is_some_and(|day| day < today) && !is_of_earlier_stay(resident, today)
}

/// Whether the move-out date is that of an earlier stay, so that it says nothing about this one.
///
/// Ana moved out of 101 in August 2024. She is back in 204 since May, and the PMS has kept the old
/// date: it comes before her move-in. Somebody on notice is about to leave, and somebody whose stay
/// begins only next month does not live there yet. An earlier stay does not explain their dates.
fn is_of_earlier_stay(resident: &Resident, today: Date) -> bool {
    match resident.status {
        Status::Notice | Status::Eviction => false,
        Status::Current => ends_before_it_starts(resident) && starts(resident) <= Some(today),
        _ => ends_before_it_starts(resident),
    }
}

fn ends_before_it_starts(resident: &Resident) -> bool {
    matches!((resident.move_out, starts(resident)), (Some(end), Some(start)) if end < start)
}

/// The first day of a record's stay.
fn starts(resident: &Resident) -> Option<Date> {
    resident.move_in.or(resident.lease_start)
}

/// Whether the status says that the person stays, and the move-out date that they have left.
fn is_overdue(resident: &Resident, today: Date) -> bool {
    let stays = match resident.status {
        Status::Current | Status::Future => true,
        Status::Notice | Status::Eviction => ends_before_it_starts(resident),
        _ => false,
    };
    stays && has_moved_out(resident, today)
}

/// Whether a record's status and dates contradict each other, although nobody announced the
/// move-out date: the residency does not have it.
pub(crate) fn contradicts(resident: &Resident, residency: &Residency, today: Date) -> bool {
    is_overdue(resident, today) && residency.place.move_out != resident.move_out
}

/// The status that a resident's residency shows. Somebody who has moved out is `past`, whatever
/// the PMS still says.
pub fn effective_status(resident: &Resident, today: Date) -> Status {
    if resident.status.is_in_scope() && has_moved_out(resident, today) {
        Status::Past
    } else {
        resident.status
    }
}
