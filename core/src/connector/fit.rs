use super::fold;

/// How well a property that was asked for fits one of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is a part of it that names the property by itself.
    Part,
    /// It is all of it.
    Whole,
}

/// Compares a code or name as a person writes it with one of the feed. Letter case, spaces and
/// punctuation do not matter.
///
/// Some reports write more than the code: `17FIT - 100 Sample Street` is also fit by `17FIT`, and
/// `Maple Court (maple)` by `maple` and by `Maple Court`.
pub(super) fn fit(asked: &str, feed: &str) -> Option<Fit> {
    if is_same(asked, feed) {
        return Some(Fit::Whole);
    }
    let before_dashes = feed.match_indices(" - ").map(|(at, _)| &feed[..at]);
    let around = feed.trim().strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let mut parts = before_dashes.chain(around.into_iter().flat_map(|(name, code)| [name, code]));
    parts.any(|part| is_same(asked, part)).then_some(Fit::Part)
}

fn is_same(asked: &str, feed: &str) -> bool {
    let (key, other) = (fold(asked), fold(feed));
    if key.is_empty() { asked.trim() == feed.trim() } else { key == other }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("maple", "Maple", Some(Fit::Whole))]
    #[case("Maple Court", "maple-court ", Some(Fit::Whole))]
    #[case("17FIT", "17FIT - 100 Sample Street Denver, CO 80205", Some(Fit::Part))]
    #[case("17fit 100 sample street", "17FIT - 100 Sample Street", Some(Fit::Whole))]
    #[case("Maple - East", "Maple - East - 1 Main Street", Some(Fit::Part))]
    #[case("maple", "Maple Court(maple)", Some(Fit::Part))]
    #[case("MAPLE COURT", "Maple Court (mc-1)", Some(Fit::Part))]
    #[case("mc1", "Maple Court (mc-1)", Some(Fit::Part))]
    #[case("17FI", "17FIT - 100 Sample Street", None)]
    #[case("100 Sample Street", "17FIT - 100 Sample Street", None)]
    #[case("Maple", "Maple Court", None)]
    #[case("Maple Court", "Maple", None)]
    #[case("-", "--", None)]
    #[case("-", " -", Some(Fit::Whole))]
    #[case("", "Maple", None)]
    fn fits(#[case] asked: &str, #[case] feed: &str, #[case] expected: Option<Fit>) {
        assert_eq!(fit(asked, feed), expected);
    }

    proptest! {
        #[test]
        fn everything_fits_itself(name in "[A-Za-z0-9 ().-]{1,20}") {
            prop_assert_eq!(fit(&name, &name.to_uppercase()), Some(Fit::Whole));
        }
    }
}
