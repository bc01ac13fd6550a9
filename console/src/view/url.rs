//! Addresses of the pages.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All except the unreserved characters of RFC 3986, so that a PMS ID stays one
/// path segment, whatever characters it has.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a value as a path segment or as a query value.
pub(crate) fn segment(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// The URL of a property's page: `people`, `alerts`, `runs`, `sync`.
pub(crate) fn page(property: &str, page: &str) -> String {
    format!("/p/{}/{page}", segment(property))
}

/// Adds a query to a path; blank values are left out.
pub(crate) fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = path.to_owned();
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    for (at, (name, value)) in filled.enumerate() {
        let mark = if at == 0 { '?' } else { '&' };
        // Writing to a string cannot fail.
        let _ = write!(url, "{mark}{name}={}", segment(value));
    }
    url
}

/// The URL of a person.
pub(crate) fn person(property: &str, account: i64) -> String {
    page(property, &format!("people/{account}"))
}

/// The URL that explains why a resident is linked, held or missing.
pub(crate) fn why(property: &str, external_id: &str) -> String {
    page(property, &format!("why/{}", segment(external_id)))
}

/// The URL of an alert.
pub(crate) fn alert(property: &str, alert: i64) -> String {
    page(property, &format!("alerts/{alert}"))
}

/// The URL that undoes the answer to an alert.
pub(crate) fn alert_undo(property: &str, alert: i64) -> String {
    page(property, &format!("alerts/{alert}/undo"))
}

/// The URL of a run.
pub(crate) fn run(property: &str, run: &str) -> String {
    page(property, &format!("runs/{}", segment(run)))
}

/// The URL that undoes a run.
pub(crate) fn run_undo(property: &str, id: &str) -> String {
    format!("{}/undo", run(property, id))
}

/// The URL that confirms what a run held.
pub(crate) fn run_confirm(property: &str, id: &str) -> String {
    format!("{}/confirm", run(property, id))
}
