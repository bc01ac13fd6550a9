//! The meaning of RealPage's words.

use tenantry_core::{
    connector::{StatusWords, fold, yes_or_no},
    model::{Role, Status},
};

/// The meaning of a lease's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A status.
    Is(Status),
    /// The lease was signed but has not begun: a renewal or transfer of
    /// somebody who already lives there, otherwise somebody who is moving in.
    NextLease,
}

impl Standing {
    /// The meaning of a word; the settings take precedence.
    pub(crate) fn of(word: &str, configured: &StatusWords) -> Self {
        match configured.get(word) {
            Some(status) => Standing::Is(status),
            None => usual(word),
        }
    }

    pub(crate) fn status(self) -> Status {
        match self {
            Standing::Is(status) => status,
            Standing::NextLease => Status::Future,
        }
    }

    /// Whether people of this standing live in their unit now.
    pub(crate) fn lives_there(self) -> bool {
        matches!(self.status(), Status::Current | Status::Notice | Status::Eviction)
    }
}

fn usual(word: &str) -> Standing {
    Standing::Is(match fold(word).as_str() {
        "current" | "c" | "occupied" => Status::Current,
        "occupiedntv" | "occupiedntvl" => Status::Notice,
        "applicant" | "p" => Status::Applicant,
        "applicantleasesigned" | "pending" => Status::Future,
        "futurelease" | "pendingrenewal" | "pendingtransfer" => return Standing::NextLease,
        "former" | "f" => Status::Past,
        "formerapplicant" => Status::Cancelled,
        _ => Status::Unknown,
    })
}

/// The role in a lease, from `hohbit`, `signerbit` and `contactstatus`.
pub(crate) fn role(head: &str, signer: &str, contact: &str) -> Role {
    if yes_or_no(head) == Some(true) {
        return Role::Primary;
    }
    match (fold(contact).as_str(), yes_or_no(signer)) {
        ("guarantor" | "cosigner", _) => Role::Guarantor,
        ("" | "leasesigner" | "occupant", Some(true)) | ("leasesigner", None) => Role::Roommate,
        ("" | "leasesigner" | "occupant", _) => Role::Occupant,
        _ => Role::Unknown,
    }
}

/// Whether an office invented this row. Sample and Test are also people's
/// names: every word must be one that offices use, and one of them must be
/// unambiguous.
pub(crate) fn is_made_up(first_name: &str, last_name: &str) -> bool {
    const SAYS_SO: [&str; 5] = ["model", "test", "sample", "vacant", "tba"];
    const FILLERS: [&str; 9] =
        ["unit", "resident", "tenant", "apartment", "apt", "home", "lease", "user", "account"];
    let is =
        |words: &[&str], word: &str| words.iter().any(|known| word.eq_ignore_ascii_case(known));
    let words = || first_name.split_whitespace().chain(last_name.split_whitespace());
    words().any(|word| is(&SAYS_SO, word))
        && words().all(|word| {
            is(&SAYS_SO, word)
                || is(&FILLERS, word)
                || word.bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Current", Standing::Is(Status::Current))]
    #[case("  CURRENT ", Standing::Is(Status::Current))]
    #[case("C", Standing::Is(Status::Current))]
    #[case("Occupied-NTV", Standing::Is(Status::Notice))]
    #[case("Applicant", Standing::Is(Status::Applicant))]
    #[case("P", Standing::Is(Status::Applicant))]
    #[case("Applicant - Lease Signed", Standing::Is(Status::Future))]
    #[case("Pending", Standing::Is(Status::Future))]
    #[case("Pending transfer", Standing::NextLease)]
    #[case("Future Lease", Standing::NextLease)]
    #[case("Former", Standing::Is(Status::Past))]
    #[case("F", Standing::Is(Status::Past))]
    #[case("Former Applicant", Standing::Is(Status::Cancelled))]
    #[case("Vacant", Standing::Is(Status::Unknown))]
    #[case("Currently away", Standing::Is(Status::Unknown))]
    #[case("", Standing::Is(Status::Unknown))]
    fn standings(#[case] word: &str, #[case] standing: Standing) {
        assert_eq!(Standing::of(word, &StatusWords::default()), standing);
    }

    #[test]
    fn the_settings_go_first() {
        let configured = BTreeMap::from([("future lease".into(), Status::Applicant)]);
        let words = StatusWords::new(&configured).unwrap();
        assert_eq!(Standing::of("Future Lease", &words), Standing::Is(Status::Applicant));
    }

    #[rstest]
    #[case("TRUE", "TRUE", "Lease signer", Role::Primary)]
    #[case("1", "", "", Role::Primary)]
    #[case("FALSE", "TRUE", "Lease signer", Role::Roommate)]
    #[case("f", "t", "", Role::Roommate)]
    #[case("", "", "Lease signer", Role::Roommate)]
    #[case("0", "0", "Lease signer", Role::Occupant)]
    #[case("FALSE", "FALSE", "Occupant", Role::Occupant)]
    #[case("", "", "", Role::Occupant)]
    #[case("FALSE", "TRUE", "Guarantor", Role::Guarantor)]
    #[case("FALSE", "TRUE", "Co-Signer", Role::Guarantor)]
    #[case("TRUE", "TRUE", "Live-in aide", Role::Primary)]
    #[case("FALSE", "TRUE", "Live-in aide", Role::Unknown)]
    #[case("FALSE", "", "Live-in aide", Role::Unknown)]
    fn roles(
        #[case] head: &str,
        #[case] signer: &str,
        #[case] contact: &str,
        #[case] expected: Role,
    ) {
        assert_eq!(role(head, signer, contact), expected);
    }

    #[test]
    fn made_up_names() {
        assert!(is_made_up(" TBA ", "") && is_made_up("Model", "Unit 12"));
        assert!(is_made_up("Test", "Resident") && is_made_up("", "vacant"));
        assert!(!is_made_up("Ann", "Sample") && !is_made_up("Test-Meyer", "Jo"));
        assert!(!is_made_up("", "") && !is_made_up("Resident", ""));
    }
}
