/// The first plausible email address in several texts, each of which may hold several. If there is
/// none, the first text that is not blank, so that the engine can report it.
pub fn first_email<'a>(cells: &[&'a str]) -> &'a str {
    let parts = cells.iter().flat_map(|cell| cell.split([',', ';', ' ', '\n', '\u{A0}']));
    let plausible = |part: &&str| matches!(part.split_once('@'), Some((name, domain)) if !name.is_empty() && !domain.is_empty());
    parts
        .map(str::trim)
        .find(plausible)
        .or_else(|| cells.iter().copied().find(|cell| !cell.is_empty()))
        .unwrap_or_default()
}

/// The preferred phone number in a text such as `Mobile: (555) 010-1111, Home: ...`: mobile, then
/// home, then unlabeled, then any other. A fax number is never returned.
pub fn preferred_phone(cell: &str) -> &str {
    let mut best = (usize::MAX, "");
    for part in cell.split([',', ';', '\n']) {
        let (kind, number) = part.split_once(':').unwrap_or(("", part));
        let number = number.trim();
        let rank = rank(kind.trim());
        if number.contains(|c: char| c.is_ascii_digit()) && rank < best.0 {
            best = (rank, number);
        }
    }
    best.1
}

/// Ranks a kind of phone; lower is better.
fn rank(kind: &str) -> usize {
    let kind = kind.to_ascii_lowercase();
    let is = |word| kind.starts_with(word);
    match kind.as_str() {
        _ if is("mobile") || is("cell") => 0,
        _ if is("home") => 1,
        "" => 2,
        _ if is("fax") => usize::MAX,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&["alma@example.com, alma2@example.com"], "alma@example.com")]
    #[case(&["none; alma@example.com"], "alma@example.com")]
    #[case(&["", "alma@example.com"], "alma@example.com")]
    #[case(&["alma.example.com", ""], "alma.example.com")]
    #[case(&["@example.com", "x@"], "@example.com")]
    #[case(&["", ""], "")]
    fn emails(#[case] cells: &[&str], #[case] expected: &str) {
        assert_eq!(first_email(cells), expected);
    }

    #[rstest]
    #[case("Mobile: (555) 010-1111, Home: (555) 010-2222", "(555) 010-1111")]
    #[case("Home: (555) 010-2222, Cell: (555) 010-1111", "(555) 010-1111")]
    #[case("Work: 555-0103; Home: 555-0102", "555-0102")]
    #[case("Fax: 555-0100, Office: 555-0103", "555-0103")]
    #[case("Fax: 555-0100", "")]
    #[case("(555) 010-1111", "(555) 010-1111")]
    #[case("555-0101, 555-0102", "555-0101")]
    #[case("Mobile: , Home: 555-0102", "555-0102")]
    #[case("", "")]
    fn phones(#[case] cell: &str, #[case] expected: &str) {
        assert_eq!(preferred_phone(cell), expected);
    }
}
