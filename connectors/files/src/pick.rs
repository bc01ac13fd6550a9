use tenantry_core::connector::{ConnectorError, ErrorKind};
use wildmatch::WildMatch;

use crate::{failure::failure, folder::Entry, marker::Marker, settings::Pick};

/// Extensions that programs use for files they have not finished writing.
const UNFINISHED: [&str; 6] = [".part", ".partial", ".filepart", ".tmp", ".crdownload", ".writing"];

/// How many names an error message lists.
const NAMED: usize = 5;

/// Selects files in a folder by name.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(String);

impl Pattern {
    /// The pattern in `name`, if it is one.
    pub(crate) fn of(name: &str) -> Option<Self> {
        name.contains(['*', '?']).then(|| Self(name.to_owned()))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Whether a file's name matches. Hidden files, and files whose name says
    /// that they are still being written, match only if the pattern says so.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let says = |end: &&str| name.ends_with(*end) && !self.0.ends_with(*end);
        WildMatch::new(&self.0).matches(name)
            && (!name.starts_with('.') || self.0.starts_with('.'))
            && !UNFINISHED.iter().any(says)
    }
}

/// What was chosen, and out of how many.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) entry: Entry,
    pub(crate) of: usize,
}

/// Chooses the file to read from a folder. Among files modified at the same
/// time, the last by name is the newest.
///
/// # Errors
/// If no file matches, none has its marker yet, or `pick` does not decide
/// between several.
pub(crate) fn choose(
    folder: &str,
    entries: &[Entry],
    pattern: &Pattern,
    marker: Option<&Marker>,
    pick: Pick,
) -> Result<Choice, ConnectorError> {
    let is_marker = |name: &str| marker.is_some_and(|marker| marker.is(name, entries));
    let fitting: Vec<&Entry> = entries
        .iter()
        .filter(|entry| pattern.matches(&entry.name) && !is_marker(&entry.name))
        .collect();
    if fitting.is_empty() {
        let what = match entries.len() {
            0 => "the folder is empty".to_owned(),
            1 => format!("the only file there does not match {:?}", pattern.text()),
            n => format!("none of the {n} files matches {:?}", pattern.text()),
        };
        return Err(failure(ErrorKind::Unavailable, folder, &what)
            .hint("check the pattern, and whether the export has run"));
    }
    let there = |name: &str| entries.iter().any(|entry| entry.name == name);
    let mut whole: Vec<&Entry> = fitting
        .iter()
        .filter(|entry| marker.is_none_or(|marker| there(&marker.of(&entry.name))))
        .copied()
        .collect();
    if let (true, Some(marker)) = (whole.is_empty(), marker) {
        return Err(marker.missing(folder, &fitting[0].name));
    }
    let of = whole.len();
    let chosen = match (pick, &whole[..]) {
        (_, [only]) => only,
        (Pick::Only, _) => return Err(several(folder, whole)),
        (Pick::Newest, _) => {
            if let Some(timeless) = whole.iter().find(|entry| entry.modified.is_none()) {
                let what = format!("does not say when {} was modified", timeless.name);
                return Err(failure(ErrorKind::Unsupported, folder, &what)
                    .hint("let the pattern match only one file, and remove `pick`"));
            }
            whole.sort_by_key(|entry| (entry.modified, &entry.name));
            whole[of - 1]
        }
    };
    Ok(Choice { entry: chosen.clone(), of })
}

