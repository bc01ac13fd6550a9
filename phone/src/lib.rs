//! Converts phone numbers to their key. Separate from the core, because
//! connector authors should not have to compile the world's numbering plans.

use compact_str::CompactString;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

/// The E.164 form (`+15550101001`) of a phone number as written. A number
/// without a country code is read as one of `country` (ISO 3166-1 alpha-2, such
/// as `US`). `None` if it is not a possible number there.
pub fn phone_key(raw: &str, country: &str) -> Option<CompactString> {
    plain_ten_digits(raw, country).or_else(|| by_numbering_plan(raw, country))
}

fn by_numbering_plan(raw: &str, country: &str) -> Option<CompactString> {
    let region = country.to_ascii_uppercase().parse::<Region>().ok();
    let number = PHONE_NUMBER_UTIL.parse(raw, region).ok()?;
    if !PHONE_NUMBER_UTIL.is_possible_number(&number) {
        return None;
    }
    Some(PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).as_ref().into())
}

/// A United States or Canadian number in one of the usual forms, such as `(555)
/// 010-1001`: ten digits that begin with neither 0 nor 1, separated only by the
/// usual characters. The numbering plan gives the same result, a hundred times
/// slower.
fn plain_ten_digits(raw: &str, country: &str) -> Option<CompactString> {
    if !country.eq_ignore_ascii_case("US") && !country.eq_ignore_ascii_case("CA") {
        return None;
    }
    let mut key = CompactString::const_new("+1");
    for byte in raw.bytes() {
        match byte {
            b'0' | b'1' if key.len() == 2 => return None,
            b'0'..=b'9' => key.push(char::from(byte)),
            b' ' | b'(' | b')' | b'-' | b'.' => {}
            _ => return None,
        }
    }
    (key.len() == 12).then_some(key)
}

/// Whether `country` is a region that phone numbers can be read for.
pub fn is_region(country: &str) -> bool {
    country.parse::<Region>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_key_however_they_are_written() {
        let cases = [
            ("(555) 010-1001", "US", Some("+15550101001")),
            ("555.010.1001", "US", Some("+15550101001")),
            ("+1 555 010 1001", "DE", Some("+15550101001")),
            ("1-555-010-1001 x12", "US", Some("+15550101001")),
            ("030 123456", "DE", Some("+4930123456")),
            ("12", "US", None),
            ("none", "US", None),
            ("", "US", None),
        ];
        for (raw, country, key) in cases {
            assert_eq!(phone_key(raw, country).as_deref(), key, "{raw} {country}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_says_what_the_numbering_plan_says(raw in "[0-9 ().-]{7,16}") {
            if let Some(key) = plain_ten_digits(&raw, "US") {
                assert_eq!(Some(key), by_numbering_plan(&raw, "US"));
            }
        }

        #[test]
        fn usual_forms_are_read(raw in "\\([2-9][0-9]{2}\\) [0-9]{3}-[0-9]{4}|[2-9][0-9]{2}[-. ][0-9]{3}[-. ][0-9]{4}") {
            let key = plain_ten_digits(&raw, "US");
            assert!(key.is_some());
            assert_eq!(key, by_numbering_plan(&raw, "US"));
        }
    }
}
