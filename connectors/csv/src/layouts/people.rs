//! Several people in one cell.

use tenantry_core::connector::{is_suffix, split_name};

use crate::synonyms::folds_to;

/// A person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) first: String,
    pub(crate) last: String,
}

/// Words that show that a name is a company's. Company names are never split.
const COMPANY: &str = "llc inc incorporated corp corporation ltd limited llp lp pllc plc company \
                       gmbh co";

/// The people named in a cell: `Smith, John; Doe, Jane`, `Smith, John & Jane`,
/// `Cathrine & Dennis Amling`, `John Smith and Jane Doe`. A person without a
/// last name shares the other's. Empty if the cell names nobody.
pub(crate) fn people(cell: &str) -> Vec<Name> {
    if !cell.contains(char::is_alphabetic) {
        return Vec::new();
    }
    if is_company(cell) {
        return vec![Name { first: String::new(), last: on_one_line(cell) }];
    }
    if !may_be_several(cell) {
        return vec![name(cell)];
    }
    let mut people = Vec::new();
    for part in lines(cell).iter().flat_map(|line| line.split(';')) {
        couple(part, &mut people);
    }
    people
}

/// The people in a comma-separated list, each `First Last`. Suffixes and
/// company forms belong to the name before them.
pub(crate) fn listed(cell: &str) -> Vec<Name> {
    let mut names: Vec<String> = Vec::new();
    for part in cell.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match names.last_mut() {
            Some(before) if is_suffix(part) || is_form_of_company(part) => {
                *before = format!("{before}, {part}");
            }
            _ => names.push(part.to_owned()),
        }
    }
    names.iter().flat_map(|name| people(name)).collect()
}

/// Whether a cell contains anything that can separate people. Most do not.
fn may_be_several(cell: &str) -> bool {
    cell.contains([';', '&', '+', '\n'])
        || cell.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"))
}

/// Whether a name is a company's. "Co" is also a family name unless it comes
/// last.
fn is_company(name: &str) -> bool {
    let mut words = name.split_whitespace().rev();
    words.next().is_some_and(is_form_of_company)
        || words.any(|word| is_form_of_company(word) && !folds_to(word, "co"))
}

fn is_form_of_company(word: &str) -> bool {
    COMPANY.split_ascii_whitespace().any(|form| folds_to(word, form))
}

/// A cell with several lines: one name per line, or one name broken across
/// lines.
fn lines(cell: &str) -> Vec<String> {
    let lines: Vec<&str> =
        cell.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let with_comma = |line: &&str| line.trim_matches(',').contains(',');
    let whole = |line: &&str| !line.contains(',') && line.split_whitespace().nth(1).is_some();
    if lines.iter().all(with_comma) || lines.iter().all(whole) {
        return lines.into_iter().map(str::to_owned).collect();
    }
    vec![lines.join(" ")]
}

/// One or more people separated by "&" or "and".
fn couple(text: &str, people: &mut Vec<Name>) {
    let pieces = apart(text);
    let names: Vec<Name> = pieces.iter().map(|piece| name(piece)).collect();
    let is_lone = |name: &Name| name.first.is_empty();
    match (pieces.as_slice(), names.as_slice()) {
        ([], _) => {}
        ([_], [one]) => people.push(one.clone()),
        // `Smith, John & Jane`: the second person has only a first name.
        ([first, ..], [head, rest @ ..]) if first.contains(',') && !is_lone(head) => {
            people.push(head.clone());
            for (piece, other) in pieces[1..].iter().zip(rest) {
                people.push(match piece.contains(',') {
                    true => other.clone(),
                    false => Name { first: on_one_line(piece), last: family(&head.last) },
                });
            }
        }
        // `Cathrine & Dennis Amling`: the first person has only a first name.
        (_, [rest @ .., tail]) if !is_lone(tail) => {
            for (piece, other) in pieces.iter().zip(rest) {
                people.push(match is_lone(other) || ends_with_initial(piece) {
                    true => Name { first: on_one_line(piece), last: family(&tail.last) },
                    false => other.clone(),
                });
            }
            people.push(tail.clone());
        }
        // `Smith & Doe` may be a company or two people: it is kept as it is.
        _ => people.push(Name { first: String::new(), last: on_one_line(text) }),
    }
}

