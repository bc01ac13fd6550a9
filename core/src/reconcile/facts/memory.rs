use std::collections::HashSet;

use super::Window;
use crate::model::{Column, Field, Harm, Mark, ResidencyId};

/// What Safety remembers about a property between syncs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafetyMemory {
    /// Whether a complete roster has been applied before, not counting runs that were undone.
    pub has_synced: bool,
    /// What the last complete roster had.
    pub columns: Columns,
    /// What syncs did in the last 30 days that counts towards a limit, not counting runs that were
    /// undone.
    pub recent: Vec<Recent>,
    /// What people have confirmed and no sync has applied yet.
    pub approvals: Vec<Approval>,
}

/// What syncs did to residencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// The harm.
    pub harm: Harm,
    /// The field, if the harm has a limit for each.
    pub field: Option<Field>,
    /// The shortest period in which it falls.
    pub window: Window,
    /// The residencies.
    pub residencies: Vec<ResidencyId>,
}

/// Something that a person has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Approval {
    /// The harm. For [`Harm::WholeRoster`], the roster is right, and the mark means nothing.
    pub harm: Harm,
    /// The person and the value.
    pub mark: Mark,
}

impl SafetyMemory {
    /// The residencies to which syncs did this in a period.
    pub(crate) fn in_window(
        &self,
        harm: Harm,
        field: Option<Field>,
        window: Window,
    ) -> HashSet<ResidencyId> {
        let recent = self.recent.iter().filter(|recent| {
            (recent.harm, recent.field) == (harm, field) && recent.window <= window
        });
        recent.flat_map(|recent| recent.residencies.iter().copied()).collect()
    }
}

/// Which columns at least one record of a roster has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Columns(u8);

impl Columns {
    /// Those columns, as bits in the order of [`Column::ALL`].
    pub fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// As bits in the order of [`Column::ALL`].
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether at least one record has the column.
    pub fn has(self, column: Column) -> bool {
        self.0 & (1 << column as u8) != 0
    }

    pub(crate) fn without(self, column: Column) -> Self {
        Self(self.0 & !(1 << column as u8))
    }

    pub(crate) fn add(&mut self, column: Column) {
        self.0 |= 1 << column as u8;
    }
}
