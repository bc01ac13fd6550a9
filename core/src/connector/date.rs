use jiff::ToSpan;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Date;

/// The order of day and month in dates such as `3/4/2026`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Month, day, year.
    #[default]
    Mdy,
    /// Day, month, year.
    Dmy,
}

/// The text is not a date, or names a day that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadDate;

/// Years in which a lease can plausibly begin or end. Anything else is a typo.
const YEARS: std::ops::RangeInclusive<i16> = 1901..=2199;

/// Spreadsheet serial numbers that are read as dates: 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

/// The serial number of 9999-12-31, which systems write for "no date".
const LAST_SERIAL: i32 = 2_958_465;

/// Reads a date from trimmed text. Returns `None` if it is blank or one of the ways in which
/// systems write "no date", such as `0001-01-01` or `month to month`.
///
/// Accepts `2026-03-04`, `3/4/2026` and `3/4/26`, with `/`, `-` or `.`, each optionally followed
/// by a time or a time zone, and spreadsheet serial numbers.
///
/// # Errors
/// [`BadDate`] for anything else. Day and month are never swapped to make a date possible.
pub fn parse_date(text: &str, order: DateOrder) -> Result<Option<Date>, BadDate> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Ok(None);
    }
    if let Some((year, month, day)) = iso(bytes) {
        return calendar(year, month, day);
    }
    match numbers(bytes) {
        Some((numbers, rest)) if is_time(rest) => numbers.into_date(order),
        _ if means_none(text) => Ok(None),
        _ => serial(text),
    }
}

/// Reads exactly `2026-03-04`: the format of most feeds, parsed without a loop.
fn iso(text: &[u8]) -> Option<(i16, i8, i8)> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text else { return None };
    let digits = [a, b, c, d, e, f, g, h].map(|byte| byte.wrapping_sub(b'0'));
    if digits.iter().any(|digit| *digit > 9) {
        return None;
    }
    let two = |at: usize| (digits[at] * 10 + digits[at + 1]) as i8;
    Some((i16::from(two(0)) * 100 + i16::from(two(2)), two(4), two(6)))
}

/// Three numbers as written, each with its count of digits.
struct Numbers([(i16, usize); 3]);

/// Reads three numbers of one to four digits with the same separator between them, and returns
/// them with the rest of the text.
fn numbers(text: &[u8]) -> Option<(Numbers, &[u8])> {
    let mut numbers = [(0, 0); 3];
    let mut at = 0;
    let mut mark = None;
    let mut rest = &[][..];
    for (position, &byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                let (value, digits) = &mut numbers[at];
                if *digits == 4 {
                    return None;
                }
                *value = *value * 10 + i16::from(byte - b'0');
                *digits += 1;
            }
            b'/' | b'-' | b'.' if at < 2 && mark.is_none_or(|mark| mark == byte) => {
                mark = Some(byte);
                at += 1;
            }
            b'T' | b't' | b' ' | b'Z' | b'z' | b'+' | b'-' => {
                rest = &text[position..];
                break;
            }
            _ => return None,
        }
    }
    (at == 2 && numbers.iter().all(|(_, digits)| *digits > 0)).then_some((Numbers(numbers), rest))
}

impl Numbers {
    fn into_date(self, order: DateOrder) -> Result<Option<Date>, BadDate> {
        let [first, second, third] = self.0;
        let (year, month, day) = match (first.1, order) {
            (4, _) => (first, second, third),
            (_, DateOrder::Mdy) => (third, first, second),
            (_, DateOrder::Dmy) => (third, second, first),
        };
        let year = match year {
            (year, 4) => year,
            (year @ 0..=68, 2) => 2000 + year,
            (year, 2) => 1900 + year,
            _ => return Err(BadDate),
        };
        match (month, day) {
            ((month, 1..=2), (day, 1..=2)) => calendar(year, month as i8, day as i8),
            _ => Err(BadDate),
        }
    }
}

fn calendar(year: i16, month: i8, day: i8) -> Result<Option<Date>, BadDate> {
    match (year, month, day) {
        // The minimum and maximum dates of various databases and spreadsheets.
        (0, 0, 0) | (1 | 1753 | 1900, 1, 1) | (1899, 12, 30 | 31) | (9999, 12, 31) => Ok(None),
        _ if YEARS.contains(&year) => Date::new(year, month, day).map(Some).map_err(|_| BadDate),
        _ => Err(BadDate),
    }
}

/// Whether `rest` can follow a date: nothing, a time zone, or a separator and a time.
fn is_time(rest: &[u8]) -> bool {
    match rest {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', hours @ .., b':', _, _] => hours.len() == 2,
        [b'+' | b'-' | b'Z' | b'z', ..] => false,
        [_, first, more @ ..] => {
            first.is_ascii_digit()
                && more.iter().all(|byte| byte.is_ascii_digit() || b":. +-zampZAMP".contains(byte))
        }
        [_] => false,
    }
}

/// Whether the text is a word for "no date".
fn means_none(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "-",
        "--",
        "n/a",
        "na",
        "none",
        "null",
        "mtm",
        "m-t-m",
        "m2m",
        "month-to-month",
        "month to month",
        "at will",
        "at-will",
        "atwill",
    ];
    text.len() <= 14 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Reads a spreadsheet serial number: days since 1899-12-30, with the time as a fraction.
