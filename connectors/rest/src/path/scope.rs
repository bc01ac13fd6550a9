use tenantry_core::Date;

use crate::json::Node;

/// The most names in a scope.
pub(crate) const MOST_NAMES: usize = 12;

/// The values that a profile's paths begin with: the record, and what steps
/// found for it, each with a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'n> {
    slots: [Option<&'n Node<'n>>; MOST_NAMES],
    /// The date of the run.
    pub(crate) today: Date,
    /// Whether a value that was looked up is not of the expected kind.
    pub(crate) unreadable: bool,
}

impl<'n> Scope<'n> {
    /// A scope without any values.
    pub(crate) fn new(today: Date) -> Self {
        Self { slots: [None; MOST_NAMES], today, unreadable: false }
    }

    /// The scope for paths that begin at a response: there are no names yet,
    /// and the date does not matter.
    pub(crate) fn of_answer() -> Self {
        Self::new(Date::MIN)
    }

    /// The value with this name.
    pub(crate) fn get(&self, slot: usize) -> Option<&'n Node<'n>> {
        self.slots[slot]
    }

    /// The same scope with a value for a name, or without one.
    #[must_use]
    pub(crate) fn with(mut self, slot: usize, node: Option<&'n Node<'n>>) -> Self {
        self.slots[slot] = node;
        self
    }

    /// The same scope, for a record that cannot be read.
    #[must_use]
    pub(crate) fn unreadable(mut self) -> Self {
        self.unreadable = true;
        self
    }
}
