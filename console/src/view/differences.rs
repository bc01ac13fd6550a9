//! Compares the PMS and the directory side by side, with the differences marked.

use tenantry_core::{
    model::{Resident, ShownAccount},
    normalize::{NameKey, email_key},
};

use super::words;

/// One row of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The row's label, such as `Email`.
    pub(crate) label: &'static str,
    /// What the PMS says.
    pub(crate) pms: Marked,
    /// What the directory says.
    pub(crate) directory: Marked,
    /// Whether the two agree.
    pub(crate) agreement: Agreement,
}

/// Whether two values agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The same by the rules that match people, even if written differently.
    Same,
    /// Both sides have a value, and they differ.
    Differs,
    /// At least one side is blank.
    OneSided,
}

impl Row {
    pub(super) fn differs(&self) -> bool {
        self.agreement == Agreement::Differs
    }

    /// Whether one cell can show the value of both sides.
    pub(super) fn is_identical(&self) -> bool {
        self.is_same() && self.pms == self.directory
    }

    pub(super) fn is_same(&self) -> bool {
        self.agreement == Agreement::Same
    }
}

/// A value with the part that differs; `mark` is blank if nothing differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) before: String,
    pub(crate) mark: String,
    pub(crate) after: String,
}

impl Marked {
    fn plain(value: &str) -> Self {
        Self { before: value.to_owned(), ..Self::default() }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.before.is_empty() && self.mark.is_empty() && self.after.is_empty()
    }
}

/// Compares a resident with an account.
pub(crate) fn compare(resident: &Resident, account: &ShownAccount) -> Vec<Row> {
    let (name, known) = (resident.full_name(), account.full_name());
    let same_name = NameKey::of(&resident.first_name, &resident.last_name)
        .same(&NameKey::of(&account.first_name, &account.last_name), false);
    let email = resident.email.as_deref().unwrap_or_default();
    let known_email = account.email.as_deref().unwrap_or_default();
    let same_email = email_key(email).is_some() && email_key(email) == email_key(known_email);
    let unit = words::unit(resident.building.as_deref(), resident.unit.as_deref());
    let units = account.units.join(", ");
    let evidence = account.evidence.unwrap_or_default();
    vec![
        row("Name", &name, &known, same_name, true),
        row("Email", email, known_email, same_email, true),
        row("Unit", unit.as_deref().unwrap_or_default(), &units, evidence.same_unit, false),
        row(
            "Phone",
            resident.phone.as_deref().unwrap_or_default(),
            account.phone.as_deref().unwrap_or_default(),
            evidence.same_phone,
            false,
        ),
    ]
}

fn row(label: &'static str, pms: &str, directory: &str, same: bool, within: bool) -> Row {
    let agreement = match (pms.is_empty() || directory.is_empty(), same) {
        (true, _) => Agreement::OneSided,
        (_, true) => Agreement::Same,
        _ => Agreement::Differs,
    };
    let (pms, directory) = match agreement {
        Agreement::Differs if within => mark_middle(pms, directory),
        Agreement::Differs => (whole(pms), whole(directory)),
        _ => (Marked::plain(pms), Marked::plain(directory)),
    };
    Row { label, pms, directory, agreement }
}

fn whole(value: &str) -> Marked {
    Marked { mark: value.to_owned(), ..Marked::default() }
}

/// Marks what is between the common beginning and the common end, so that a
/// single letter stands out. If little is in common, everything is marked.
fn mark_middle(a: &str, b: &str) -> (Marked, Marked) {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let shorter = x.len().min(y.len());
    let start = x.iter().zip(&y).take_while(|(x, y)| x == y).count();
    let most = shorter - start;
    let end = x.iter().rev().zip(y.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    if (start + end) * 2 < x.len().max(y.len()) {
        return (whole(a), whole(b));
    }
    (cut(&x, start, end), cut(&y, start, end))
}

fn cut(value: &[char], start: usize, end: usize) -> Marked {
    let stop = value.len() - end;
    Marked {
        before: value[..start].iter().collect(),
        mark: value[start..stop].iter().collect(),
        after: value[stop..].iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use tenantry_core::model::{AccountId, AccountStatus, Evidence};

    use super::*;

    #[rstest]
    #[case("Sofia Lindqvist", "Sofia Lindquist", ("Sofia Lindq", "v", "ist"), ("Sofia Lindq", "u", "ist"))]
    #[case("Robert Keller", "Bob Keller", ("", "Robert", " Keller"), ("", "Bob", " Keller"))]
    #[case("sofia.l@a.com", "sofia.lind@a.com", ("sofia.l", "", "@a.com"), ("sofia.l", "ind", "@a.com"))]
    #[case("aa", "aaaa", ("aa", "", ""), ("aa", "aa", ""))]
    #[case("ann", "zoe", ("", "ann", ""), ("", "zoe", ""))]
    fn the_part_that_differs(
        #[case] a: &str,
        #[case] b: &str,
        #[case] left: (&str, &str, &str),
        #[case] right: (&str, &str, &str),
    ) {
        let marked = |(before, mark, after): (&str, &str, &str)| Marked {
            before: before.into(),
            mark: mark.into(),
            after: after.into(),
        };
        assert_eq!(mark_middle(a, b), (marked(left), marked(right)));
    }

    fn resident(first: &str, email: Option<&str>, unit: Option<&str>) -> Resident {
        Resident {
            first_name: first.into(),
            last_name: "Peña".into(),
            email: email.map(Into::into),
            unit: unit.map(Into::into),
            phone: Some("(555) 010-1052".into()),
            ..Resident::default()
        }
    }

    fn account(first: &str, email: &str) -> ShownAccount {
        ShownAccount {
            id: AccountId(1),
            status: AccountStatus::Active,
            first_name: first.into(),
            last_name: "Pena".into(),
            email: Some(email).filter(|email| !email.is_empty()).map(Into::into),
            phone: Some("+15550101052".into()),
            units: vec!["602".into()],
            left_on: None,
            evidence: Some(Evidence { same_unit: true, same_phone: true }),
        }
    }

    #[rstest]
    #[case(resident("José", Some("J@Example.com"), Some("Apt 602")), account("Jose", "j@example.com"), &[])]
    #[case(resident("Josefa", Some("j@example.com"), None), account("Jose", "j@example.com"), &["Name"])]
    #[case(resident("Jose", Some("a@example.com"), None), account("Jose", "b@example.com"), &["Email"])]
    #[case(resident("Jose", None, None), account("Jose", "b@example.com"), &[])]
    #[case(resident("Jose", Some("a@example.com"), None), account("Jose", ""), &[])]
    fn only_what_matching_counts_as_different(
        #[case] resident: Resident,
        #[case] account: ShownAccount,
        #[case] differing: &[&str],
    ) {
        let rows = compare(&resident, &account);
        let found: Vec<&str> =
            rows.iter().filter(|row| row.differs()).map(|row| row.label).collect();
        assert_eq!(found, differing);
    }

    proptest! {
        #[test]
        fn nothing_of_a_value_is_lost(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let (x, y) = mark_middle(&a, &b);
            prop_assert_eq!(format!("{}{}{}", x.before, x.mark, x.after), a);
            prop_assert_eq!(format!("{}{}{}", y.before, y.mark, y.after), b);
        }
    }
}
