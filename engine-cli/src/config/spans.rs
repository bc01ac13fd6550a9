use toml::de::{DeTable, DeValue};

/// Where keys stand in a TOML text.
pub(super) struct Spans<'t> {
    text: &'t str,
    table: Option<DeTable<'t>>,
}

impl<'t> Spans<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, table: DeTable::parse(text).ok().map(toml::Spanned::into_inner) }
    }

    /// The line, from 1, of a dotted path; of its nearest known parent where
    /// the path itself is not in the text; `None` where nothing of it is.
    pub(super) fn line(&self, path: &[String]) -> Option<usize> {
        let mut table = self.table.as_ref()?;
        let mut found = None;
        for name in path {
            let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref().as_ref() == name)
            else {
                break;
            };
            found = Some(key.span().start);
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                _ => break,
            }
        }
        found.map(|at| line_of(self.text, at))
    }
}

/// The line, from 1, of a byte offset.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
