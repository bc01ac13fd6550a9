use tenantry_core::Date;

use crate::json::Node;

/// Names that a scope can have.
pub(crate) const MOST_NAMES: usize = 12;

/// What the paths of a profile begin with: the record, and what steps found
/// for it, each under its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'n> {
    slots: [Option<&'n Node<'n>>; MOST_NAMES],
    /// The day of the run.
    pub(crate) today: Date,
    /// Whether something that was looked for is not what it should be.
    pub(crate) unreadable: bool,
}

impl<'n> Scope<'n> {
    /// A scope with nothing under any name.
    pub(crate) fn new(today: Date) -> Self {
        Self { slots: [None; MOST_NAMES], today, unreadable: false }
    }

    /// The scope of ways that begin at an answer: there are no names yet, and
    /// no day matters.
    pub(crate) fn of_answer() -> Self {
        Self::new(Date::MIN)
    }

    /// What is under a name.
    pub(crate) fn get(&self, slot: usize) -> Option<&'n Node<'n>> {
        self.slots[slot]
    }

    /// The same with a value under a name, or without.
    #[must_use]
    pub(crate) fn with(mut self, slot: usize, node: Option<&'n Node<'n>>) -> Self {
        self.slots[slot] = node;
        self
    }

    /// The same, for a record that cannot be read.
    #[must_use]
    pub(crate) fn unreadable(mut self) -> Self {
        self.unreadable = true;
        self
    }
}
