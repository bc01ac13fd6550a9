//! The places in which people live, as a PMS and an access system write them.

use std::collections::{HashMap, HashSet};

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::Text;

/// Words that do not distinguish places.
const WORDS: [&str; 8] = ["apt", "apartment", "unit", "suite", "ste", "bldg", "building", "no"];

/// A building and a unit, as the lists of parts by which they are compared.
///
/// `Bldg 2 Unit 7`, `2/7` and unit `7` of building `2` have the same parts, as have `B-0204` and
/// unit `204` of building `B`. The parts of `12-C` are those of `12C` only once they are joined;
/// see [`Likeness`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PlaceKey {
    building: Vec<Text>,
    unit: Vec<Text>,
}

/// How alike two places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// They have the same parts. The building counts only if both sides have one.
    Same,
    /// Their parts are the same only once they are joined. They are the same place, unless
    /// [`JoinedTwice`] knows better.
    Joined,
    /// They are different, or one of them has no unit.
    Different,
}

impl PlaceKey {
    /// The key of a building and a unit.
    pub fn of((building, unit): (Option<&str>, Option<&str>)) -> Self {
        let parts = |text: Option<&str>| text.map(parts).unwrap_or_default();
        Self { building: parts(building), unit: parts(unit) }
    }

    /// Whether the unit is blank.
    pub fn is_blank(&self) -> bool {
        self.unit.is_empty()
    }

    /// Building and unit, joined.
    pub fn joined(&self) -> Text {
        self.parts().map(Text::as_str).collect()
    }

    /// The unit, joined.
    pub fn joined_unit(&self) -> Text {
        self.unit.iter().map(Text::as_str).collect()
    }

    /// Compares two places.
    pub fn likeness(&self, other: &Self) -> Likeness {
        if self.is_blank() || other.is_blank() {
            return Likeness::Different;
        }
        // A side without a building may have it in its unit, or leave it out.
        let by_unit = self.building.is_empty() || other.building.is_empty();
        if self.parts().eq(other.parts()) || (by_unit && self.unit == other.unit) {
            Likeness::Same
        } else if self.joined() == other.joined()
            || (by_unit && self.joined_unit() == other.joined_unit())
        {
            Likeness::Joined
        } else {
            Likeness::Different
        }
    }

    /// Whether two places are the same, given the texts that the property has twice, which are
    /// looked up only if they matter.
    pub fn same<'t>(&self, other: &Self, twice: impl FnOnce() -> &'t JoinedTwice) -> bool {
        match self.likeness(other) {
            Likeness::Same => true,
            Likeness::Joined => !twice().has(self, other),
            Likeness::Different => false,
        }
    }

    fn parts(&self) -> impl Iterator<Item = &Text> {
        self.building.iter().chain(&self.unit)
    }
}

/// The texts that several places of a property have once their parts are joined.
///
/// A property with the units `1-12` and `11-2` has `112` twice, so that `112` is neither of them.
#[derive(Debug, Default)]
pub struct JoinedTwice(HashSet<Text>);

impl JoinedTwice {
    /// Adds the places of one list, in which different parts mean different places.
    pub fn add(&mut self, places: impl Iterator<Item = PlaceKey>) {
        let mut seen: HashMap<Text, Vec<Text>> = HashMap::new();
        for place in places.filter(|place| !place.is_blank()) {
            let whole: Vec<Text> = place.parts().cloned().collect();
            for (text, parts) in [(place.joined(), whole), (place.joined_unit(), place.unit)] {
                if seen.get(&text).is_some_and(|before| *before != parts) {
                    self.0.insert(text);
                } else {
                    seen.insert(text, parts);
                }
            }
        }
    }

    /// Whether one of two places that are alike once joined could be several of the property.
    pub fn has(&self, a: &PlaceKey, b: &PlaceKey) -> bool {
        let texts = [a.joined(), a.joined_unit(), b.joined(), b.joined_unit()];
        texts.iter().any(|text| self.0.contains(text))
    }
}

/// Splits a place into its parts, without the words and leading zeros that do not matter.
fn parts(text: &str) -> Vec<Text> {
    let folded: String = text.nfkc().default_case_fold().nfkc().collect();
    let separates = |c: char| c.is_whitespace() || "-/._,:#".contains(c);
    folded.split(separates).map(without_word).filter(|part| !part.is_empty()).map(number).collect()
}