fn serial(text: &str) -> Result<Option<Date>, BadDate> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if days.is_empty() || days.len() > 7 || !digits(days) || !digits(fraction) {
        return Err(BadDate);
    }
    match days.parse::<i32>() {
        Ok(0 | 1 | LAST_SERIAL) => Ok(None),
        Ok(days) if SERIALS.contains(&days) => {
            Date::constant(1899, 12, 30).checked_add(days.days()).map(Some).map_err(|_| BadDate)
        }
        _ => Err(BadDate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-03-04")]
    #[case("2026-03-04T00:00:00")]
    #[case("2026-03-04T00:00:00.000Z")]
    #[case("2026-03-04 13:45:00")]
    #[case("2026/03/04")]
    #[case("03/04/2026")]
    #[case("3/4/2026")]
    #[case("3/4/26")]
    #[case("3-4-2026")]
    #[case("3.4.26")]
    #[case("3/4/2026 12:00:00 AM")]
    #[case("2026-03-04Z")]
    #[case("2026-03-04-06:00")]
    #[case("2026-03-04+05:30")]
    #[case("2026-03-04T00:00:00.0000000")]
    #[case("2026-03-04T00:00:00.0000000-06:00")]
    #[case("46085")]
    #[case("46085.0")]
    #[case("46085.75")]
    fn the_fourth_of_march(#[case] text: &str) {
        assert_eq!(parse_date(text, DateOrder::Mdy), Ok(Some(Date::constant(2026, 3, 4))));
    }

    #[rstest]
    #[case("4/3/2026")]
    #[case("04.03.26")]
    #[case("2026-03-04")]
    fn day_first(#[case] text: &str) {
        assert_eq!(parse_date(text, DateOrder::Dmy), Ok(Some(Date::constant(2026, 3, 4))));
    }

    #[rstest]
    #[case("")]
    #[case("1/1/1900")]
    #[case("01/01/1900 00:00:00")]
    #[case("12/31/9999")]
    #[case("9999-12-31")]
    #[case("0001-01-01")]
    #[case("0001-01-01T00:00:00")]
    #[case("1753-01-01")]
    #[case("0000-00-00")]
    #[case("12/30/1899")]
    #[case("0")]
    #[case("1")]
    #[case("2958465")]
    #[case("MTM")]
    #[case("Month to Month")]
    #[case("At will")]
    #[case("m-t-m")]
    #[case("Month to month")]
    #[case("n/a")]
    #[case("N/A")]
    #[case("-")]
    #[case("null")]
    fn no_date(#[case] text: &str) {
        assert_eq!(parse_date(text, DateOrder::Mdy), Ok(None));
    }

    #[rstest]
    #[case("2/30/2026")]
    #[case("13/1/2026")]
    #[case("2026-13-01")]
    #[case("2026-02-29")]
    #[case("2026-00-10")]
    #[case("0/1/2026")]
    #[case("2026-03-04-06")]
    #[case("2026-03-04ZZ")]
    #[case("2026-03-04+")]
    #[case("0206-01-05")]
    #[case("1/1/20266")]
    #[case("1/1/202")]
    #[case("1/2026")]
    #[case("1//2026")]
    #[case("1/2-2026")]
    #[case("1/2026/3")]
    #[case("123")]
    #[case("19999")]
    #[case("80001")]
    #[case("45292.x")]
    #[case("-5")]
    #[case("20260304")]
    #[case("2026-03-04T")]
    #[case("2026-03-04 or so")]
    #[case("soon")]
    #[case("2026-03-04x")]
    #[case("٣/٤/٢٠٢٦")]
    fn bad_dates(#[case] text: &str) {
        assert_eq!(parse_date(text, DateOrder::Mdy), Err(BadDate));
    }

    #[rstest]
    #[case("1/1/00", 2000)]
    #[case("1/1/68", 2068)]
    #[case("1/1/69", 1969)]
    #[case("1/1/99", 1999)]
    fn two_digit_years(#[case] text: &str, #[case] year: i16) {
        assert_eq!(parse_date(text, DateOrder::Mdy), Ok(Some(Date::constant(year, 1, 1))));
    }

    #[test]
    fn the_first_of_2024_as_a_serial_number() {
        assert_eq!(parse_date("45292", DateOrder::Dmy), Ok(Some(Date::constant(2024, 1, 1))));
    }

    proptest! {
        #[test]
        fn every_day_comes_back(year in 1901i16..=2199, month in 1i8..=12, day in 1i8..=28) {
            let date = Date::constant(year, month, day);
            for text in [date.to_string(), format!("{month}/{day}/{year}"), format!("{month:02}-{day:02}-{year}")] {
                prop_assert_eq!(parse_date(&text, DateOrder::Mdy), Ok(Some(date)));
            }
            prop_assert_eq!(parse_date(&format!("{day}.{month}.{year}"), DateOrder::Dmy), Ok(Some(date)));
        }

        #[test]
        fn any_text(text in any::<String>(), digits in "[0-9/. T:-]{0,14}") {
            let _ = parse_date(&text, DateOrder::Mdy);
            let _ = parse_date(&digits, DateOrder::Dmy);
        }
    }
}
