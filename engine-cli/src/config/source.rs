use std::{fs, path::Path, sync::Arc};

use toml::de::{DeTable, DeValue};

use super::{
    ConfigError,
    tree::{Node, Origin, Table, Value},
};

/// A parsed TOML file.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(super) table: Table,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read, or is not valid TOML.
    pub(crate) fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(file).map_err(|error| ConfigError {
            file: file.to_owned(),
            line: None,
            problem: format!("the configuration cannot be read: {error}"),
            hint: Some(
                "pass --config FILE, or create one with `engine-cli init --connector csv`".into(),
            ),
        })?;
        Self::parse(file, &text)
    }

    /// Parses the text of a file.
    ///
    /// # Errors
    /// The text is not valid TOML.
    pub(super) fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let reader = Reader { file: file.into(), lines: Lines::of(text) };
        let fail = |line, problem: String| ConfigError {
            file: file.to_owned(),
            line,
            problem,
            hint: None,
        };
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| reader.lines.at(span.start));
            let why = error.message().lines().next().unwrap_or_default();
            fail(line, format!("this is not valid TOML: {why}"))
        })?;
        match reader.table(table.into_inner()) {
            Ok(table) => Ok(Self { table }),
            Err(TooLarge { line }) => {
                Err(fail(Some(line), "a number here is too large to be stored".into()))
            }
        }
    }
}

/// A number that does not fit into 64 bits.
struct TooLarge {
    line: usize,
}

struct Reader {
    file: Arc<Path>,
    lines: Lines,
}

impl Reader {
    fn table(&self, table: DeTable<'_>) -> Result<Table, TooLarge> {
        let entry = |(key, value): (toml::Spanned<_>, toml::Spanned<DeValue<'_>>)| {
            let line = self.lines.at(key.span().start);
            let key: toml::de::DeString<'_> = key.into_inner();
            Ok((key.into_owned(), self.node(value.into_inner(), line)?))
        };
        table.into_iter().map(entry).collect()
    }

    fn node(&self, value: DeValue<'_>, line: usize) -> Result<Node, TooLarge> {
        let value = match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => {
                let read = i64::from_str_radix(number.as_str(), number.radix());
                Value::Integer(read.map_err(|_| TooLarge { line })?)
            }
            DeValue::Float(number) => {
                Value::Float(number.as_str().parse().map_err(|_| TooLarge { line })?)
            }
            DeValue::Boolean(value) => Value::Boolean(value),
            DeValue::Datetime(value) => Value::Text(value.to_string()),
            DeValue::Array(items) => {
                let item = |item: toml::Spanned<DeValue<'_>>| {
                    let line = self.lines.at(item.span().start);
                    self.node(item.into_inner(), line)
                };
                Value::List(items.into_iter().map(item).collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => Value::Table(self.table(table)?),
        };
        Ok(Node { value, origin: Origin::Line(self.file.clone(), line) })
    }
}

/// The offsets at which the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// The line of a byte offset, from 1.
    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", 0, 1)]
    #[case("a = 1\nb = 2\n", 0, 1)]
    #[case("a = 1\nb = 2\n", 5, 1)]
    #[case("a = 1\nb = 2\n", 6, 2)]
    #[case("a = 1\r\nb = 2", 7, 2)]
    fn lines(#[case] text: &str, #[case] offset: usize, #[case] line: usize) {
        assert_eq!(Lines::of(text).at(offset), line);
    }

    #[rstest]
    #[case("a = 1\nb = \"open", 2, "not valid TOML")]
    #[case("a = 1\n\na = 2", 3, "not valid TOML")]
    #[case("a = 1\nb = 99999999999999999999", 2, "too large")]
    fn what_cannot_be_read(#[case] text: &str, #[case] line: usize, #[case] says: &str) {
        let error = Source::parse(Path::new("a.toml"), text).unwrap_err();
        assert_eq!(error.line, Some(line), "{error}");
        assert!(error.problem.contains(says), "{error}");
    }

    #[test]
    fn every_value_has_its_line() {
        let text = "# top\n[[profile]]\nname = 'a'\n[[profile]]\nday = 2026-11-02\nlist = [\n  1,\n  { x = true },\n]\n";
        let table = Source::parse(Path::new("a.toml"), text).unwrap().table;
        let line = |node: &Node| match &node.origin {
            Origin::Line(_, line) => *line,
            Origin::Variable(name) => panic!("{name}"),
        };
        let Value::List(profiles) = &table["profile"].value else { panic!() };
        assert_eq!([line(&profiles[0]), line(&profiles[1])], [2, 4]);
        let Value::Table(second) = &profiles[1].value else { panic!() };
        assert_eq!(second["day"].value, Value::Text("2026-11-02".into()));
        let Value::List(items) = &second["list"].value else { panic!() };
        assert_eq!([line(&second["list"]), line(&items[0]), line(&items[1])], [6, 7, 8]);
    }
}
