/// How HTML pages begin, ignoring whitespace.
const MARKS: [&[u8]; 2] = [b"<html", b"<!doctype html"];

/// Whether a document that begins like this is an HTML page; `None` if more
/// must be read to tell.
pub(crate) fn begins(start: &[u8]) -> Option<bool> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let agrees = |mark: &&[u8]| {
        let length = mark.len().min(start.len());
        start[..length].eq_ignore_ascii_case(&mark[..length])
    };
    match MARKS.iter().find(|mark| agrees(mark)) {
        None => Some(false),
        Some(mark) => (start.len() >= mark.len()).then_some(true),
    }
}

/// Whether the content type is that of an HTML page.
pub(crate) fn declared(content_type: Option<&str>) -> bool {
    let of = |kind: &str| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    content_type
        .is_some_and(|kind| matches!(of(kind).as_str(), "text/html" | "application/xhtml+xml"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("<!DOCTYPE html>", Some(true))]
    #[case("\u{FEFF}\r\n <HtMl lang=en>", Some(true))]
    #[case("<html", Some(true))]
    #[case("<!doc", None)]
    #[case("", None)]
    #[case("<ht", None)]
    #[case("<residents>", Some(false))]
    #[case("  \n", None)]
    #[case("{\"value\"", Some(false))]
    #[case("<?xml version='1.0'?>", Some(false))]
    #[case("<!DOCTYPE Residents>", Some(false))]
    fn beginnings(#[case] start: &str, #[case] expected: Option<bool>) {
        assert_eq!(begins(start.as_bytes()), expected);
    }

    #[test]
    fn content_types() {
        assert!(declared(Some("Text/HTML; charset=utf-8")));
        assert!(!declared(Some("text/xml")));
        assert!(!declared(None));
    }
}
