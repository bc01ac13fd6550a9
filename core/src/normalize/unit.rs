use crate::Text;

/// Words that mean "unit" and do not distinguish units.
const WORDS: [&str; 6] = ["apt", "apartment", "unit", "apt.", "#", "no."];

/// The key by which units are compared: lower case, without "Apt", "Unit", "#", leading zeros and
/// spaces. Blank if nothing is left.
pub fn unit_key(unit: &str) -> Text {
    let lower = unit.to_lowercase();
    let mut key = Text::default();
    for word in lower.split_whitespace() {
        let mut word = word.trim_matches('#');
        for prefix in ["apartment", "apt.", "apt", "unit"] {
            // "apt12", but not "united"
            if let Some(rest) = word.strip_prefix(prefix)
                && !rest.starts_with(char::is_alphabetic)
            {
                word = rest.trim_start_matches(['#', '.', ':', '-']);
                break;
            }
        }
        if !WORDS.contains(&word) {
            key.push_str(word);
        }
    }
    match key.trim_start_matches('0') {
        "" if !key.is_empty() => Text::const_new("0"),
        trimmed => trimmed.into(),
    }
}

/// Whether two places are the same unit. The building counts only if both sides have one. A side
/// without a unit never matches.
pub fn same_unit(a: (Option<&str>, Option<&str>), b: (Option<&str>, Option<&str>)) -> bool {
    let (Some(unit_a), Some(unit_b)) = (a.1, b.1) else { return false };
    let unit = unit_key(unit_a);
    if unit.is_empty() || unit != unit_key(unit_b) {
        return false;
    }
    match (a.0, b.0) {
        (Some(a), Some(b)) => unit_key(a) == unit_key(b),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("101", "101")]
    #[case("0101", "101")]
    #[case("Apt 101", "101")]
    #[case("APT. 101", "101")]
    #[case("Unit #0101", "101")]
    #[case("#12b", "12b")]
    #[case("# 12 B", "12b")]
    #[case("apt12", "12")]
    #[case("Unit-7", "7")]
    #[case("United", "united")]
    #[case("000", "0")]
    #[case(" ", "")]
    fn keys(#[case] unit: &str, #[case] key: &str) {
        assert_eq!(unit_key(unit), key);
    }

    #[rstest]
    #[case((None, Some("101")), (None, Some("Apt 0101")), true)]
    #[case((Some("A"), Some("101")), (None, Some("101")), true)]
    #[case((Some("A"), Some("101")), (Some("a"), Some("101")), true)]
    #[case((Some("A"), Some("101")), (Some("B"), Some("101")), false)]
    #[case((None, None), (None, None), false)]
    #[case((None, Some("")), (None, Some("")), false)]
    fn places(
        #[case] a: (Option<&str>, Option<&str>),
        #[case] b: (Option<&str>, Option<&str>),
        #[case] same: bool,
    ) {
        assert_eq!(same_unit(a, b), same);
    }
}
