//! The normalized keys that are stored next to emails and names, so that both can be found.

use tenantry_core::normalize;

/// The key by which an email is unique. Text that is not a plausible address is its own key.
pub(crate) fn email_key(email: &str) -> String {
    match normalize::email_key(email) {
        Some(key) => key.into(),
        None => email.trim().to_lowercase(),
    }
}

/// The key by which a name is found, without a generational suffix.
pub(crate) fn name_key(first: &str, last: &str) -> String {
    normalize::NameKey::of(first, last).base.into()
}

/// The key by which people are sorted, last name first. A space sorts before every other character
/// of a key.
pub(crate) fn sort_key(first: &str, last: &str) -> String {
    format!("{} {}", name_key(last, ""), name_key(first, ""))
}
