use crate::normalize::Suffix;

/// Splits a full name into first and last name.
///
/// Reads `Last, First Middle` if there is a comma, otherwise `First Middle Last`: the last word is
/// the last name, with any particles such as "van der" before it. A generational suffix stays with
/// the last name, wherever it was written. A single word is a last name.
pub fn split_name(name: &str) -> (String, String) {
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
            let last = words.split_off(start_of_last(&words));
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

/// The index at which the last name starts. Particles are recognized only in lower case.
fn start_of_last(words: &[&str]) -> usize {
    const PARTICLES: [&str; 17] = [
        "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ten",
        "ter", "van", "von", "zu",
    ];
    let is_particle = |word: &&&str| PARTICLES.contains(*word);
    let last = words.len().saturating_sub(1);
    let particles = words[..last].iter().rev().take_while(is_particle).count();
    // Keep at least one word for the first name.
    (last - particles).max(last.min(1))
}

/// Removes a generational suffix from the end of any part, and drops parts that consist of nothing
/// else.
fn take_suffix<'a>(parts: &mut Vec<Vec<&'a str>>) -> Option<&'a str> {
    let of_two = parts.len() == 2;
    let ends_in_suffix = |part: &&mut Vec<&str>| match &part[..] {
        // "Lopez, Junior": spelled out and alone, it is the first name.
        [only] if of_two && only.len() > 3 => false,
        [.., last] => is_suffix(last),
        [] => false,
    };
    let suffix = parts.iter_mut().rev().find(ends_in_suffix)?.pop();
    parts.retain(|part| !part.is_empty());
    suffix
}

/// Whether a word is a generational suffix, by the same list that is used to compare names.
pub fn is_suffix(word: &str) -> bool {
    Suffix::of(word).is_some()
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
    #[case("Jan van der Berg", "Jan", "van der Berg")]
    #[case("Maria de la Cruz Jr.", "Maria", "de la Cruz Jr.")]
    #[case("de Vries", "de", "Vries")]
    #[case("Van Morris", "Van", "Morris")]
    #[case("Smith Jr., John", "John", "Smith Jr.")]
    #[case("Smith, John Jr.", "John", "Smith Jr.")]
    #[case("Smith, Jr., John", "John", "Smith Jr.")]
    #[case("Smith, John, III", "John", "Smith III")]
    #[case("John Smith Jr", "John", "Smith Jr")]
    #[case("John Smith, Jr.", "John", "Smith Jr.")]
    #[case("John Q. Smith III", "John Q.", "Smith III")]
    #[case("John Smith 3rd", "John", "Smith 3rd")]
    #[case("John Smith 2nd.", "John", "Smith 2nd.")]
    #[case("Smith 4th, John", "John", "Smith 4th")]
    #[case("John Smith Junior", "John", "Smith Junior")]
    #[case("Smith, John, Senior", "John", "Smith Senior")]
    #[case("Lopez, Junior", "Junior", "Lopez")]
    #[case("Junior Lopez", "Junior", "Lopez")]
    #[case("Okafor", "", "Okafor")]
    #[case("Okafor,", "", "Okafor")]
    #[case("Jr.", "", "Jr.")]
    #[case("", "", "")]
    #[case(" , ", "", "")]
    fn splits(#[case] name: &str, #[case] first: &str, #[case] last: &str) {
        assert_eq!(split_name(name), (first.to_owned(), last.to_owned()));
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(name in "[A-Za-zé, .]{0,30}") {
            let letters = |text: &str| {
                let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
                letters.sort_unstable();
                letters
            };
            let (first, last) = split_name(&name);
            prop_assert_eq!(letters(&name), letters(&format!("{first}{last}")));
        }
    }
}
