use std::collections::{BTreeMap, HashMap};

use tenantry_core::{
    Text,
    connector::fold_word,
    model::{Role, Status},
};

use crate::synonyms::{fold, has_word};

/// The usual words for each status, as [`fold`] leaves them.
const STATUSES: &[(Status, &str)] = &[
    (Status::Applicant, "applied application prospect applicationpending applicationstarted"),
    (
        Status::Future,
        "futureresident futuretenant pending pendingmovein approved approvedapplicant \
         preleased prelease upcoming futurelease",
    ),
    (
        Status::Current,
        "occupied active resident currentresident currenttenant inplace movedin mtm \
         monthtomonth currentlease",
    ),
    (
        Status::Notice,
        "onnotice ntv noticetovacate noticegiven undernotice occupiedntv occupiedntvl \
         occupiedonnotice noticeunrented noticerented currentnotice",
    ),
    (
        Status::Eviction,
        "evict undereviction evicting ineviction evictionpending evictioninprogress",
    ),
    (
        Status::Past,
        "former movedout pastresident pasttenant formerresident formertenant inactive \
         vacated",
    ),
    (Status::Cancelled, "canceled cancelledlease canceledlease withdrawn applicationcancelled"),
    (Status::Denied, "declined rejected applicationdenied"),
];

/// The usual words for each role, as [`fold`] leaves them.
const ROLES: &[(Role, &str)] = &[
    (
        Role::Primary,
        "primaryresident primarytenant primaryleaseholder head headofhousehold hoh \
         leaseholder lessee main maintenant self resident tenant responsible \
         financiallyresponsible",
    ),
    (
        Role::Roommate,
        "cotenant coresident colessee coleaseholder coapplicant jointtenant secondary \
         housemate",
    ),
    (
        Role::Occupant,
        "otheroccupant additionaloccupant authorizedoccupant adultoccupant spouse partner \
         dependent nonleaseholder",
    ),
    (Role::Guarantor, "cosigner leaseguarantor guaranty"),
    (Role::Minor, "child minoroccupant minorchild"),
];

/// What the PMS's words for statuses mean.
#[derive(Debug)]
pub(crate) struct Statuses {
    configured: HashMap<String, Status>,
    own: &'static [(Status, &'static str)],
    seen: Seen<Status>,
}

impl Statuses {
    /// The words from `[connector.statuses]` come first, then the layout's, as
    /// [`fold`] leaves them, then the usual ones.
    pub(crate) fn new(
        configured: &BTreeMap<String, Status>,
        own: &'static [(Status, &'static str)],
    ) -> Self {
        let configured =
            configured.iter().map(|(word, status)| (fold_word(word), *status)).collect();
        Self { configured, own, seen: Seen::default() }
    }

    /// What a word means; [`Status::Unknown`] if it is not known.
    pub(crate) fn status(&mut self, word: &str) -> Status {
        let (configured, own) = (&self.configured, self.own);
        self.seen.get(word, |word| {
            let said = configured.get(&fold_word(word)).copied();
            said.or_else(|| meaning(own, &fold(word))).unwrap_or_else(|| status_of(word))
        })
    }
}

/// The usual meaning of a status word.
pub(crate) fn status_of(word: &str) -> Status {
    let word = fold(word);
    Status::from_name(&word).or_else(|| meaning(STATUSES, &word)).unwrap_or_default()
}

/// What a folded word means in a vocabulary.
fn meaning<T: Copy>(vocabulary: &[(T, &str)], word: &str) -> Option<T> {
    vocabulary.iter().find(|(_, words)| has_word(words, word)).map(|(meaning, _)| *meaning)
}

/// What words for roles mean.
#[derive(Debug)]
pub(crate) struct Roles {
    configured: HashMap<String, Role>,
    seen: Seen<Role>,
}

impl Roles {
    /// The words from `[connector.roles]` come before the usual ones.
    pub(crate) fn new(configured: &BTreeMap<String, Role>) -> Self {
        let configured = configured.iter().map(|(word, role)| (fold_word(word), *role)).collect();
        Self { configured, seen: Seen::default() }
    }

    /// The role for a word: primary if it is blank, [`Role::Unknown`] if it is not known.
    pub(crate) fn role(&mut self, word: &str) -> Role {
        if word.is_empty() {
            return Role::Primary;
        }
        let configured = &self.configured;
        self.seen.get(word, |word| {
            let said = configured.get(&fold_word(word)).copied();
            said.or_else(|| role_of(word)).unwrap_or(Role::Unknown)
        })
    }
}

