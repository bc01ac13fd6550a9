use std::borrow::Cow;

use jiff::civil::Date;
use serde::Deserialize;
use tenantry_core::connector::split_name;

use super::Function;
use crate::path::{Path, Scope};

/// The sources of a value: the first one with a value is used.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources(pub(crate) Vec<Source>);

/// One source, and how its value is transformed, in this order.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) origin: Origin,
    /// Characters at which the value is split, and what the piece should
    /// contain.
    pub(crate) split: Option<(String, Option<String>)>,
    pub(crate) name: Option<NamePart>,
    pub(crate) strip: Option<String>,
    pub(crate) lower: bool,
    pub(crate) map: Vec<(String, String)>,
    pub(crate) format: Option<String>,
    pub(crate) function: Option<Function>,
    pub(crate) planned: bool,
}

/// A part of a full name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NamePart {
    First,
    Last,
}

/// Where the value of a source comes from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    Path(Path),
    Value(String),
    Join(Vec<Path>, String),
}

/// A value that does not fit a field: a list or an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl Sources {
    /// The value; blank if no source has one. `lapsed` says which dates of
    /// planned sources are ignored.
    pub(crate) fn read<'n>(
        &'n self,
        scope: &Scope<'n>,
        lapsed: &dyn Fn(&str) -> bool,
    ) -> Result<Cow<'n, str>, Unreadable> {
        for source in &self.0 {
            let value = source.read(scope)?;
            let counts = !source.planned || !lapsed(&value);
            if counts && !value.trim().is_empty() {
                return Ok(value);
            }
        }
        Ok(Cow::Borrowed(""))
    }

    /// The value, blank if there is none.
    pub(crate) fn text<'n>(&'n self, scope: &Scope<'n>) -> Result<Cow<'n, str>, Unreadable> {
        self.read(scope, &|_| false)
    }
}

impl Source {
    /// An unmodified value.
    pub(crate) fn plain(origin: Origin) -> Self {
        Self {
            origin,
            split: None,
            name: None,
            strip: None,
            lower: false,
            map: Vec::new(),
            format: None,
            function: None,
            planned: false,
        }
    }

    fn read<'n>(&'n self, scope: &Scope<'n>) -> Result<Cow<'n, str>, Unreadable> {
        let mut value = self.origin.read(scope)?;
        if value.is_empty() {
            return Ok(value);
        }
        if let Some((marks, holding)) = &self.split {
            value = Cow::Owned(piece(&value, marks, holding.as_deref()).to_owned());
        }
        if let Some(part) = self.name {
            let (first, last) = split_name(&value);
            value = Cow::Owned(if part == NamePart::First { first } else { last });
        }
        if let Some(strip) = &self.strip {
            value = Cow::Owned(value.chars().filter(|c| !strip.contains(*c)).collect());
        }
        if self.lower {
            value = Cow::Owned(value.to_lowercase());
        }
        if let Some((_, meant)) =
            self.map.iter().find(|(known, _)| known.eq_ignore_ascii_case(value.trim()))
        {
            value = Cow::Borrowed(meant);
        }
        if let Some(format) = &self.format {
            // A value not in this format is read like any other date.
            if let Ok(date) = Date::strptime(format, value.trim()) {
                value = Cow::Owned(date.to_string());
            }
        }
        if let Some(function) = self.function {
            value = Cow::Owned(function.apply(&value));
        }
        Ok(value)
    }
}

impl Origin {
    fn read<'n>(&'n self, scope: &Scope<'n>) -> Result<Cow<'n, str>, Unreadable> {
        match self {
            Origin::Path(path) => Ok(Cow::Borrowed(text(path, scope)?)),
            Origin::Value(value) => Ok(Cow::Borrowed(value)),
            Origin::Join(paths, with) => {
                let mut texts = Vec::with_capacity(paths.len());
                for path in paths {
                    texts.push(text(path, scope)?.trim());
                }
                texts.retain(|text| !text.is_empty());
                Ok(Cow::Owned(texts.join(with)))
            }
        }
    }
}

fn text<'n>(path: &Path, scope: &Scope<'n>) -> Result<&'n str, Unreadable> {
    match path.filled(scope) {
        None => Ok(""),
        Some(node) => node.text().ok_or(Unreadable),
    }
}

/// The first piece that contains a text, else the first non-empty one.
fn piece<'t>(text: &'t str, marks: &str, holding: Option<&str>) -> &'t str {
    let pieces =
        || text.split(|c| marks.contains(c)).map(str::trim).filter(|part| !part.is_empty());
    let held = holding.and_then(|held| pieces().find(|piece| piece.contains(held)));
    held.or_else(|| pieces().next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn source(value: &str) -> Source {
        Source::plain(Origin::Value(value.to_owned()))
    }

    fn read(source: Source) -> String {
        let scope = Scope::new(Date::constant(2026, 11, 15));
        source.read(&scope).unwrap().into_owned()
    }

    #[test]
    fn what_is_done_with_values() {
        let piece = Some((";,".to_owned(), Some("@".to_owned())));
        assert_eq!(
            read(Source { split: piece.clone(), ..source("none; a@example.com, b@example.com") }),
            "a@example.com"
        );
        assert_eq!(read(Source { split: piece, ..source(" ; none") }), "none");
        let name = |part| Source { name: Some(part), ..source("Okafor, Ada Mae") };
        assert_eq!(
            (read(name(NamePart::First)), read(name(NamePart::Last))),
            ("Ada Mae".into(), "Okafor".into())
        );
        assert_eq!(
            read(Source { strip: Some("() -".into()), lower: true, ..source("(A) b-C") }),
            "abc"
        );
        let map = vec![("n/a".to_owned(), String::new())];
        assert_eq!(read(Source { map: map.clone(), ..source(" N/A ") }), "");
        assert_eq!(read(Source { map, ..source("101") }), "101");
        assert_eq!(
            read(Source { function: Some(Function::CountryCodeOnce), ..source("+1 15550100002") }),
            "+15550100002"
        );
    }

    #[rstest]
    #[case("%d %b %Y", "3 Mar 2026", "2026-03-03")]
    #[case("%Y%m%d", "20260303", "2026-03-03")]
    #[case("%Y%m%d", "03/03/2026", "03/03/2026")]
    fn dates(#[case] format: &str, #[case] text: &str, #[case] expected: &str) {
        assert_eq!(read(Source { format: Some(format.into()), ..source(text) }), expected);
    }

    #[test]
    fn the_first_source_with_a_value() {
        let scope = Scope::new(Date::constant(2026, 11, 15));
        let planned = Source { planned: true, ..source("2026-01-01") };
        let sources = Sources(vec![source(" "), planned, source("later")]);
        assert_eq!(sources.text(&scope).unwrap(), "2026-01-01");
        assert_eq!(sources.read(&scope, &|_| true).unwrap(), "later");
        assert_eq!(Sources::default().text(&scope).unwrap(), "");
    }
}
