/// Counts of the rows that are not residents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// Rows without a unit, which are placeholders for people who are moving
    /// in.
    pub(crate) placeholders: usize,
    /// Rows that offices invent: test, model and the like.
    pub(crate) made_up: usize,
    /// Next leases of people who already live there.
    pub(crate) next_leases: usize,
}

impl Skipped {
    /// Adds the counts of another site.
    pub(crate) fn add(&mut self, other: Skipped) {
        self.placeholders += other.placeholders;
        self.made_up += other.made_up;
        self.next_leases += other.next_leases;
    }

    /// What was skipped, in one sentence; `None` if nothing was.
    pub(crate) fn note(self) -> Option<String> {
        let parts: Vec<String> = [
            (self.placeholders, "without a unit"),
            (self.made_up, "named like test or model rows"),
            (self.next_leases, "for the next leases of people who live there"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
        (!parts.is_empty()).then(|| format!("rows skipped: {}", parts.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes() {
        let mut skipped = Skipped::default();
        assert_eq!(skipped.note(), None);
        skipped.add(Skipped { placeholders: 2, made_up: 0, next_leases: 1 });
        assert_eq!(
            skipped.note().unwrap(),
            "rows skipped: 2 without a unit, 1 for the next leases of people who live there"
        );
    }
}
