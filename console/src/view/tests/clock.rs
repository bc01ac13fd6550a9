use jiff::{Timestamp, tz::TimeZone};
use rstest::rstest;

use super::super::clock::{Clock, day_text, duration};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn clock() -> Clock {
    Clock { now: at("2026-11-22T22:05:00Z"), zone: TimeZone::get("America/Chicago").unwrap() }
}

#[rstest]
#[case("2026-11-22T22:05:00Z", "just now")]
#[case("2026-11-22T22:05:40Z", "just now")]
#[case("2026-11-22T22:04:01Z", "just now")]
#[case("2026-11-22T22:04:00Z", "1 minute ago")]
#[case("2026-11-22T21:53:00Z", "12 minutes ago")]
#[case("2026-11-22T21:05:01Z", "59 minutes ago")]
#[case("2026-11-22T21:05:00Z", "1 hour ago")]
#[case("2026-11-22T19:05:00Z", "3 hours ago")]
#[case("2026-11-22T10:05:01Z", "11 hours ago")]
#[case("2026-11-22T10:05:00Z", "today 04:05")]
#[case("2026-11-22T06:00:00Z", "today 00:00")]
#[case("2026-11-22T05:59:59Z", "yesterday 23:59")]
#[case("2026-11-21T20:05:00Z", "yesterday 14:05")]
#[case("2026-11-21T06:00:00Z", "yesterday 00:00")]
#[case("2026-11-21T05:59:59Z", "20 Nov 2026")]
#[case("2025-01-02T12:00:00Z", "2 Jan 2025")]
#[case("2026-11-22T22:10:00Z", "just now")]
#[case("2026-11-22T22:10:01Z", "dated 22 Nov 2026, which is in the future")]
#[case("2026-12-22T22:05:00Z", "dated 22 Dec 2026, which is in the future")]
fn as_people_say_it(#[case] moment: &str, #[case] expected: &str) {
    assert_eq!(clock().when(at(moment)).text, expected);
}

#[test]
fn the_exact_time_is_the_property_s() {
    let when = clock().when(at("2026-07-01T17:30:00Z"));
    assert_eq!(when.exact, "1 Jul 2026, 12:30 CDT");
    assert_eq!(when.iso, "2026-07-01T12:30:00-05:00");
    assert_eq!(
        when.to_string(),
        "<time datetime=\"2026-07-01T12:30:00-05:00\" title=\"1 Jul 2026, 12:30 CDT\">1 Jul 2026</time>"
    );
}

#[rstest]
#[case(-60, "in less than a minute")]
#[case(20, "in less than a minute")]
#[case(60, "in about 1 minute")]
#[case(48 * 60, "in about 48 minutes")]
#[case(100 * 60, "in about 2 hours")]
#[case(26 * 3600, "in about 26 hours")]
#[case(3 * 86400, "in about 3 days")]
fn what_is_next(#[case] seconds: i64, #[case] expected: &str) {
    let clock = clock();
    let then = Timestamp::from_second(clock.now.as_second() + seconds).unwrap();
    assert_eq!(clock.until(then), expected);
}

#[rstest]
#[case("2026-11-22T22:05:00.9Z", "under a second")]
#[case("2026-11-22T22:05:01Z", "1 second")]
#[case("2026-11-22T22:07:05Z", "2 min 5 s")]
#[case("2026-11-22T22:00:00Z", "under a second")]
fn how_long(#[case] end: &str, #[case] expected: &str) {
    assert_eq!(duration(clock().now, at(end)), expected);
}

#[rstest]
#[case("2026-11-22", "22 Nov 2026")]
#[case("soon", "soon")]
fn dates_of_the_audit(#[case] value: &str, #[case] expected: &str) {
    assert_eq!(day_text(value), expected);
}
