use super::Policy;
use crate::{
    Date, Text,
    model::{Resident, Role, Status},
};

/// Whether a resident belongs in the directory on the date of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The resident belongs in the directory.
    In,
    /// The resident does not, for this reason.
    Out(OutOfScope),
    /// The status is not mapped, so nothing is decided.
    Unknown,
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
pub(super) struct ScopeRules {
    excluded: Vec<Text>,
    included_roles: Vec<Role>,
    today: Date,
}

impl ScopeRules {
    pub(super) fn new(policy: &Policy) -> Self {
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
            Status::Unknown => Scope::Unknown,
            status if !status.is_in_scope() => Scope::Out(OutOfScope::Status),
            _ if has_moved_out(resident, self.today) => Scope::Out(OutOfScope::MovedOut),
            _ => Scope::In,
        }
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
    resident.move_out.is_some_and(|day| day < today)
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
