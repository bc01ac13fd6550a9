use std::fmt::Write;

use xxhash_rust::xxh3::Xxh3;

use super::weak_unit::unit_key;
use crate::{Text, normalize::NameKey};

const PREFIX: &str = "weak:";

/// Hexadecimal digits of the hash.
const DIGITS: usize = 16;

/// How many characters of the unit are shown in an ID.
const SHOWN: usize = 16;

/// Builds an `external_id` from unit and name, for a person in a report without IDs:
/// `weak:101:0f7ac3b2915de604`.
///
/// The same unit and name give the same ID, however they are written ("Apt 0101" and "101", "José"
/// and "JOSE"). A generational suffix distinguishes two people. The unit is readable, so that
/// somebody who sees the ID in an alert knows where to look. The name is not, because IDs appear
/// in logs and errors.
///
/// Such an ID is weak: somebody who moves to another unit, or whose name is corrected, gets a new
/// one. That is why the absence of a weak ID never ends a residency (see [`is_weak_id`]).
pub fn weak_id(building: Option<&str>, unit: &str, first_name: &str, last_name: &str) -> Text {
    let building = building.map(unit_key).unwrap_or_default();
    let unit = unit_key(unit);
    let name = NameKey::of(first_name, last_name);
    let suffix = name.suffix.map_or(0, |suffix| suffix as u8 + 1);
    let mut hash = Xxh3::new();
    for key in [&building, &unit, &name.base] {
        hash.update(key.as_bytes());
        hash.update(&[0xFF]); // never in UTF-8, so it separates the keys
    }
    hash.update(&[suffix]);
    let mut id = Text::const_new(PREFIX);
    id.extend(unit.chars().filter(|c| c.is_alphanumeric() || *c == '-').take(SHOWN));
    // Writing to a string cannot fail.
    let _ = write!(id, ":{:0DIGITS$x}", hash.digest());
    id
}

/// Whether an ID was built by [`weak_id`].
pub fn is_weak_id(id: &str) -> bool {
    let hash = id.strip_prefix(PREFIX).and_then(|rest| rest.rsplit_once(':')).map(|(_, hash)| hash);
    hash.is_some_and(|hash| {
        hash.len() == DIGITS
            && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    type Person<'a> = (Option<&'a str>, &'a str, &'a str, &'a str);

    fn id((building, unit, first, last): Person<'_>) -> Text {
        weak_id(building, unit, first, last)
    }

    #[rstest]
    #[case((None, "101", "Ana", "Ruiz"), (None, "Apt 0101", "ANA", "ruiz"))]
    #[case((None, "# 12 B", "Pat", "O'Brien"), (None, "12b", "Pat", "OBrien"))]
    #[case((Some("B1"), "101", "José", "Peña"), (Some("b1"), "101", "Jose", "Pena"))]
    #[case((None, "101", "Li", "Smith, Jr."), (None, "101", "Li", "Smith JR"))]
    fn one_person(#[case] a: Person<'_>, #[case] b: Person<'_>) {
        assert_eq!(id(a), id(b));
    }

    #[rstest]
    #[case((None, "101", "Ana", "Ruiz"), (None, "102", "Ana", "Ruiz"))]
    #[case((None, "101", "Ana", "Ruiz"), (None, "101", "Anna", "Ruiz"))]
    #[case((None, "101", "Li", "Smith"), (None, "101", "Li", "Smith Jr"))]
    #[case((None, "101", "Li", "Smith Sr"), (None, "101", "Li", "Smith Jr"))]
    #[case((Some("A"), "101", "Ana", "Ruiz"), (Some("B"), "101", "Ana", "Ruiz"))]
    #[case((Some("1"), "01a", "Ana", "Ruiz"), (Some("10"), "1a", "Ana", "Ruiz"))]
    fn two_people(#[case] a: Person<'_>, #[case] b: Person<'_>) {
        assert_ne!(id(a), id(b));
    }

    /// Weak IDs are stored in databases, so they must not change between releases.
    #[test]
    fn a_weak_id_never_changes() {
        assert_eq!(weak_id(None, "Apt 0101", "Ana", "Ruiz"), "weak:101:0e80adf575566cfb");
        assert_eq!(weak_id(Some("B"), "1/02", "Ana", "Ruiz Jr"), "weak:102:5fde7cb03a6c67ea");
    }

    #[rstest]
    #[case("t0012345")]
    #[case("weak")]
    #[case("weak:101")]
    #[case("weak:101:aa9cd0c4")]
    #[case("weak:101:AA9CD0C4AEE1ED08")]
    #[case("")]
    fn ids_of_a_pms(#[case] id: &str) {
        assert!(!is_weak_id(id));
    }

    proptest! {
        #[test]
        fn every_weak_id_is_recognized_and_contains_no_name(unit in "\\PC{0,30}", first in "[G-Zg-z]{4,9}", last in "\\PC{0,20}") {
            let id = weak_id(None, &unit, &first, &last);
            prop_assert!(is_weak_id(&id));
            prop_assert!(unit.contains(&first) || !id.contains(&first));
            prop_assert!(id.split(':').count() == 3 && id.chars().count() <= 5 + 16 + 17);
        }
    }
}
