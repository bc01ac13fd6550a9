//! The keys that are stored beside emails and names, so that both can be found.

use tenantry_core::normalize;

/// By which an email is unique. What has no plausible form is its own key.
pub(crate) fn email_key(email: &str) -> String {
    match normalize::email_key(email) {
        Some(key) => key.into(),
        None => email.trim().to_lowercase(),
    }
}

/// By which a name is found: without a generational suffix.
pub(crate) fn name_key(first: &str, last: &str) -> String {
    normalize::NameKey::of(first, last).base.into()
}

/// By which people are listed: family names first. A space sorts before
/// everything that a key is made of.
pub(crate) fn sort_key(first: &str, last: &str) -> String {
    format!("{} {}", name_key(last, ""), name_key(first, ""))
}