/// What a word for a role means.
pub(crate) fn role_of(word: &str) -> Option<Role> {
    let word = fold(word);
    let named = Role::from_name(&word).filter(|role| *role != Role::Unknown);
    named.or_else(|| meaning(ROLES, &word))
}

/// Remembers what the first few words meant: a feed has a handful of words and
/// a million cells.
#[derive(Debug)]
struct Seen<T>(Vec<(Text, T)>);

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Seen<T> {
    const MOST: usize = 32;

    fn get(&mut self, word: &str, look_up: impl FnOnce(&str) -> T) -> T {
        if let Some((_, meaning)) = self.0.iter().find(|(seen, _)| seen == word) {
            return *meaning;
        }
        let meaning = look_up(word);
        if self.0.len() < Self::MOST {
            self.0.push((Text::from(word), meaning));
        }
        meaning
    }
}

/// Whether a cell is a known word, which shows that its row is a record and not
/// a heading line.
pub(crate) fn is_word_of_a_record(cell: &str) -> bool {
    const HEADINGS_TOO: [&str; 3] = ["resident", "tenant", "occupant"];
    !HEADINGS_TOO.contains(&&*fold(cell))
        && (status_of(cell) != Status::Unknown || role_of(cell).is_some())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Current", Status::Current)]
    #[case("OCCUPIED", Status::Current)]
    #[case("Active", Status::Current)]
    #[case("Resident", Status::Current)]
    #[case("Future", Status::Future)]
    #[case("Pre-lease", Status::Future)]
    #[case("Approved", Status::Future)]
    #[case("On Notice", Status::Notice)]
    #[case("NTV", Status::Notice)]
    #[case("Occupied-NTV", Status::Notice)]
    #[case("Notice to Vacate", Status::Notice)]
    #[case("Evict", Status::Eviction)]
    #[case("Under eviction", Status::Eviction)]
    #[case("Moved out", Status::Past)]
    #[case("Former", Status::Past)]
    #[case("Canceled", Status::Cancelled)]
    #[case("cancelled", Status::Cancelled)]
    #[case("Declined", Status::Denied)]
    #[case("Applied", Status::Applicant)]
    #[case("C", Status::Unknown)]
    #[case("Wintering", Status::Unknown)]
    #[case("", Status::Unknown)]
    fn usual_statuses(#[case] word: &str, #[case] status: Status) {
        assert_eq!(Statuses::new(&BTreeMap::new(), &[]).status(word), status);
    }

    #[test]
    fn configured_words_go_first() {
        let configured = BTreeMap::from([
            ("In  Residence".into(), Status::Current),
            ("pending".into(), Status::Applicant),
            ("C*".into(), Status::Notice),
        ]);
        let mut statuses =
            Statuses::new(&configured, &[(Status::Notice, "resting"), (Status::Past, "pending")]);
        for _ in 0..2 {
            assert_eq!(statuses.status("IN RESIDENCE"), Status::Current);
            assert_eq!(statuses.status("Pending"), Status::Applicant);
            assert_eq!(statuses.status("Resting"), Status::Notice);
            assert_eq!(statuses.status("c*"), Status::Notice);
            assert_eq!(statuses.status("c"), Status::Unknown);
        }
    }

    #[rstest]
    #[case("", Role::Primary)]
    #[case("Head of Household", Role::Primary)]
    #[case("Leaseholder", Role::Primary)]
    #[case("Co-tenant", Role::Roommate)]
    #[case("ROOMMATE", Role::Roommate)]
    #[case("Spouse", Role::Occupant)]
    #[case("Co-signer", Role::Guarantor)]
    #[case("Minor child", Role::Minor)]
    #[case("Cat", Role::Unknown)]
    #[case("HOUSE  sitter", Role::Occupant)]
    #[case("House-sitter", Role::Unknown)]
    #[case("Child", Role::Occupant)]
    fn roles(#[case] word: &str, #[case] role: Role) {
        assert_eq!(configured_roles().role(word), role);
    }

    fn configured_roles() -> Roles {
        let words = [("House sitter", Role::Occupant), ("child", Role::Occupant)];
        Roles::new(&words.map(|(word, role)| (word.to_owned(), role)).into())
    }

    #[test]
    fn words_are_folded_and_mean_one_thing() {
        let check = |words: Vec<&str>| {
            let mut sorted = words.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), words.len());
            assert!(words.iter().all(|word| fold(word) == *word));
        };
        check(STATUSES.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).collect());
        check(ROLES.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).collect());
    }

    #[test]
    fn more_words_than_are_remembered() {
        let mut roles = configured_roles();
        for number in 0..100 {
            assert_eq!(roles.role(&format!("word {number}")), Role::Unknown);
            assert_eq!(roles.role("Minor"), Role::Minor);
        }
    }
}
