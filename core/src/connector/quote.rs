/// The longest quotation, in characters.
const MOST: usize = 200;

/// The longest word that is quoted. Longer ones are likely keys or licenses.
const LONGEST_WORD: usize = 32;

/// Quotes what a PMS says about a failure, for use in an error text: on one line, with anything
/// that may be personal or secret replaced by `***` (email addresses, numbers of seven or more
/// digits, and long words).
pub fn quote(text: &str) -> String {
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
        quoted += if hidden { "***" } else { word };
    }
    quoted.retain(|c| !c.is_control());
    quoted
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
    #[case("a\u{1b}[31m", "a[31m")]
    fn quoted(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(quote(text), expected);
    }

    #[test]
    fn a_quotation_is_short() {
        assert!(quote(&"word ".repeat(1000)).len() < MOST + 10);
    }
}
