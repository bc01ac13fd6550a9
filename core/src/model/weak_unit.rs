use crate::Text;

/// Words that mean "unit" and do not distinguish units.
const WORDS: [&str; 6] = ["apt", "apartment", "unit", "apt.", "#", "no."];

/// The unit as a weak ID contains it: lower case, without "Apt", "Unit", "#", leading zeros and
/// spaces. Blank if nothing is left. Must not change, because weak IDs are stored.
pub(super) fn unit_key(unit: &str) -> Text {
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
}
