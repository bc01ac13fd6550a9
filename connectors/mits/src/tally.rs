/// What a document held that is no resident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Households without people, and vacant units.
    pub without_people: usize,
    /// Rows of the waiting list, of excluded units and the like.
    pub pseudo_units: usize,
    /// People who have not even applied.
    pub visitors: usize,
}

impl Tally {
    /// Adds another document's.
    pub fn add(&mut self, other: Tally) {
        self.without_people += other.without_people;
        self.pseudo_units += other.pseudo_units;
        self.visitors += other.visitors;
    }

    /// What was left out, in a sentence; `None` where nothing was.
    pub fn note(&self) -> Option<String> {
        let parts: Vec<String> = [
            (self.without_people, "without people"),
            (self.pseudo_units, "of units that are none (waiting list, excluded)"),
            (self.visitors, "of people who have not applied"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
        (!parts.is_empty()).then(|| format!("left out, as no residents: {}", parts.join(", ")))
    }
}
