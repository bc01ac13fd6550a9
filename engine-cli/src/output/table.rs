use comfy_table::{ContentArrangement, Table, presets};

/// Output that is collected before it is printed, because properties are
/// processed in parallel and must not interrupt each other.
#[derive(Debug, Default)]
pub(crate) struct Page(String);

impl Page {
    /// Adds a line.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        self.0.push_str(line.as_ref());
        self.0.push('\n');
    }

    /// Adds another page below.
    pub(crate) fn append(&mut self, page: Self) {
        self.0.push_str(&page.0);
    }

    /// Adds a table that fits the terminal.
    pub(crate) fn table<const N: usize>(
        &mut self,
        headings: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(headings.map(|heading| heading.to_uppercase()));
        for row in rows {
            table.add_row(row);
        }
        for line in table.to_string().lines() {
            self.line(line.trim_end());
        }
    }

    /// Prints the page to stdout. A closed pipe is not an error.
    pub(crate) fn print(&self) {
        use std::io::Write;
        let _ = write!(anstream::stdout(), "{}", self.0);
    }
}

/// Prints a line to stdout. A closed pipe is not an error.
pub(crate) fn println(line: &str) {
    use std::io::Write;
    let _ = writeln!(anstream::stdout(), "{line}");
}

/// Prints a table that fits the terminal.
pub(crate) fn print<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) {
    let mut page = Page::default();
    page.table(headings, rows);
    page.print();
}
