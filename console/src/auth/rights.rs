use tenantry_engine::Within;
use tenantry_store::access::{Operator, Role};

/// A right at a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// See a property's people, alerts and runs.
    Look,
    /// Sync, answer alerts, confirm and undo.
    Act,
}

/// Whether an operator has a right at a property.
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

/// The properties that an operator is limited to, if any.
pub(crate) fn within(operator: &Operator) -> Within {
    operator.properties.clone().map_or(Within::Everywhere, Within::Properties)
}

/// Whether an operator is not limited to some properties.
pub(crate) fn may_everywhere(operator: &Operator) -> bool {
    operator.properties.is_none()
}

/// Whether an operator may manage operators.
pub(crate) fn may_administer(operator: &Operator) -> bool {
    operator.role == Role::Admin && may_everywhere(operator)
}
