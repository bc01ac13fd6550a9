use tenantry_store::access::{Operator, Role};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// See a property's people, alerts and runs.
    Look,
    /// Sync, answer, confirm and undo there.
    Act,
}

/// Whether an operator may do something at a property.
pub(crate) fn may(operator: &Operator, right: Right, property: &str) -> bool {
    let least = match right {
        Right::Look => Role::Viewer,
        Right::Act => Role::Manager,
    };
    let here = match &operator.properties {
        None => true,
        Some(properties) => properties.iter().any(|id| id == property),
    };
    here && operator.role >= least
}

/// Whether an operator may see and change who the operators are.
pub(crate) fn may_administer(operator: &Operator) -> bool {
    operator.role == Role::Admin && operator.properties.is_none()
}
