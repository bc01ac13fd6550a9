//! Named functions for what profiles cannot express with sources alone.

use tenantry_core::connector::preferred_phone;

/// A function that a profile refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// The mobile number of `Mobile: (555) 010-1234, Home: ...`.
    LabelledPhone,
    /// A number whose country code is duplicated: `+1 15551234567`.
    CountryCodeOnce,
}

impl Function {
    /// All functions.
    const ALL: [Function; 2] = [Function::LabelledPhone, Function::CountryCodeOnce];

    /// The name in profiles.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Function::LabelledPhone => "labelled-phone",
            Function::CountryCodeOnce => "country-code-once",
        }
    }

    /// The function with this name.
    ///
    /// # Errors
    /// A message that lists the functions.
    pub(crate) fn of(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|function| function.name() == name).ok_or_else(|| {
            let known = Self::ALL.map(Function::name).join(", ");
            format!("there is no function {name:?}; the functions are {known}")
        })
    }

    /// Applies the function to a value.
    pub(crate) fn apply(self, text: &str) -> String {
        match self {
            Function::LabelledPhone => preferred_phone(text).to_owned(),
            Function::CountryCodeOnce => country_code_once(text),
        }
    }
}

fn country_code_once(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("11") {
        Some(rest) if text.trim_start().starts_with('+') && rest.len() == 10 => format!("+1{rest}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("+1 15550100002", "+15550100002")]
    #[case("+1 5550100002", "+1 5550100002")]
    #[case("(555) 010-0002", "(555) 010-0002")]
    #[case("1 1 555 010 0002", "1 1 555 010 0002")]
    fn country_codes(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(Function::CountryCodeOnce.apply(text), expected);
    }

    #[test]
    fn names() {
        let phone = Function::LabelledPhone.apply("Home: 555-0102, Mobile: 555-0101");
        assert_eq!(phone, "555-0101");
        assert_eq!(Function::of("labelled-phone"), Ok(Function::LabelledPhone));
        assert!(Function::of("phone").unwrap_err().contains("country-code-once"));
    }
}
