use super::vocabulary::VOCABULARY;

/// The longest quotation, in characters.
const MOST: usize = 200;

/// The longest word that is quoted. Longer ones are likely keys or licenses.
const LONGEST_WORD: usize = 32;

/// Quotes what a PMS says about a failure, for use in an error text: on one line, with anything
/// that may be personal or secret replaced by `***` (as [`quote_name`] does, and capitalized words
/// that no report of a failure needs, which may be names). A recording (`fetch --record`) has the
/// whole text.
///
/// `Resident Ana Ruiz is locked by user SMITHJ` is quoted as `Resident *** *** is locked by user ***`.
pub fn quote(text: &str) -> String {
    quoted(text, without_names)
}

/// Quotes a code, or the name of a property: on one line, with email addresses, numbers of seven or
/// more digits, and long words replaced by `***`.
pub fn quote_name(text: &str) -> String {
    quoted(text, str::to_owned)
}

fn quoted(text: &str, shown: impl Fn(&str) -> String) -> String {
    let mut quoted = String::new();
    for word in text.split_whitespace() {
        if quoted.len() + word.len() > MOST {
            quoted += " ...";
            break;
        }
        if !quoted.is_empty() {
            quoted.push(' ');
        }
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let hidden = word.contains('@') || digits >= 7 || word.chars().count() > LONGEST_WORD;
        match hidden {
            true => quoted += "***",
            false => quoted += &shown(word),
        }
    }
    quoted.retain(|c| !c.is_control());
    quoted
}

/// A word as it is, or with its capitalized parts replaced: `(Ruiz,Ana)` is `(***,***)`.
fn without_names(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for part in word.split_inclusive(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
        let name = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        plain += if may_be_name(name) { "***" } else { name };
        plain += &part[name.len()..];
    }
    plain
}

fn may_be_name(word: &str) -> bool {
    let is_capitalized = word.chars().next().is_some_and(char::is_uppercase);
    // Codes like `E1001` and `X`.
    let is_code = word.chars().count() < 2 || word.bytes().any(|byte| byte.is_ascii_digit());
    let known = || VOCABULARY.binary_search(&word.to_lowercase().as_str()).is_ok();
    is_capitalized && !is_code && !known()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Login failed.\n  Please check", "Login failed. Please check")]
    #[case("no access for a.b@example.com", "no access for ***")]
    #[case("call (555)010-0001 now", "call *** now")]
    #[case("key 0123abcd4567", "key ***")]
    #[case("license AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "license ***")]
    #[case("Resident Ana Ruiz is locked by user SMITHJ", "Resident *** *** is locked by user ***")]
    #[case("RESIDENT ANA O'NEIL-RUIZ HAS NO UNIT.", "RESIDENT *** ***-*** HAS NO UNIT.")]
    #[case("Álamo,Zoë: Invalid Lease (E1001)", "***,***: Invalid Lease (E1001)")]
    #[case("Timeout expired. The Api-Key is wrong", "Timeout expired. The Api-Key is wrong")]
    #[case("a\u{1b}[31m", "a[31m")]
    fn quotations(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(quote(text), expected);
    }

    #[test]
    fn names_of_properties_are_quoted() {
        assert_eq!(quote_name("Maple Court\n(ana@example.com)"), "Maple Court ***");
    }

    #[test]
    fn a_quotation_is_short() {
        assert!(quote(&"word ".repeat(1000)).len() < MOST + 10);
    }
}