/// `12` of `apt12`. A part that continues with a letter is left alone: `united`.
fn without_word(part: &str) -> &str {
    if WORDS.contains(&part) {
        return "";
    }
    let rests = WORDS.iter().filter_map(|word| part.strip_prefix(word));
    rests
        .filter(|rest| rest.starts_with(|c: char| c.is_numeric()))
        .min_by_key(|rest| rest.len())
        .unwrap_or(part)
}

fn number(part: &str) -> Text {
    match part.trim_start_matches('0') {
        "" => Text::const_new("0"),
        trimmed => trimmed.into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    type Place<'a> = (Option<&'a str>, &'a str);

    fn likeness(a: Place<'_>, b: Place<'_>) -> Likeness {
        let key = |place: Place<'_>| PlaceKey::of((place.0, Some(place.1)));
        let found = key(a).likeness(&key(b));
        assert_eq!(found, key(b).likeness(&key(a)), "{a:?} and {b:?}, exchanged");
        found
    }

    #[rstest]
    #[case((None, "101"), (None, "Apt 0101"))]
    #[case((None, "101"), (None, "APT. 101"))]
    #[case((None, "101"), (None, "Unit #0101"))]
    #[case((None, "12b"), (None, "#12B"))]
    #[case((None, "12"), (None, "apt12"))]
    #[case((None, "7"), (None, "Unit-7"))]
    #[case((None, "7"), (None, "Ste. 7"))]
    #[case((None, "000"), (None, "0"))]
    #[case((None, "12 B"), (None, "12-b"))]
    #[case((None, "B/204"), (None, "b-0204"))]
    #[case((Some("B"), "204"), (None, "B-204"))]
    #[case((Some("2"), "7"), (None, "Bldg 2 Unit 7"))]
    #[case((Some("Building 2"), "Unit 7"), (Some("2"), "007"))]
    #[case((Some("A"), "101"), (None, "101"))]
    #[case((None, "１０１"), (None, "101"))]
    fn the_same(#[case] a: Place<'_>, #[case] b: Place<'_>) {
        assert_eq!(likeness(a, b), Likeness::Same);
    }

    #[rstest]
    #[case((None, "12-C"), (None, "12C"))]
    #[case((None, "1-12"), (None, "11-2"))]
    #[case((Some("B"), "204"), (None, "B204"))]
    #[case((Some("1"), "12"), (Some("11"), "2"))]
    fn the_same_once_joined(#[case] a: Place<'_>, #[case] b: Place<'_>) {
        assert_eq!(likeness(a, b), Likeness::Joined);
    }

    #[rstest]
    #[case((None, "101"), (None, "102"))]
    #[case((Some("A"), "101"), (Some("B"), "101"))]
    #[case((Some("A"), "204"), (None, "B-204"))]
    #[case((None, "204"), (None, "B-204"))]
    #[case((None, "United"), (None, "ed"))]
    #[case((None, ""), (None, ""))]
    #[case((Some("A"), "Apt"), (Some("A"), "#"))]
    fn different(#[case] a: Place<'_>, #[case] b: Place<'_>) {
        assert_eq!(likeness(a, b), Likeness::Different);
    }

    #[test]
    fn texts_that_stand_for_several_places() {
        let key = |place: Place<'_>| PlaceKey::of((place.0, Some(place.1)));
        let mut twice = JoinedTwice::default();
        let units = [(None, "1-12"), (None, "11-2"), (Some("A"), "7-C"), (Some("B"), "7-C")];
        twice.add(units.into_iter().map(key));
        assert!(twice.has(&key((None, "1-12")), &key((None, "112"))));
        assert!(!twice.has(&key((Some("A"), "7-C")), &key((Some("A"), "7C"))));
    }

    proptest! {
        #[test]
        fn a_place_is_like_itself(building in "\\PC{0,8}", unit in "\\PC{0,12}") {
            let key = PlaceKey::of((Some(&building), Some(&unit)));
            prop_assert_eq!(key.likeness(&key) == Likeness::Same, !key.is_blank());
        }
    }
}
