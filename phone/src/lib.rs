//! Phone numbers to their key. Apart from the core, because the numbering
//! plans of the world are more than a connector author should have to compile.

use compact_str::CompactString;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, Region};

/// The E.164 form (`+15550101001`) of a phone number as written, read as of
/// `country` (ISO 3166-1 alpha-2, `US`) where it has no country code. `None`
/// where it is no possible number there.
pub fn phone_key(raw: &str, country: &str) -> Option<CompactString> {
    let region = country.to_ascii_uppercase().parse::<Region>().ok();
    let number = PHONE_NUMBER_UTIL.parse(raw, region).ok()?;
    if !PHONE_NUMBER_UTIL.is_possible_number(&number) {
        return None;
    }
    Some(PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).as_ref().into())
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
}
