use std::cmp::Ordering;

use super::{Path, Scope, Steps};
use crate::json::Node;

/// A condition on an element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Any(Vec<Condition>),
    Every(Vec<Condition>),
    Not(Box<Condition>),
    /// A value exists and is not null.
    Exists(Operand),
    Compare(Comparison, Operand, Operand),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Same,
    Less,
    LessOrSame,
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// `'x'`, `4`, `true`; `None` for `null`.
    Literal(Option<Box<str>>),
    /// `@.name`
    Element(Steps),
    /// `$.name.name`
    Scope(Path),
}

impl Condition {
    /// Whether an element meets the condition.
    pub(crate) fn holds<'n>(&self, element: &'n Node<'n>, scope: &Scope<'n>) -> bool {
        match self {
            Condition::Any(any) => any.iter().any(|one| one.holds(element, scope)),
            Condition::Every(every) => every.iter().all(|one| one.holds(element, scope)),
            Condition::Not(not) => !not.holds(element, scope),
            Condition::Exists(operand) => {
                operand.node(element, scope).is_some_and(|node| !matches!(node, Node::Null))
            }
            Condition::Compare(comparison, left, right) => {
                let exact = !left.is_literal() && !right.is_literal();
                compare(*comparison, left.text(element, scope), right.text(element, scope), exact)
            }
        }
    }
}

impl Operand {
    fn is_literal(&self) -> bool {
        matches!(self, Operand::Literal(_))
    }

    fn node<'n>(&self, element: &'n Node<'n>, scope: &Scope<'n>) -> Option<&'n Node<'n>> {
        match self {
            Operand::Literal(_) => None,
            Operand::Element(steps) => steps.first(element, scope),
            Operand::Scope(path) => path.first(scope),
        }
    }

    fn text<'t, 'n: 't>(&'t self, element: &'n Node<'n>, scope: &Scope<'n>) -> Option<&'t str> {
        match self {
            Operand::Literal(text) => text.as_deref(),
            Operand::Element(steps) => steps.first(element, scope)?.text(),
            Operand::Scope(path) => path.first(scope)?.text(),
        }
    }
}

/// Compares two texts; as numbers if both are numbers. Absent and null values
/// equal only each other. `exact` says whether letter case matters.
fn compare(comparison: Comparison, left: Option<&str>, right: Option<&str>, exact: bool) -> bool {
    let (left, right) = match (left, right) {
        (Some(left), Some(right)) => (left, right),
        (None, None) => return comparison != Comparison::Less,
        _ => return false,
    };
    if comparison == Comparison::Same {
        return left == right || (!exact && left.eq_ignore_ascii_case(right));
    }
    let ordering = match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.partial_cmp(&right),
        _ => Some(left.cmp(right)),
    };
    match ordering {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => comparison == Comparison::LessOrSame,
        _ => false,
    }
}
