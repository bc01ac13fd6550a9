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
    /// the path itself is not in the text; `None` where nothing of it is. With
    /// it how much of the path is there.
    pub(super) fn find(&self, path: &[String]) -> Option<(usize, usize)> {
        let mut table = self.table.as_ref()?;
        let mut found = None;
        for (at, name) in path.iter().enumerate() {
            let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref().as_ref() == name)
            else {
                break;
            };
            found = Some((at + 1, key.span().start));
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                _ => break,
            }
        }
        found.map(|(depth, at)| (depth, line_of(self.text, at)))
    }
}

/// The line, from 1, of a byte offset.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
