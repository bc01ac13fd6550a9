//! The meaning of MRI's words and flags.

use tenantry_core::{
    Date,
    connector::{StatusWords, fold, yes_or_no},
    model::{Role, Status},
};

/// What an entry says about a tenancy.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts<'e> {
    /// `ResidentStatus`.
    pub(crate) word: &'e str,
    /// `IsCurrent`.
    pub(crate) is_current: Option<bool>,
    /// Whether notice was given.
    pub(crate) notified: bool,
    /// The later of lease start and move-in.
    pub(crate) starts: Option<Date>,
    pub(crate) move_out: Option<Date>,
}

impl Facts<'_> {
    /// The status of a tenancy. The settings' meaning of the word takes
    /// precedence, but never makes somebody live there who is not current
    /// according to MRI.
    pub(crate) fn status(&self, configured: &StatusWords, today: Date) -> Status {
        let meaning = configured.get(self.word);
        let status = match meaning {
            Some(status) if !(lives_there(status) && self.is_current == Some(false)) => status,
            _ => self.usual(meaning.is_some(), today),
        };
        let leaves = self.notified || self.move_out.is_some_and(|day| day >= today);
        match status {
            Status::Current if leaves => Status::Notice,
            status => status,
        }
    }

    fn usual(&self, configured: bool, today: Date) -> Status {
        let word = fold(self.word);
        let known =
            configured || matches!(word.as_str(), "current" | "coresident" | "otherresident");
        if word == "old" {
            return Status::Past;
        }
        let moved_out = self.move_out.is_some_and(|day| day < today);
        let to_come = self.starts.is_some_and(|day| day >= today);
        match (self.is_current, known) {
            (Some(true), true) => Status::Current,
            (Some(false), _) if moved_out || !to_come => Status::Past,
            (Some(false), true) => Status::Future,
            _ => Status::Unknown,
        }
    }
}

fn lives_there(status: Status) -> bool {
    matches!(status, Status::Current | Status::Notice | Status::Eviction)
}

/// The role in a lease. `heads` says whether the household has the person's own
/// ID.
pub(crate) fn role(word: &str, guarantor: &str, minor: &str, heads: bool) -> Role {
    if yes_or_no(guarantor) == Some(true) {
        return Role::Guarantor;
    }
    if yes_or_no(minor) == Some(true) {
        return Role::Minor;
    }
    match fold(word).as_str() {
        "current" => Role::Primary,
        "coresident" => Role::Roommate,
        "otherresident" => Role::Occupant,
        _ if heads => Role::Primary,
        _ => Role::Occupant,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 15);
    const PAST: Option<Date> = Some(Date::constant(2026, 11, 14));
    const NOW: Option<Date> = Some(TODAY);
    const LATER: Option<Date> = Some(Date::constant(2026, 11, 16));

    fn status(
        words: &StatusWords,
        word: &str,
        flag: &str,
        starts: Option<Date>,
        move_out: Option<Date>,
    ) -> Status {
        let is_current = yes_or_no(flag);
        Facts { word, is_current, notified: false, starts, move_out }.status(words, TODAY)
    }

    #[rstest]
    #[case("Current", "Y", None, None, Status::Current)]
    #[case("Co-Resident", "Y", PAST, None, Status::Current)]
    #[case("OTHER RESIDENT", "y", PAST, PAST, Status::Current)]
    #[case("Current", "Y", PAST, LATER, Status::Notice)]
    #[case("Current", "Y", PAST, NOW, Status::Notice)]
    #[case("Current", "N", PAST, PAST, Status::Past)]
    #[case("Current", "N", LATER, None, Status::Future)]
    #[case("Co-Resident", "N", NOW, None, Status::Future)]
    #[case("Current", "N", LATER, PAST, Status::Past)]
    #[case("Current", "N", PAST, LATER, Status::Past)]
    #[case("Current", "N", None, None, Status::Past)]
    #[case("Old", "N", PAST, PAST, Status::Past)]
    #[case("Old", "Y", PAST, None, Status::Past)]
    #[case("Current", "", PAST, None, Status::Unknown)]
    #[case("Applicant", "Y", None, None, Status::Unknown)]
    #[case("Applicant", "N", LATER, None, Status::Unknown)]
    #[case("Applicant", "N", PAST, None, Status::Past)]
    #[case("", "Y", None, None, Status::Unknown)]
    fn usual_statuses(
        #[case] word: &str,
        #[case] flag: &str,
        #[case] starts: Option<Date>,
        #[case] move_out: Option<Date>,
        #[case] expected: Status,
    ) {
        assert_eq!(status(&StatusWords::default(), word, flag, starts, move_out), expected);
    }

    #[rstest]
    #[case("Employee", "Y", None, None, Status::Current)]
    #[case("employee", "Y", None, LATER, Status::Notice)]
    #[case("Employee", "", None, None, Status::Current)]
    #[case("Employee", "N", PAST, None, Status::Past)]
    #[case("Employee", "N", LATER, None, Status::Future)]
    #[case("Refused", "N", LATER, None, Status::Denied)]
    #[case("Old", "N", PAST, None, Status::Cancelled)]
    fn configured_statuses(
        #[case] word: &str,
        #[case] flag: &str,
        #[case] starts: Option<Date>,
        #[case] move_out: Option<Date>,
        #[case] expected: Status,
    ) {
        let words = BTreeMap::from([
            ("Employee".into(), Status::Current),
            ("Refused".into(), Status::Denied),
            ("Old".into(), Status::Cancelled),
        ]);
        let words = StatusWords::new(&words).unwrap();
        assert_eq!(status(&words, word, flag, starts, move_out), expected);
    }

    #[test]
    fn who_has_been_notified_leaves() {
        let facts = Facts { word: "Current", is_current: Some(true), notified: true, ..FACTS };
        assert_eq!(facts.status(&StatusWords::default(), TODAY), Status::Notice);
        let facts = Facts { word: "Old", notified: true, ..FACTS };
        assert_eq!(facts.status(&StatusWords::default(), TODAY), Status::Past);
    }

    const FACTS: Facts<'_> =
        Facts { word: "", is_current: None, notified: false, starts: None, move_out: None };

    #[rstest]
    #[case("Current", "N", "False", Role::Primary)]
    #[case("Co-Resident", "", "", Role::Roommate)]
    #[case("Other Resident", "", "", Role::Occupant)]
    #[case("Other Resident", "Y", "True", Role::Guarantor)]
    #[case("Co-Resident", "N", "True", Role::Minor)]
    fn roles(
        #[case] word: &str,
        #[case] guarantor: &str,
        #[case] minor: &str,
        #[case] expected: Role,
    ) {
        assert_eq!(role(word, guarantor, minor, false), expected);
    }

    #[test]
    fn the_household_tells_where_the_word_does_not() {
        assert_eq!(role("Old", "", "", true), Role::Primary);
        assert_eq!(role("Old", "", "", false), Role::Occupant);
    }
}
