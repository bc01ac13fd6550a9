/// Splits a whole name into first and last name.
///
/// `Last, First Middle` where there is a comma, else `First Middle Last`: the
/// last word is the last name. A generational suffix stays with the last name
/// wherever it stands. A name of one word is a last name.
pub(crate) fn split(name: &str) -> (String, String) {
    let mut parts: Vec<Vec<&str>> = name
        .split(',')
        .map(|part| part.split_whitespace().collect())
        .filter(|part: &Vec<&str>| !part.is_empty())
        .collect();
    let suffix = take_suffix(&mut parts);
    let (first, mut last) = match parts.len() {
        0 => (Vec::new(), Vec::new()),
        1 => {
            let mut words = parts.remove(0);
            let last = words.split_off(words.len().saturating_sub(1));
            (words, last)
        }
        _ => {
            let last = parts.remove(0);
            (parts.concat(), last)
        }
    };
    last.extend(suffix);
    (first.join(" "), last.join(" "))
}

/// Takes the generational suffix off the end of any part, and parts that are
/// nothing else.
fn take_suffix<'a>(parts: &mut Vec<Vec<&'a str>>) -> Option<&'a str> {
    let part =
        parts.iter_mut().rev().find(|part| part.last().is_some_and(|word| is_suffix(word)))?;
    let suffix = part.pop();
    parts.retain(|part| !part.is_empty());
    suffix
}

fn is_suffix(word: &str) -> bool {
    let word = word.strip_suffix('.').unwrap_or(word);
    ["jr", "sr", "ii", "iii", "iv"].iter().any(|suffix| suffix.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("Okafor, Ada", "Ada", "Okafor")]
    #[case("Okafor,Ada Mae", "Ada Mae", "Okafor")]
    #[case("Ada Okafor", "Ada", "Okafor")]
    #[case("Ada  Mae Okafor", "Ada Mae", "Okafor")]
    #[case("van der Berg, Jan", "Jan", "van der Berg")]
    #[case("Smith Jr., John", "John", "Smith Jr.")]
    #[case("Smith, John Jr.", "John", "Smith Jr.")]
    #[case("Smith, Jr., John", "John", "Smith Jr.")]
    #[case("Smith, John, III", "John", "Smith III")]
    #[case("John Smith Jr", "John", "Smith Jr")]
    #[case("John Smith, Jr.", "John", "Smith Jr.")]
    #[case("John Q. Smith III", "John Q.", "Smith III")]
    #[case("Okafor", "", "Okafor")]
    #[case("Okafor,", "", "Okafor")]
    #[case("Jr.", "", "Jr.")]
    #[case("", "", "")]
    #[case(" , ", "", "")]
    fn splits(#[case] name: &str, #[case] first: &str, #[case] last: &str) {
        assert_eq!(split(name), (first.to_owned(), last.to_owned()));
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(name in "[A-Za-zé, .]{0,30}") {
            let letters = |text: &str| {
                let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
                letters.sort_unstable();
                letters
            };
            let (first, last) = split(&name);
            prop_assert_eq!(letters(&name), letters(&format!("{first}{last}")));
        }
    }
}
