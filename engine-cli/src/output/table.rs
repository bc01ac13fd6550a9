use comfy_table::{ContentArrangement, Table, presets};

/// Prints a table that fits the terminal.
pub(crate) fn print<const N: usize>(
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
        println(line.trim_end());
    }
}

/// Prints a line to stdout. A reader that has gone away is no error.
pub(crate) fn println(line: &str) {
    use std::io::Write;
    let _ = writeln!(anstream::stdout(), "{line}");
}
