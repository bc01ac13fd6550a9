//! The lines above the headings.

use tenantry_core::{
    Date, Text,
    connector::{DateOrder, parse_date},
};

use crate::synonyms::fold;

/// What the lines above the headings say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Titles {
    /// The title of the report, as written.
    pub(crate) title: Option<String>,
    /// The property's code.
    pub(crate) property: Text,
    /// The property's name, next to its code.
    pub(crate) property_name: Text,
    /// The report's date.
    pub(crate) as_of: Option<Date>,
}

impl Titles {
    /// Reads the cells above the headings, for a layout with these titles.
    pub(crate) fn of<'a>(
        cells: impl Iterator<Item = &'a str>,
        titles: &[&str],
        order: DateOrder,
    ) -> Self {
        let mut found = Self::default();
        for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
            let folded = fold(cell);
            if found.title.is_none() && titles.iter().any(|title| folded.starts_with(title)) {
                found.title = Some(cell.chars().take(40).collect());
            } else if let Some(day) = as_of(cell, order) {
                found.as_of = Some(day);
            } else if let Some((name, code)) = name_and_code(cell) {
                (found.property_name, found.property) = (Text::from(name), Text::from(code));
            }
        }
        found
    }
}

/// The date in `As Of = 04/30/2026` and `As of: 2026-04-30`.
fn as_of(cell: &str, order: DateOrder) -> Option<Date> {
    let start = cell.get(..5)?;
    if !start.eq_ignore_ascii_case("as of") {
        return None;
    }
    let day = cell[5..].trim_start_matches([' ', '=', ':']);
    parse_date(day, order).ok().flatten()
}

/// Name and code in `Demo Court (demo01)`.
pub(super) fn name_and_code(cell: &str) -> Option<(&str, &str)> {
    let (name, code) = cell.strip_suffix(')')?.rsplit_once('(')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_code = (1..=20).contains(&code.len()) && code.chars().all(fits);
    (is_code && name.contains(char::is_alphabetic)).then_some((name.trim(), code))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_lines_of_a_rent_roll() {
        let cells = [
            "Rent Roll with Lease Charges",
            "Demo Court (demo01)",
            "As Of = 11/15/2026",
            "Month Year = 11/2026",
        ];
        let titles = Titles::of(cells.into_iter(), &["rentroll"], DateOrder::Mdy);
        assert_eq!(titles.title.as_deref(), Some("Rent Roll with Lease Charges"));
        assert_eq!((&*titles.property, &*titles.property_name), ("demo01", "Demo Court"));
        assert_eq!(titles.as_of, Some(Date::constant(2026, 11, 15)));
    }

    #[rstest]
    #[case("As of: 11/15/2026", true)]
    #[case("AS OF 2026-11-15", true)]
    #[case("As of today", false)]
    #[case("As", false)]
    #[case("Äs ofen 1/1/2026", false)]
    fn days(#[case] cell: &str, #[case] found: bool) {
        assert_eq!(as_of(cell, DateOrder::Mdy).is_some(), found);
    }

    #[rstest]
    #[case("Demo Court (demo01)", Some("demo01"))]
    #[case("Demo Court(a.b-1)", Some("a.b-1"))]
    #[case("For Selected Properties", None)]
    #[case("Demo Court (the old one)", None)]
    #[case("(25.00)", None)]
    #[case("()", None)]
    fn codes(#[case] cell: &str, #[case] code: Option<&str>) {
        assert_eq!(name_and_code(cell).map(|(_, code)| code), code);
    }
}
