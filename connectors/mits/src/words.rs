//! The meaning of the words in MITS documents.

use tenantry_core::{connector::fold, model::Status};

/// The meaning of a customer type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The person's own status.
    Own(Status),
    /// Only that the person belongs to the household.
    OfHousehold,
    /// The person guarantees the rent.
    Guarantor,
    /// The person has not even applied.
    Visitor,
}

/// The meaning of `Customer/@Type`, in the spelling of MITS 2.0 (`current
/// resident`) or 4.0 (`current_resident`).
///
/// MITS has no word for an eviction, or for a canceled or denied application:
/// Yardi sends the last two as `other`, which means that the person does not
/// live there.
pub(crate) fn customer_type(word: &str) -> Standing {
    match fold(word).as_str() {
        "currentresident" => Standing::Own(Status::Current),
        "futureresident" => Standing::Own(Status::Future),
        "formerresident" | "pastresident" => Standing::Own(Status::Past),
        "applicant" => Standing::Own(Status::Applicant),
        "other" => Standing::Own(Status::Cancelled),
        "" | "customer" | "roommate" | "spouse" => Standing::OfHousehold,
        "guarantor" => Standing::Guarantor,
        "guest" | "prospect" => Standing::Visitor,
        _ => Standing::Own(Status::Unknown),
    }
}

/// The meaning of a status in Yardi's resident lists and rent rolls; `None` for
/// a person who has not even applied.
pub(crate) fn tenant_status(word: &str) -> Option<Status> {
    Some(match fold(word).as_str() {
        "applicant" | "approved" | "waitlist" | "waitinglist" | "pending" => Status::Applicant,
        "future" => Status::Future,
        "current" | "monthtomonth" => Status::Current,
        "notice" | "onnotice" => Status::Notice,
        "eviction" => Status::Eviction,
        "past" | "former" | "evicted" => Status::Past,
        "canceled" | "cancelled" => Status::Cancelled,
        "denied" => Status::Denied,
        "guest" | "prospect" => return None,
        // "Current Resident", as in unit lists.
        folded => match folded.strip_suffix("resident").or(folded.strip_suffix("tenant")) {
            Some(rest) if !rest.is_empty() => return tenant_status(rest),
            _ => Status::Unknown,
        },
    })
}

/// Whether `UnitLeasedStatus` says that the unit's household has given notice.
pub(crate) fn is_on_notice(leased_status: &str) -> bool {
    matches!(fold(leased_status).as_str(), "onnotice" | "leasedonnotice")
}

/// Whether a unit's economic status says that nobody lives in it: the waiting
/// list and excluded units. A model or an employee's unit may have people.
pub fn is_pseudo_status(economic_status: &str) -> bool {
    matches!(fold(economic_status).as_str(), "waitlist" | "waitinglist" | "excluded")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("current resident", Standing::Own(Status::Current))]
    #[case("CURRENT_RESIDENT", Standing::Own(Status::Current))]
    #[case("Former Resident", Standing::Own(Status::Past))]
    #[case("future_resident", Standing::Own(Status::Future))]
    #[case("applicant", Standing::Own(Status::Applicant))]
    #[case("other", Standing::Own(Status::Cancelled))]
    #[case("customer", Standing::OfHousehold)]
    #[case("", Standing::OfHousehold)]
    #[case("guarantor", Standing::Guarantor)]
    #[case("prospect", Standing::Visitor)]
    #[case("squatter", Standing::Own(Status::Unknown))]
    fn customer_types(#[case] word: &str, #[case] standing: Standing) {
        assert_eq!(customer_type(word), standing);
    }

    #[rstest]
    #[case("Current", Some(Status::Current))]
    #[case("Current Resident", Some(Status::Current))]
    #[case("Past Tenant", Some(Status::Past))]
    #[case("Wait List", Some(Status::Applicant))]
    #[case("Canceled", Some(Status::Cancelled))]
    #[case("Cancelled", Some(Status::Cancelled))]
    #[case("Eviction", Some(Status::Eviction))]
    #[case("Guest", None)]
    #[case("Resident", Some(Status::Unknown))]
    #[case("", Some(Status::Unknown))]
    fn tenant_statuses(#[case] word: &str, #[case] status: Option<Status>) {
        assert_eq!(tenant_status(word), status);
    }

    #[test]
    fn units() {
        assert!(is_on_notice("on notice") && is_on_notice("leased_on_notice"));
        assert!(!is_on_notice("leased"));
        assert!(is_pseudo_status("Excluded") && !is_pseudo_status("model"));
    }
}
