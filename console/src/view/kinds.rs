//! The groups of alerts, in the order in which to resolve them: an earlier one
//! may resolve a later one.

use tenantry_core::model::AlertKind;

/// A group of alerts that are resolved the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    /// The group's heading.
    pub(crate) title: &'static str,
    /// The heading above several groups that belong together.
    pub(crate) family: Option<&'static str>,
    /// The name in URLs and HTML IDs.
    pub(crate) slug: &'static str,
    /// The kinds of alerts in the group.
    pub(crate) kinds: &'static [AlertKind],
    /// What the alerts mean.
    pub(crate) explanation: &'static str,
    /// How to resolve them in the PMS or by another alert.
    pub(crate) advice: Option<&'static str>,
}

const ACCOUNTS: Option<&str> = Some("Duplicate accounts");

/// All groups, in the order in which to resolve them.
pub(crate) const GROUPS: [Group; 11] = [
    Group {
        title: "Duplicate emails",
        family: None,
        slug: "duplicate_email",
        kinds: &[AlertKind::DuplicateEmail],
        explanation: "Several residents share one email in the PMS. Each account needs its own email, so none of them can get access.",
        advice: Some(
            "Give each resident their own email in the PMS; the next sync closes the alert. If it is one person who was entered twice, say so.",
        ),
    },
    Group {
        title: "Name mismatch",
        family: ACCOUNTS,
        slug: "name_mismatch",
        kinds: &[AlertKind::NameMismatch],
        explanation: "The email already has an account, under another name. Is it the same person?",
        advice: Some(
            "If it is somebody else, correct the email in the PMS; the next sync then closes the alert.",
        ),
    },
    Group {
        title: "Email mismatch",
        family: ACCOUNTS,
        slug: "email_mismatch",
        kinds: &[AlertKind::EmailMismatch],
        explanation: "An account has this name, but a different email than the PMS. Is it the same person?",
        advice: None,
    },
    Group {
        title: "Identity changed",
        family: None,
        slug: "identity_changed",
        kinds: &[AlertKind::IdentityChanged],
        explanation: "The name and the email of a resident changed at the same time. It may be a new resident under an old PMS ID.",
        advice: None,
    },
    Group {
        title: "Missing email",
        family: None,
        slug: "missing_email",
        kinds: &[AlertKind::MissingEmail],
        explanation: "The PMS has no usable email for these residents. Each alert says whether the resident has access without one.",
        advice: Some("Enter an email in the PMS. The next sync closes the alert."),
    },
    Group {
        title: "Unreadable records",
        family: None,
        slug: "invalid_record",
        kinds: &[AlertKind::InvalidRecord, AlertKind::UnknownStatus, AlertKind::UnknownRole],
        explanation: "These PMS records could not be read, or have a status or a role that Tenantry does not know. They change nothing.",
        advice: Some("Correct the record in the PMS. The next sync closes the alert."),
    },
    Group {
        title: "Conflicts",
        family: None,
        slug: "account_conflict",
        kinds: &[AlertKind::AccountConflict],
        explanation: "The email of these residents is already used by another resident's account.",
        advice: Some(
            "Resolve the other resident's alert first, or correct the email in the PMS; the next sync then closes this alert. If the other resident no longer has this email in the PMS, it can be released.",
        ),
    },
    Group {
        title: "Missing from the PMS",
        family: None,
        slug: "missing_from_pms",
        kinds: &[AlertKind::MissingFromPms],
        explanation: "These residents are no longer in the PMS. They keep access until you decide.",
        advice: Some(
            "If they still live there, add them to the PMS again; the next sync then closes the alert.",
        ),
    },
    Group {
        title: "Contradicting dates",
        family: None,
        slug: "date_conflict",
        kinds: &[AlertKind::DateConflict],
        explanation: "The PMS says that these residents live here, and that they have already moved out. Those of them who have access keep it until you decide; the others get none.",
        advice: Some(
            "Correct the status or the move-out date in the PMS. The next sync closes the alert.",
        ),
    },
    Group {
        title: "Access added by hand",
        family: None,
        slug: "manual_residency",
        kinds: &[AlertKind::ManualResidency],
        explanation: "These residents have access to a unit that somebody entered or imported, and that the PMS does not have them in. No sync ends it.",
        advice: None,
    },
    Group {
        title: "Safety hold",
        family: None,
        slug: "safety_hold",
        kinds: &[AlertKind::SafetyHold],
        explanation: "There is a limit to what a sync may do to how many people at once. What goes beyond it waits here until somebody confirms it.",
        advice: Some(
            "If the PMS is wrong, correct it or the export; the next sync then closes the alert.",
        ),
    },
];

/// The position of a kind's group.
pub(crate) fn rank(kind: AlertKind) -> usize {
    GROUPS.iter().position(|group| group.kinds.contains(&kind)).unwrap_or(GROUPS.len() - 1)
}

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
    fn the_order_in_which_to_resolve_them() {
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
                "date_conflict",
                "manual_residency",
                "safety_hold"
            ]
        );
    }
}
