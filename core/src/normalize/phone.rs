//! Phone numbers as the PMS writes them.

/// Whether a text may be a phone number: it has a digit, and it is not an email. `none` and
/// `ana@example.com` cannot be one, whatever column they are in.
pub fn can_be_phone(text: &str) -> bool {
    text.chars().any(char::is_numeric) && !text.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_a_digit_and_is_no_email() {
        for phone in ["(312) 555-0100", "+13125550100", "555-0100 x1", "3.13E+09"] {
            assert!(can_be_phone(phone), "{phone}");
        }
        for other in ["", "none", "N/A", "ana@example.com", "ana5550100@example.com"] {
            assert!(!can_be_phone(other), "{other}");
        }
    }
}
