//! The meaning of version 2's words.

use tenantry_core::{connector::fold, model::Status};

/// The meaning of a residency's or a lease's status.
pub(crate) fn status(word: &str) -> Status {
    match fold(word).as_str() {
        "pending" | "pendingtransfer" => Status::Future,
        "pendingrenewal" | "renewed" | "current" | "monthtomonth" => Status::Current,
        "noticetovacate" => Status::Notice,
        "undereviction" => Status::Eviction,
        "former" | "evicted" => Status::Past,
        "denied" => Status::Denied,
        "cancelled" | "canceled" => Status::Cancelled,
        _ => Status::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Pending", Status::Future)]
    #[case("Pending Transfer", Status::Future)]
    #[case("PendingRenewal", Status::Current)]
    #[case("renewed", Status::Current)]
    #[case(" Current ", Status::Current)]
    #[case("Month-to-Month", Status::Current)]
    #[case("Notice to Vacate", Status::Notice)]
    #[case("Under Eviction", Status::Eviction)]
    #[case("Former", Status::Past)]
    #[case("Evicted", Status::Past)]
    #[case("Denied", Status::Denied)]
    #[case("Cancelled", Status::Cancelled)]
    #[case("Canceled", Status::Cancelled)]
    #[case("Current Employee", Status::Unknown)]
    #[case("", Status::Unknown)]
    fn statuses(#[case] word: &str, #[case] expected: Status) {
        assert_eq!(status(word), expected);
    }
}
