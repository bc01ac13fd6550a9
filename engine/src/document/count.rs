//! Numbers of things, for every face.

/// Chooses the singular or the plural.
pub fn plural<'a>(number: u64, one: &'a str, many: &'a str) -> &'a str {
    if number == 1 { one } else { many }
}

/// A number with thousands separators: `12,480`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 person`, `12 people`, `12,480 people`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), plural(number, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        let cases = [
            (0, "0 people"),
            (1, "1 person"),
            (2, "2 people"),
            (999, "999 people"),
            (1_000, "1,000 people"),
            (1_234_567, "1,234,567 people"),
        ];
        for (number, expected) in cases {
            assert_eq!(counted(number, "person", "people"), expected);
        }
    }
}
