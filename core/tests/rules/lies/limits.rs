//! How much of each harm syncs may do, as the documentation says it.

use super::measure::{Harm, Value};

/// What syncs may have done so far without anybody's word.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowed {
    ended: u64,
    let_in: u64,
    /// Whether one of the rosters was the first of its property.
    is_first: bool,
    returned: u64,
    /// The same for moves, for names, and for each value that becomes blank.
    some: u64,
    /// For each value that changes.
    changed: u64,
}

impl Allowed {
    /// Adds a day that begins with that many live residencies. Only the first roster of a property
    /// may let everybody in.
    pub(super) fn add_day(&mut self, live: usize, has_synced: bool) {
        let live = live as u64;
        let small = |number: u64| number.min(live.div_ceil(3));
        let day = |number: u64, percent: u64| number.max(live * percent / 100);
        self.ended = (self.ended + day(small(5), 20)).min(day(small(8), 30));
        self.let_in = (self.let_in + day(10, 30)).min(day(15, 60));
        self.is_first |= !has_synced;
        self.returned += day(small(3), 10);
        self.some += day(small(5), 20);
        self.changed += day(small(5), 50);
    }

    /// Fails if a harm goes beyond.
    pub(super) fn check(&self, harm: &Harm, lie: &str) {
        let check = |people: usize, most: u64, what: &str| {
            assert!(people as u64 <= most, "{lie}: {people} {what}, {most} allowed: {harm:?}");
        };
        check(harm.removed.len(), self.ended, "locked out");
        if !self.is_first {
            check(harm.let_in.len(), self.let_in, "let in");
        }
        check(harm.returned.len(), self.returned, "back in");
        check(harm.moved.len(), self.some, "moved");
        for (value, people) in &harm.wiped {
            check(people.len(), self.some, &format!("without {}", value.label()));
        }
        for (value, people) in &harm.changed {
            let most = match value {
                Value::Name => self.some,
                // Nobody's address changes without an answer.
                Value::Email => 0,
                _ => self.changed,
            };
            check(people.len(), most, &format!("with another {}", value.label()));
        }
    }
}
