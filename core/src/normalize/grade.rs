use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::NameKey;
use crate::Text;

/// How far apart two different names are. For an account and a newcomer, it is a hint for the
/// person who decides. If the PMS changes the name of a linked resident, it tells a correction,
/// which is applied, from another person.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    JsonSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A letter or two differ, or first and last name are exchanged.
    Spelling,
    /// A short form of the first name, and the same last name or another spelling of it.
    Nickname,
    /// The same first name, and another last name, as after a wedding.
    Surname,
    /// A different name.
    Different,
}

words!(Grade);

/// First names, each with its short forms.
const NICKNAMES: [&[&str]; 40] = [
    &["abigail", "abby"],
    &["alexander", "alex", "sasha", "xander"],
    &["alexandra", "alex", "sandra"],
    &["alfred", "al", "fred"],
    &["andrew", "andy", "drew"],
    &["anthony", "tony"],
    &["antonio", "tony", "tono"],
    &["barbara", "barb"],
    &["benjamin", "ben", "benny"],
    &["catherine", "katherine", "kathryn", "cathy", "kathy", "kate", "katie", "cat"],
    &["charles", "charlie", "chuck"],
    &["christopher", "chris", "topher"],
    &["christina", "christine", "chris", "tina"],
    &["daniel", "dan", "danny"],
    &["david", "dave", "davy"],
    &["deborah", "debra", "deb", "debbie"],
    &["donald", "don", "donnie"],
    &["edward", "ed", "eddie", "ted", "ned"],
    &["elizabeth", "liz", "beth", "betty", "eliza", "lisa", "libby"],
    &["francisco", "paco", "pancho"],
    &["frederick", "fred", "freddy"],
    &["gregory", "greg"],
    &["guadalupe", "lupe"],
    &["james", "jim", "jimmy", "jamie"],
    &["jennifer", "jen", "jenny"],
    &["jose", "pepe"],
    &["john", "jack", "johnny", "jon"],
    &["joseph", "joe", "joey"],
    &["margaret", "maggie", "meg", "peggy", "marge"],
    &["matthew", "matt"],
    &["michael", "mike", "mick", "mickey"],
    &["nicholas", "nick"],
    &["patricia", "pat", "patty", "tricia"],
    &["patrick", "pat", "paddy"],
    &["rebecca", "becky"],
    &["richard", "rick", "dick", "rich"],
    &["robert", "bob", "bobby", "rob", "robbie"],
    &["samuel", "samantha", "sam", "sammy"],
    &["thomas", "tom", "tommy"],
    &["william", "bill", "billy", "will", "liam"],
];

/// Grades the difference between two names, each given as first and last name.
pub fn grade(a: (&str, &str), b: (&str, &str)) -> Grade {
    if is_exchanged(a, b) {
        return Grade::Spelling;
    }
    let ((first_a, last_a), (first_b, last_b)) = (parts(a), parts(b));
    let near = |a: &str, b: &str| {
        let longest = a.chars().count().max(b.chars().count());
        strsim::damerau_levenshtein(a, b) <= if longest < 4 { 0 } else { (longest / 4).clamp(1, 2) }
    };
    let same_last = near(&last_a, &last_b);
    if same_last && is_short_form(&first_a, &first_b) {
        Grade::Nickname
    } else if same_last && !first_a.is_empty() && near(&first_a, &first_b) {
        Grade::Spelling
    } else if !first_a.is_empty() && first_a == first_b && !last_a.is_empty() && !last_b.is_empty()
    {
        Grade::Surname
    } else {
        Grade::Different
    }
}

/// Whether the first name of each is the last name of the other.
pub fn is_exchanged(a: (&str, &str), b: (&str, &str)) -> bool {
    let ((first_a, last_a), (first_b, last_b)) = (parts(a), parts(b));
    first_a == last_b && last_a == first_b
}

/// The keys of a first and a last name, without a suffix.
fn parts((first, last): (&str, &str)) -> (Text, Text) {
    (NameKey::of(first, "").base, NameKey::of("", last).base)
}

fn is_short_form(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short != long
        && (NICKNAMES.iter().any(|names| names.contains(&short) && names.contains(&long))
            || (!short.is_empty()
                && (short.len() == 1 || short.len() >= 3)
                && long.starts_with(short)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(("Robert", "Lee"), ("Bob", "Lee"), Grade::Nickname)]
    #[case(("Kate", "Lee"), ("Katherine", "Lee"), Grade::Nickname)]
    #[case(("J", "Lee"), ("Julia", "Lee"), Grade::Nickname)]
    #[case(("Katherine", "Lee"), ("Katharine", "Lee"), Grade::Spelling)]
    #[case(("Ana", "Gonzales"), ("Ana", "Gonzalez"), Grade::Spelling)]
    #[case(("Lee", "Ana"), ("Ana", "Lee"), Grade::Spelling)]
    #[case(("Ana", "Lee"), ("Ben", "Lee"), Grade::Different)]
    #[case(("Bob", "Lee"), ("Bob", "Kim"), Grade::Surname)]
    #[case(("Bob", "Keler"), ("Robert", "Keller"), Grade::Nickname)]
    #[case(("Bob", "Lee"), ("Bob", ""), Grade::Different)]
    #[case(("Bob", "Lee"), ("", "Lee"), Grade::Different)]
    #[case(("", "Lee"), ("", "Kim"), Grade::Different)]
    #[case(("Ana", "Lee"), ("Bob", "Kim"), Grade::Different)]
    fn grades(#[case] a: (&str, &str), #[case] b: (&str, &str), #[case] expected: Grade) {
        assert_eq!(grade(a, b), expected);
        assert_eq!(grade(b, a), expected);
    }
}
