use crate::Text;

/// Reads `true`, `1`, `yes`, `y`, `t` and their opposites, in any letter case.
pub fn yes_or_no(word: &str) -> Option<bool> {
    match fold(word).as_str() {
        "true" | "1" | "yes" | "y" | "t" => Some(true),
        "false" | "0" | "no" | "n" | "f" => Some(false),
        _ => None,
    }
}

/// A word as settings compare it: letter case and spaces do not matter; punctuation does, because
/// codes such as `C*` and `C` may differ.
pub fn fold_word(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The letters and digits of a word, in lower case.
pub fn fold(word: &str) -> Text {
    let mut letters = [0; 24];
    if !word.is_ascii() || word.len() > letters.len() {
        return word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    }
    let mut count = 0;
    for byte in word.bytes().filter(u8::is_ascii_alphanumeric) {
        letters[count] = byte.to_ascii_lowercase();
        count += 1;
    }
    Text::from(std::str::from_utf8(&letters[..count]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(
            (yes_or_no("TRUE"), yes_or_no("0"), yes_or_no("")),
            (Some(true), Some(false), None)
        );
        assert_eq!(fold("Co-Resident 2"), "coresident2");
        assert_eq!(fold("ÉTÉ: a word of more than 24 letters"), "étéawordofmorethan24letters");
    }
}
