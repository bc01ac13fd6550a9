//! The groups of the Alert window, in the order in which they should be
//! settled: what comes first may settle what comes later.

use tenantry_core::model::AlertKind;

/// A group of alerts that are settled alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    /// The heading.
    pub(crate) title: &'static str,
    /// The heading above, where groups belong together.
    pub(crate) family: Option<&'static str>,
    /// For the address and ids of the page.
    pub(crate) slug: &'static str,
    /// The kinds of alerts in it.
    pub(crate) kinds: &'static [AlertKind],
    /// What it means.
    pub(crate) explanation: &'static str,
    /// How to settle it, where only the PMS or another alert can.
    pub(crate) advice: Option<&'static str>,
}

const ACCOUNTS: Option<&str> = Some("Duplicate accounts");

/// Every group, first to settle first.
pub(crate) const GROUPS: [Group; 9] = [
    Group {
        title: "Duplicate emails",
        family: None,
        slug: "duplicate_email",
        kinds: &[AlertKind::DuplicateEmail],
        explanation: "Several residents share one email in the PMS. An email opens one account, so none of them can be let in.",
        advice: Some(
            "Give each resident an email of their own in the PMS. The alert closes by itself at the next sync.",
        ),
    },
    Group {
        title: "Name mismatch",
        family: ACCOUNTS,
        slug: "name_mismatch",
        kinds: &[AlertKind::NameMismatch],
        explanation: "The email has an account already, under another name. Is it the same person?",
        advice: Some(
            "If it is somebody else, correct the email in the PMS; the alert then closes by itself.",
        ),
    },
    Group {
        title: "Email mismatch",
        family: ACCOUNTS,
        slug: "email_mismatch",
        kinds: &[AlertKind::EmailMismatch],
        explanation: "An account has this name, with another email than the PMS. Is it the same person?",
        advice: None,
    },
    Group {
        title: "Identity changed",
        family: None,
        slug: "identity_changed",
        kinds: &[AlertKind::IdentityChanged],
        explanation: "Name and email of a resident changed at the same time. It may be another person under the old id.",
        advice: None,
    },
    Group {
        title: "Missing email",
        family: None,
        slug: "missing_email",
        kinds: &[AlertKind::MissingEmail],
        explanation: "The PMS has no usable email for these residents, so they have no account yet.",
        advice: Some("Enter an email in the PMS. The alert closes by itself at the next sync."),
    },
    Group {
        title: "Unreadable records",
        family: None,
        slug: "invalid_record",
        kinds: &[AlertKind::InvalidRecord, AlertKind::UnknownStatus],
        explanation: "These records of the PMS could not be read, or have a status that nobody has explained yet. They change nothing.",
        advice: Some("Correct the record in the PMS. The alert closes by itself at the next sync."),
    },
    Group {
        title: "Conflicts",
        family: None,
        slug: "account_conflict",
        kinds: &[AlertKind::AccountConflict],
        explanation: "The email of these residents is already the account of another resident.",
        advice: Some(
            "Settle the other resident's alert first, or correct the email in the PMS. This then closes by itself.",
        ),
    },
    Group {
        title: "Missing from the PMS",
        family: None,
        slug: "missing_from_pms",
        kinds: &[AlertKind::MissingFromPms],
        explanation: "These residents are no longer in the PMS. Their access goes on until you decide.",
        advice: Some(
            "If they still live there, list them in the PMS again; the alert then closes by itself.",
        ),
    },
    Group {
        title: "Safety hold",
        family: None,
        slug: "safety_hold",
        kinds: &[AlertKind::SafetyHold],
        explanation: "A sync would have ended the access of unusually many people at once, so nothing was changed.",
        advice: Some("If they have not left, correct the export or the PMS and sync again."),
    },
];

/// Where a kind stands among the groups.
pub(crate) fn rank(kind: AlertKind) -> usize {
    GROUPS.iter().position(|group| group.kinds.contains(&kind)).unwrap_or(GROUPS.len() - 1)
}

/// The group of a kind.
pub(crate) fn group(kind: AlertKind) -> &'static Group {
    &GROUPS[rank(kind)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_one_group() {
        for &kind in AlertKind::ALL {
            let holding = GROUPS.iter().filter(|group| group.kinds.contains(&kind)).count();
            assert_eq!(holding, 1, "{}", kind.as_str());
        }
    }

    #[test]
    fn the_order_in_which_they_should_be_settled() {
        let slugs: Vec<&str> = GROUPS.iter().map(|group| group.slug).collect();
        assert_eq!(
            slugs,
            [
                "duplicate_email",
                "name_mismatch",
                "email_mismatch",
                "identity_changed",
                "missing_email",
                "invalid_record",
                "account_conflict",
                "missing_from_pms",
                "safety_hold"
            ]
        );
    }
}
