use tenantry_core::model::{Reason, Residency, Status};

/// Why a residency ended, to be read after the date: `moved out`. `None` if it is live, or if it
/// ended in a version that did not keep the reason.
pub fn why_ended(residency: &Residency) -> Option<&'static str> {
    let reason = residency.end_reason.filter(|_| !residency.is_live())?;
    Some(match reason {
        Reason::OutOfScope => match residency.place.status {
            Status::Past => "moved out",
            Status::Cancelled => "the lease was canceled",
            Status::Denied => "the application was denied",
            _ => "the PMS no longer lists the person as living there",
        },
        Reason::MissingTooLong => "no longer in the PMS's list",
        Reason::Superseded => "another record of the PMS replaced it",
        Reason::TakenOver => "the PMS gave the ID to another person",
        Reason::Resolution => "an alert was answered",
        other => other.explanation(),
    })
}

#[cfg(test)]
mod tests {
    use tenantry_core::model::{AccountId, Identity, Place, ResidencyId};

    use super::*;

    #[test]
    fn every_end_has_its_words() {
        let gone = "the PMS no longer lists the person as living there";
        for (end_reason, status, expected) in [
            (Some(Reason::OutOfScope), Status::Past, Some("moved out")),
            (Some(Reason::OutOfScope), Status::Cancelled, Some("the lease was canceled")),
            (Some(Reason::OutOfScope), Status::Current, Some(gone)),
            (Some(Reason::LeftAsAnnounced), Status::Past, Some("moved out as announced")),
            (None, Status::Past, None),
        ] {
            let mut residency = Residency {
                id: ResidencyId(1),
                account: AccountId(1),
                property: "maple-court".into(),
                link: None,
                place: Place { status, ..Place::default() },
                ended_on: Some(jiff::civil::date(2026, 11, 2)),
                end_reason,
                last_live_status: None,
                seen: Identity::default(),
                missing_runs: 0,
            };
            assert_eq!(why_ended(&residency), expected);
            residency.ended_on = None;
            assert_eq!(why_ended(&residency), None);
        }
    }
}
