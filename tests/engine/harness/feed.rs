//! Rows of a PMS export.

/// The headings, in the order of [`Row::cells`].
const HEADINGS: [&str; 16] = [
    "external_id",
    "lease_id",
    "first_name",
    "last_name",
    "email",
    "phone",
    "building",
    "unit",
    "status",
    "role",
    "lease_start",
    "lease_end",
    "move_in",
    "move_out",
    "previous_external_id",
    "household_id",
];

/// One resident, with default values that open no alerts.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    cells: [String; 16],
}

impl Row {
    /// A resident of a unit, with an email derived from the name.
    pub(crate) fn new(id: &str, name: &str, unit: &str) -> Self {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let row = Self { cells: Default::default() };
        row.id(id)
            .name(name)
            .email(&email)
            .unit(unit)
            .with("status", "Current")
            .with("lease_start", "2026-01-01")
            .with("lease_end", "2026-12-31")
            .with("move_in", "2026-01-03")
    }

    /// The same resident with another value in a cell.
    pub(crate) fn with(mut self, heading: &str, cell: &str) -> Self {
        let at = HEADINGS.iter().position(|known| *known == heading).expect("a heading");
        self.cells[at] = cell.to_owned();
        self
    }

    /// The cell under a heading.
    pub(crate) fn cell(&self, heading: &str) -> &str {
        let at = HEADINGS.iter().position(|known| *known == heading).expect("a heading");
        &self.cells[at]
    }

    pub(crate) fn id(self, id: &str) -> Self {
        self.with("external_id", id)
    }

    pub(crate) fn name(self, name: &str) -> Self {
        let (first, last) = name.split_once(' ').expect("a first and a last name");
        self.with("first_name", first).with("last_name", last)
    }

    pub(crate) fn email(self, email: &str) -> Self {
        self.with("email", email)
    }

    pub(crate) fn unit(self, unit: &str) -> Self {
        self.with("unit", unit)
    }

    pub(crate) fn status(self, status: &str) -> Self {
        self.with("status", status)
    }

    pub(crate) fn move_out(self, day: &str) -> Self {
        self.with("move_out", day)
    }
}

/// An export with these rows.
pub(crate) fn csv_of(rows: &[Row]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADINGS).expect("headings");
    for row in rows {
        out.write_record(&row.cells).expect("a row");
    }
    out.into_inner().expect("a whole file")
}

/// Many people, each with their own name, email and unit.
pub(crate) fn crowd(count: usize) -> Vec<Row> {
    let person = |n: usize| {
        let name = format!("First{n} Last{n}");
        Row::new(&format!("t{n:06}"), &name, &format!("{}", 100 + n))
    };
    (0..count).map(person).collect()
}
