use memchr::memchr3;

/// The longest value allowed, in characters.
const MAX_CHARS: usize = 1000;

/// Why a cell has no usable text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadCell {
    /// Control characters, or bytes that do not exist in the file's encoding.
    Text,
    /// Longer than any sensible value.
    TooLong,
}

/// The value of a cell, without surrounding whitespace and without the guard
/// that keeps a spreadsheet from reading it as a number (`="0101"`). `plain`
/// says that the cell is ASCII without control characters.
#[inline]
pub(crate) fn value(raw: &str, plain: bool) -> Result<&str, BadCell> {
    match raw.as_bytes() {
        // Nearly all cells: nothing to trim, unguard or refuse.
        [first, .., last]
            if plain
                && *first > b' '
                && *first != b'='
                && *last > b' '
                && raw.len() <= MAX_CHARS =>
        {
            Ok(raw)
        }
        [] => Ok(raw),
        _ => odd_value(raw),
    }
}

fn odd_value(raw: &str) -> Result<&str, BadCell> {
    if raw.chars().any(is_refused) {
        return Err(BadCell::Text);
    }
    let text = lenient(raw);
    if text.len() > MAX_CHARS && text.chars().count() > MAX_CHARS {
        return Err(BadCell::TooLong);
    }
    Ok(text)
}

/// The value of a heading cell. Nothing is refused here.
pub(crate) fn lenient(raw: &str) -> &str {
    let text = trim(raw);
    match text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => trim(inner),
        None => text,
    }
}

/// Whether a cell is empty or only whitespace.
pub(crate) fn is_blank(raw: &str) -> bool {
    trim(raw).is_empty()
}

fn trim(raw: &str) -> &str {
    raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'))
}

/// Puts text on one line, in place: whitespace that includes a line break or a
/// tab becomes one space. Returns the new length; the bytes left over become
/// spaces.
pub(crate) fn put_on_one_line(text: &mut [u8]) -> usize {
    if memchr3(b'\n', b'\r', b'\t', text).is_none() {
        return text.len();
    }
    let (mut from, mut to) = (0, 0);
    while from < text.len() {
        let blank = text[from..].iter().take_while(|byte| b" \n\r\t".contains(byte)).count();
        let breaks = text[from..from + blank].iter().any(|byte| *byte != b' ');
        if breaks {
            text[to] = b' ';
            to += 1;
            from += blank;
        } else {
            let kept = blank.max(1);
            text.copy_within(from..from + kept, to);
            to += kept;
            from += kept;
        }
    }
    text[to..].fill(b' ');
    to
}

/// Control characters, and the replacement characters that decoders insert for
/// damaged text.
fn is_refused(c: char) -> bool {
    c.is_control() || c == '\u{FFFD}'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", "")]
    #[case("a", "a")]
    #[case("  B2-104 ", "B2-104")]
    #[case("\u{A0}Ada\u{A0}", "Ada")]
    #[case("\u{FEFF}id", "id")]
    #[case("=\"0101\"", "0101")]
    #[case(" =\" 0101 \" ", "0101")]
    #[case("=\"", "=\"")]
    #[case("=0101", "=0101")]
    #[case("two  spaces", "two  spaces")]
    #[case("Zoë", "Zoë")]
    fn values(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(value(raw, false).unwrap(), expected);
        if raw.is_ascii() && !raw.contains(char::is_control) {
            assert_eq!(value(raw, true).unwrap(), expected);
        }
    }

    #[rstest]
    #[case("12 High St\nFlat 3", "12 High St Flat 3")]
    #[case("a \r\n\t b\n\nc", "a b c")]
    #[case("a\tb", "a b")]
    #[case("two  spaces é", "two  spaces é")]
    #[case("\n", " ")]
    fn one_line(#[case] text: &str, #[case] expected: &str) {
        let mut bytes = text.as_bytes().to_vec();
        let len = put_on_one_line(&mut bytes);
        assert_eq!(std::str::from_utf8(&bytes[..len]).unwrap(), expected);
        assert!(bytes[len..].iter().all(|byte| *byte == b' '));
    }

    #[rstest]
    #[case("a\0b")]
    #[case("a\u{1A}")]
    #[case("\u{7F}")]
    #[case("\u{81}")]
    #[case("Ren\u{FFFD}e")]
    #[case("\u{1B}[31m")]
    fn damaged(#[case] raw: &str) {
        assert_eq!(value(raw, false), Err(BadCell::Text));
    }

    #[test]
    fn a_thousand_characters_are_enough() {
        assert!(value(&"é".repeat(1000), false).is_ok());
        assert_eq!(value(&"é".repeat(1001), false), Err(BadCell::TooLong));
        assert_eq!(value(&"e".repeat(1001), true), Err(BadCell::TooLong));
        assert!(value(&" ".repeat(5000), true).is_ok());
    }

    proptest! {
        #[test]
        fn any_text(raw in any::<String>()) {
            if let Ok(text) = value(&raw, false) {
                prop_assert_eq!(text.trim(), text);
                prop_assert!(!text.contains(char::is_control));
            }
        }

        #[test]
        fn the_quick_way_gives_the_same(raw in "[ -~]{0,12}") {
            prop_assert_eq!(value(&raw, true), value(&raw, false));
        }
    }
}