fn several(folder: &str, mut fitting: Vec<&Entry>) -> ConnectorError {
    fitting.sort_by_key(|entry| &entry.name);
    let mut names: Vec<&str> = fitting.iter().map(|entry| &*entry.name).take(NAMED).collect();
    if fitting.len() > NAMED {
        names.push("...");
    }
    let what = format!("{} files match: {}", fitting.len(), names.join(", "));
    failure(ErrorKind::ConfigInvalid, folder, &what).hint(
        "set `pick = \"newest\"` to read the one modified last, or let the pattern match only one",
    )
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn entry(name: &str, modified: i64) -> Entry {
        let modified = (modified >= 0).then(|| Timestamp::from_second(modified).unwrap());
        Entry { name: name.into(), size: 10, modified }
    }

    fn entries(files: &[(&str, i64)]) -> Vec<Entry> {
        files.iter().map(|(name, modified)| entry(name, *modified)).collect()
    }

    fn pick(
        files: &[(&str, i64)],
        pattern: &str,
        marker: Option<&str>,
        pick: Pick,
    ) -> Result<String, ConnectorError> {
        let marker = marker.map(|name| Marker::new(name).unwrap());
        let pattern = Pattern::of(pattern).unwrap();
        choose("drop", &entries(files), &pattern, marker.as_ref(), pick)
            .map(|choice| choice.entry.name)
    }

    #[rstest]
    #[case("rent*.csv", "rent-11.csv", true)]
    #[case("rent-??.csv", "rent-11.csv", true)]
    #[case("rent-?.csv", "rent-11.csv", false)]
    #[case("rent*", "Rent.csv", false)]
    #[case("rent[1]*.csv", "rent[1]-11.csv", true)]
    #[case("*", ".rent.csv", false)]
    #[case(".*", ".rent.csv", true)]
    #[case("rent*", "rent.csv.filepart", false)]
    #[case("*.part", "rent.part", true)]
    fn patterns(#[case] pattern: &str, #[case] name: &str, #[case] fits: bool) {
        assert_eq!(Pattern::of(pattern).unwrap().matches(name), fits);
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert!(Pattern::of("rent[1].csv").is_none());
    }

    #[rstest]
    #[case::one_fits(&[("a.csv", 1), ("b.txt", 9)], None, Pick::Only, "a.csv")]
    #[case::the_newest(&[("a.csv", 1), ("c.csv", 9), ("b.csv", 8)], None, Pick::Newest, "c.csv")]
    #[case::by_name_then(&[("b.csv", 1), ("c.csv", 1), ("a.csv", 1)], None, Pick::Newest, "c.csv")]
    #[case::only_one_without_time(&[("a.csv", -1)], None, Pick::Newest, "a.csv")]
    #[case::with_a_marker(
        &[("a.csv", 1), ("a.csv.done", 2), ("b.csv", 9)], Some("{name}.done"), Pick::Only, "a.csv"
    )]
    #[case::one_marker_for_all(&[("a.csv", 1), ("done.csv", 2)], Some("done.csv"), Pick::Only, "a.csv")]
    fn chosen(
        #[case] files: &[(&str, i64)],
        #[case] marker: Option<&str>,
        #[case] how: Pick,
        #[case] expected: &str,
    ) {
        assert_eq!(pick(files, "*.csv", marker, how).unwrap(), expected);
    }

    #[rstest]
    #[case::none(&[("a.txt", 1)], None, Pick::Only, ErrorKind::Unavailable, "the only file there does not match \"*.csv\"")]
    #[case::empty(&[], None, Pick::Newest, ErrorKind::Unavailable, "the folder is empty")]
    #[case::several(
        &[("b.csv", 1), ("a.csv", 2)], None, Pick::Only, ErrorKind::ConfigInvalid, "2 files match: a.csv, b.csv"
    )]
    #[case::timeless(
        &[("b.csv", -1), ("a.csv", 2)], None, Pick::Newest, ErrorKind::Unsupported, "b.csv"
    )]
    #[case::no_marker(
        &[("a.csv", 1)], Some("done.flag"), Pick::Only, ErrorKind::Incomplete, "done.flag"
    )]
    fn refused(
        #[case] files: &[(&str, i64)],
        #[case] marker: Option<&str>,
        #[case] how: Pick,
        #[case] kind: ErrorKind,
        #[case] says: &str,
    ) {
        let error = pick(files, "*.csv", marker, how).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.message.contains(says) && error.hint.is_some(), "{error}");
    }

    #[test]
    fn many_are_not_all_named() {
        let names: Vec<String> = (0..9).map(|n| format!("{n}.csv")).collect();
        let files: Vec<(&str, i64)> = names.iter().map(|name| (&**name, 1)).collect();
        let error = pick(&files, "*.csv", None, Pick::Only).unwrap_err();
        assert_eq!(error.message, "drop: 9 files match: 0.csv, 1.csv, 2.csv, 3.csv, 4.csv, ...");
    }

    proptest! {
        /// The result does not depend on the order in which a folder lists its
        /// files.
        #[test]
        fn order_does_not_matter(times in prop::collection::vec(0i64..4, 1..8), turn in 0usize..8) {
            let names: Vec<String> = (0..times.len()).map(|n| format!("{n}.csv")).collect();
            let mut files: Vec<(&str, i64)> =
                names.iter().map(|name| &**name).zip(times).collect();
            let first = pick(&files, "*.csv", None, Pick::Newest).unwrap();
            let turn = turn % files.len();
            files.rotate_left(turn);
            prop_assert_eq!(first, pick(&files, "*.csv", None, Pick::Newest).unwrap());
        }
    }
}
