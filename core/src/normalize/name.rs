use caseless::Caseless;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::Text;

/// The key by which names are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey {
    /// First and last name without accents, case, punctuation and spaces.
    pub base: Text,
    /// The generational suffix, which is compared separately.
    pub suffix: Option<Suffix>,
}

/// A generational suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Suffix {
    Jr,
    Sr,
    Second,
    Third,
    Fourth,
}

impl Suffix {
    /// Parses a suffix in any letter case, with or without a period.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.trim_matches(|c: char| c == '.' || c == ',');
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(word));
        if is(&["jr", "junior"]) {
            Some(Suffix::Jr)
        } else if is(&["sr", "senior"]) {
            Some(Suffix::Sr)
        } else if is(&["ii", "2nd"]) {
            Some(Suffix::Second)
        } else if is(&["iii", "3rd"]) {
            Some(Suffix::Third)
        } else if is(&["iv", "4th"]) {
            Some(Suffix::Fourth)
        } else {
            None
        }
    }
}

impl NameKey {
    /// The key of a first and a last name. Either may end in the suffix.
    pub fn of(first: &str, last: &str) -> Self {
        let (last, of_last) = split_suffix(last, !first.trim().is_empty());
        let (first, of_first) = split_suffix(first, false);
        let mut base = Text::default();
        fold_into(first, &mut base);
        fold_into(last, &mut base);
        Self { base, suffix: of_last.or(of_first) }
    }

    /// Whether two keys are for the same name. `namesake` says that somebody else at the property
    /// has that name too; then a suffix on one side only makes them two people. Blank names are
    /// never the same.
    pub fn same(&self, other: &Self, namesake: bool) -> bool {
        !self.base.is_empty()
            && self.base == other.base
            && match (self.suffix, other.suffix) {
                (None, None) => true,
                (Some(a), Some(b)) => a == b,
                _ => !namesake,
            }
    }

    /// Whether both have a suffix, and not the same.
    pub fn other_suffix(&self, other: &Self) -> bool {
        matches!((self.suffix, other.suffix), (Some(a), Some(b)) if a != b)
    }

    /// Whether the two differ only by a suffix on one side, so that it depends on a namesake
    /// whether they are the same.
    pub fn depends_on_namesake(&self, other: &Self) -> bool {
        self.base == other.base && self.suffix.is_some() != other.suffix.is_some()
    }
}

/// Splits a suffix off the end. If the suffix is the only word, only if `alone` is set.
fn split_suffix(name: &str, alone: bool) -> (&str, Option<Suffix>) {
    let name = name.trim();
    let between = |c: char| c.is_whitespace() || c == ',';
    let (rest, word) = match name.rsplit_once(between) {
        Some((rest, word)) => (rest.trim_end_matches(between), word),
        None => ("", name),
    };
    match Suffix::of(word) {
        Some(suffix) if alone || !rest.is_empty() => (rest, Some(suffix)),
        _ => (name, None),
    }
}

fn fold_into(name: &str, key: &mut Text) {
    if name.is_ascii() {
        key.extend(
            name.bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|byte| char::from(byte.to_ascii_lowercase())),
        );
        return;
    }
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c));
    let folded = letters.default_case_fold().nfkd();
    key.extend(folded.filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)));
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(("Pat", "O'Brien"), ("Pat", "OBrien"))]
    #[case(("José", "Peña"), ("Jose", "Pena"))]
    #[case(("Mary-Ann", "Lee"), ("Mary Ann", "Lee"))]
    #[case(("ANA", "RUIZ"), ("Ana", "Ruiz"))]
    #[case(("Jürgen", "Straße"), ("jurgen", "STRASSE"))]
    #[case(("Jose\u{301}", "x"), ("José", "X"))]
    #[case(("Li", "Smith, Jr."), ("Li", "Smith JR"))]
    #[case(("Li Jr", "Smith"), ("Li", "Smith Jr"))]
    #[case(("Mary\u{a0}Ann", "Smith\u{a0}Jr"), ("Mary Ann", "Smith Jr"))]
    #[case(("Ａｎａ", "Ruiz"), ("Ana", "Ruiz"))]
    fn same_names(#[case] a: (&str, &str), #[case] b: (&str, &str)) {
        let (a, b) = (NameKey::of(a.0, a.1), NameKey::of(b.0, b.1));
        assert!(a.same(&b, true) && b.same(&a, true), "{a:?} {b:?}");
    }

    #[rstest]
    #[case(("Li", "Smith Jr"), ("Li", "Smith Sr"))]
    #[case(("Li", "Smith II"), ("Li", "Smith III"))]
    #[case(("Ana", "Ruiz"), ("Anna", "Ruiz"))]
    #[case(("", ""), ("", ""))]
    #[case(("--", "."), ("", ""))]
    fn different_names(#[case] a: (&str, &str), #[case] b: (&str, &str)) {
        let (a, b) = (NameKey::of(a.0, a.1), NameKey::of(b.0, b.1));
        assert!(!a.same(&b, false), "{a:?} {b:?}");
    }

    #[test]
    fn a_namesake_makes_a_lone_suffix_count() {
        let (father, son) = (NameKey::of("John", "Smith"), NameKey::of("John", "Smith Jr."));
        assert!(father.same(&son, false));
        assert!(!father.same(&son, true));
        assert!(father.depends_on_namesake(&son));
    }

    #[test]
    fn a_name_that_is_only_a_suffix_stays() {
        assert_eq!(NameKey::of("", "Senior").base, "senior");
        assert_eq!(NameKey::of("Iv", "Petrov").suffix, None);
    }

    proptest::proptest! {
        #[test]
        fn case_and_spaces_do_not_count(first in "\\PC{0,12}", last in "\\PC{0,12}") {
            let key = NameKey::of(&first, &last);
            let spaced = NameKey::of(&format!(" {first} "), &format!(" {last}"));
            assert_eq!(key, spaced);
        }
    }
}