/// The pieces between "&", "+" and "and".
fn apart(text: &str) -> Vec<String> {
    let mut pieces = vec![Vec::new()];
    let spaced = text.replace('&', " & ");
    for word in spaced.split_whitespace() {
        if matches!(word, "&" | "+") || word.eq_ignore_ascii_case("and") {
            pieces.push(Vec::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(word);
        }
    }
    let joined = pieces.into_iter().map(|words| words.join(" "));
    joined.filter(|piece| piece.contains(char::is_alphabetic)).collect()
}

fn name(text: &str) -> Name {
    let (first, last) = split_name(text);
    Name { first, last }
}

/// A last name without its suffix, which belongs to one person only.
fn family(last: &str) -> String {
    match last.rsplit_once(' ') {
        Some((family, suffix)) if is_suffix(suffix) => family.trim_end_matches(',').into(),
        _ => last.into(),
    }
}

/// Whether text ends with an initial, as in `John A.`, so it is not a first and
/// last name.
fn ends_with_initial(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| word.trim_end_matches('.').chars().count() == 1)
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn told(people: Vec<Name>) -> Vec<String> {
        people.into_iter().map(|name| format!("{}|{}", name.first, name.last)).collect()
    }

    #[rstest]
    #[case("Reyes, Alma", &["Alma|Reyes"])]
    #[case("Alma Reyes", &["Alma|Reyes"])]
    #[case("Cathrine & Dennis Amling", &["Cathrine|Amling", "Dennis|Amling"])]
    #[case("Bram & Noor de Vries", &["Bram|de Vries", "Noor|de Vries"])]
    #[case("Cathrine&Dennis Amling", &["Cathrine|Amling", "Dennis|Amling"])]
    #[case("Smith, John; Doe, Jane", &["John|Smith", "Jane|Doe"])]
    #[case("Smith, John & Jane", &["John|Smith", "Jane|Smith"])]
    #[case("Smith, John & Mary Ann", &["John|Smith", "Mary Ann|Smith"])]
    #[case("Smith, John & Doe, Jane", &["John|Smith", "Jane|Doe"])]
    #[case("Smith Jr., John & Jane", &["John|Smith Jr.", "Jane|Smith"])]
    #[case("John Smith and Jane Doe", &["John|Smith", "Jane|Doe"])]
    #[case("John Smith AND Jane Doe", &["John|Smith", "Jane|Doe"])]
    #[case("John A. & Jane Smith", &["John A.|Smith", "Jane|Smith"])]
    #[case("Smith, John\nDoe, Jane", &["John|Smith", "Jane|Doe"])]
    #[case("John Smith\nJane Doe", &["John|Smith", "Jane|Doe"])]
    #[case("van der\nBerg, Jan", &["Jan|van der Berg"])]
    #[case("Reyes,\nAlma", &["Alma|Reyes"])]
    #[case("Smith Jr., John", &["John|Smith Jr."])]
    #[case("Smith, John; Smith, John", &["John|Smith", "John|Smith"])]
    #[case("Alma Reyes &", &["Alma|Reyes"])]
    #[case("Smith & Doe", &["|Smith & Doe"])]
    #[case("Smith & Doe LLC", &["|Smith & Doe LLC"])]
    #[case("Acme Homes, Inc.", &["|Acme Homes, Inc."])]
    #[case("Harbor & Sons Co", &["|Harbor & Sons Co"])]
    #[case("Co, Anh", &["Anh|Co"])]
    #[case("Anders Andersson", &["Anders|Andersson"])]
    #[case("Amper & Sandra Andy", &["Amper|Andy", "Sandra|Andy"])]
    #[case("Teo", &["|Teo"])]
    #[case("", &[])]
    #[case(" -- ", &[])]
    #[case("12/31/2026", &[])]
    fn in_a_cell(#[case] cell: &str, #[case] expected: &[&str]) {
        assert_eq!(told(people(cell)), expected);
    }

    #[rstest]
    #[case("Alma Reyes, Teo Reyes", &["Alma|Reyes", "Teo|Reyes"])]
    #[case("John Smith, Jr., Jane Doe", &["John|Smith Jr.", "Jane|Doe"])]
    #[case("Acme Homes, LLC, Jane Doe", &["|Acme Homes, LLC", "Jane|Doe"])]
    #[case("Alma Reyes", &["Alma|Reyes"])]
    #[case("Alma & Teo Reyes, Jane Doe", &["Alma|Reyes", "Teo|Reyes", "Jane|Doe"])]
    #[case("", &[])]
    fn in_a_list(#[case] cell: &str, #[case] expected: &[&str]) {
        assert_eq!(told(listed(cell)), expected);
    }

    proptest! {
        /// Any cell: everybody has a name, and any letter names somebody.
        #[test]
        fn any_text(cell in "[A-Za-zé,;&.\n ]{0,40}|\\PC{0,40}") {
            for all in [people(&cell), listed(&cell)] {
                prop_assert!(all.iter().all(|name| !(name.first.is_empty() && name.last.is_empty())));
            }
            prop_assert!(!cell.contains(|c: char| c.is_ascii_uppercase()) || !people(&cell).is_empty());
        }
    }
}
