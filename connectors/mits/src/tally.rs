/// Counts of a document's entries that are not residents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Households without people, including vacant units.
    pub without_people: usize,
    /// Entries for the waiting list, excluded units and the like.
    pub pseudo_units: usize,
    /// People who have not even applied.
    pub visitors: usize,
}

impl Tally {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: Tally) {
        self.without_people += other.without_people;
        self.pseudo_units += other.pseudo_units;
        self.visitors += other.visitors;
    }

    /// What was left out, in one sentence; `None` if nothing was.
    pub fn note(&self) -> Option<String> {
        let parts: Vec<String> = [
            (self.without_people, "without people"),
            (self.pseudo_units, "of units that are not real units (waiting list, excluded)"),
            (self.visitors, "of people who have not applied"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
        (!parts.is_empty()).then(|| format!("left out, not residents: {}", parts.join(", ")))
    }
}
