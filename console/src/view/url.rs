//! Addresses of the pages.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986, so that an id of the PMS
/// stays one segment whatever is in it.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as one segment of a path, or as a value in a query.
pub(crate) fn segment(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// A page of a property: `people`, `alerts`, `runs`, `sync`.
pub(crate) fn page(property: &str, page: &str) -> String {
    format!("/p/{}/{page}", segment(property))
}

/// A page with a query; blank values are left out.
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

/// A person of the directory.
pub(crate) fn person(property: &str, account: i64) -> String {
    page(property, &format!("people/{account}"))
}

/// Why a resident is linked, held or not there.
pub(crate) fn why(property: &str, external_id: &str) -> String {
    page(property, &format!("why/{}", segment(external_id)))
}

/// An alert.
pub(crate) fn alert(property: &str, alert: i64) -> String {
    page(property, &format!("alerts/{alert}"))
}

/// Takes the answer to an alert back.
pub(crate) fn alert_undo(property: &str, alert: i64) -> String {
    page(property, &format!("alerts/{alert}/undo"))
}

/// A run.
pub(crate) fn run(property: &str, run: &str) -> String {
    page(property, &format!("runs/{}", segment(run)))
}

/// Takes a run back.
pub(crate) fn run_undo(property: &str, id: &str) -> String {
    format!("{}/undo", run(property, id))
}

/// Applies a held run.
pub(crate) fn run_confirm(property: &str, id: &str) -> String {
    format!("{}/confirm", run(property, id))
}
