//! Finds the headings of a report and, from them, its layout.

use tenantry_core::connector::{ConnectorError, DateOrder, ErrorKind};

use super::{
    ALL, Layout, Sign,
    choice::Chosen,
    column::{Col, Places},
    line::is_nobody,
    report::section,
    titles::Titles,
};
use crate::{
    cells,
    rows::Rows,
    settings::CsvSettings,
    synonyms::{fold, has_word},
};

/// How many rows are searched for the headings.
const HEAD_ROWS: usize = 30;

/// How many rows are sampled, to include some records.
const SAMPLE_ROWS: usize = 200;

/// The minimum number of headings in a report.
const LEAST_HEADINGS: usize = 3;

/// The share of the file's headings that must mean something, in percent, if no
/// title identifies the report.
const LEAST_SHARE: usize = 40;

/// How many more headings than a plain table a report must explain to be chosen
/// when both fit.
const MORE_THAN_TABLE: usize = 4;

/// How many layouts an error message names.
const NEAREST: usize = 3;

/// The first rows of a file.
#[derive(Debug)]
pub(crate) struct Sample {
    rows: Vec<SampleRow>,
    /// Possible headings: a single row, or two consecutive rows combined.
    lines: Vec<Headings>,
}

#[derive(Debug)]
struct SampleRow {
    line: u64,
    cells: Vec<String>,
    folded: Vec<String>,
}

/// Possible headings, folded.
#[derive(Debug)]
struct Headings {
    at: usize,
    rows: usize,
    words: Vec<String>,
}

impl Sample {
    /// Reads the rows at the beginning of a text, up to the first unreadable
    /// one.
    pub(crate) fn of(head: &[u8], delimiter: u8) -> Self {
        let mut reader = Rows::new(head);
        reader.set_delimiter(delimiter);
        let mut rows = Vec::new();
        while rows.len() < SAMPLE_ROWS
            && let Ok(Some(row)) = reader.next_row()
        {
            let cells: Vec<String> =
                row.cells().map(|cell| cells::lenient(cell).to_owned()).collect();
            let folded = cells.iter().map(|cell| fold(cell)).collect();
            rows.push(SampleRow { line: row.line, cells, folded });
        }
        let lines = headings(&rows);
        Self { rows, lines }
    }

    /// The cells of each row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[String]> {
        self.rows.iter().map(|row| row.cells.as_slice())
    }

    /// How many headings are known if the file is read as a plain table; `None`
    /// if it cannot be one.
    pub(crate) fn as_table(&self, settings: &CsvSettings) -> Option<usize> {
        let first = self.rows().find(|row| row.iter().any(|cell| !cell.is_empty()))?;
        let headings = crate::headings::Headings::resolve(first.to_vec(), settings).ok()?;
        headings.columns().is_ok().then(|| headings.recognized())
    }

    /// Whether a row below the headings is the heading of a section, such as `Current Residents`.
    fn has_sections(&self, from: usize) -> bool {
        self.rows().skip(from).any(|row| {
            let mut filled = row.iter().filter(|cell| !cell.is_empty());
            let only = filled.next().filter(|_| filled.next().is_none());
            only.is_some_and(|cell| section(cell).is_some())
        })
    }

    /// Whether a column is blank in every row about somebody.
    fn is_blank(&self, from: usize, column: usize) -> bool {
        let mut cells = self.rows().skip(from).filter_map(|row| row.get(column));
        cells.all(|cell| cell.is_empty() || is_nobody(cell))
    }
}

/// Every row and pair of rows that may be the headings.
fn headings(rows: &[SampleRow]) -> Vec<Headings> {
    let mut lines = Vec::new();
    for (at, row) in rows.iter().take(HEAD_ROWS).enumerate() {
        let mut words = row.folded.clone();
        lines.push(Headings { at, rows: 1, words: words.clone() });
        if let Some(next) = rows.get(at + 1) {
            words.resize(words.len().max(next.folded.len()), String::new());
            for (word, more) in words.iter_mut().zip(&next.folded) {
                word.push_str(more);
            }
            lines.push(Headings { at, rows: 2, words });
        }
    }
    let named = |line: &Headings| line.words.iter().filter(|word| !word.is_empty()).count();
    lines.retain(|line| named(line) >= LEAST_HEADINGS);
    lines
}

/// Headings that fit a layout more or less.
#[derive(Debug, Clone)]
struct Candidate {
    layout: &'static Layout,
    at: usize,
    rows: usize,
    places: Places,
    titled: bool,
    /// Whether a section above some rows says who lives there.
    has_sections: bool,
}

impl Candidate {
    /// The required columns that are missing.
    fn lacks(&self) -> Vec<&'static str> {
        let needs = self.layout.needs.iter();
        let mut lacks: Vec<&str> = needs
            .filter(|group| !group.iter().any(|col| self.places.has(*col)))
            .filter_map(|group| group.first().map(|col| col.label()))
            .collect();
        if self.places.marks < self.layout.marks {
            lacks.push(Col::Mark.label());
        }
        lacks
    }

    /// Complete candidates first, then those with more evidence; among equals,
    /// the one with fewer rows and nearer the top.
    fn rank(&self) -> impl Ord + use<> {
        let evidence = self.places.known + if self.titled { 3 } else { 0 };
        let short = usize::MAX - self.rows;
        (self.lacks().is_empty(), evidence, short, usize::MAX - self.at)
    }

    fn is_strong(&self) -> bool {
        let share = self.places.known * 100 / self.places.named.max(1);
        self.lacks().is_empty()
            && self.says_who_lives_there()
            && (self.titled || share >= LEAST_SHARE)
    }

    /// Whether anything in the file says that its people live there. Names next to units and rents
    /// may as well be applicants.
    fn says_who_lives_there(&self) -> bool {
        !self.layout.is_silent || self.titled || self.has_sections || self.places.has(Col::Status)
    }
}

/// The headings of a recognized report.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) layout: &'static Layout,
    pub(crate) places: Places,
    /// The rows of headings, folded.
    pub(crate) headings: Vec<Vec<String>>,
    pub(crate) titles: Titles,
    /// Rows before the first one below the headings.
    pub(crate) skip: usize,
    lines: (u64, u64),
}

impl Found {
    /// The layout, and why it was chosen.
    pub(crate) fn reason(&self) -> String {
        let (first, last) = self.lines;
        let lines = if first == last {
            format!("line {first}")
        } else {
            format!("lines {first} and {last}")
        };
        let Places { known, named, .. } = self.places;
        let mut reason =
            format!("layout {}: {known} of {named} headings in {lines}", self.layout.name);
        if let Some(title) = &self.titles.title {
            reason += &format!(", title {title:?}");
        }
        if let Some(day) = self.titles.as_of {
            reason += &format!(", as of {day}");
        }
        if !self.places.has(Col::Id) {
            reason += "; it has no IDs, so weak ones are derived from unit and name";
        }
        reason
    }
}

/// How to read a file.
#[derive(Debug)]
pub(crate) enum Choice {
    /// It is a plain table.
    Table,
    /// It is a report.
    Report(Box<Found>),
    /// No layout fits; the text names the closest ones.
    Neither(String),
}

/// The layout of a file. `table` is how many headings are known if the file is
/// read as a plain table; `None` if it cannot be one.
///
/// # Errors
/// [`ErrorKind::Malformed`] if the layout in the settings does not fit.
pub(crate) fn recognize(
    sample: &Sample,
    chosen: Chosen,
    table: Option<usize>,
    order: DateOrder,
) -> Result<Choice, ConnectorError> {
    let layouts = match &chosen {
        Chosen::Table => return Ok(Choice::Table),
        Chosen::Report(layout) => std::slice::from_ref(layout),
        Chosen::Auto => &ALL[..],
    };
    let mut best: Vec<Candidate> =
        layouts.iter().filter_map(|layout| best_of(sample, layout, &chosen)).collect();
    // The sort is stable: among equals the first layout wins.
    best.sort_by_key(|candidate| std::cmp::Reverse(candidate.rank()));
    match (&chosen, best.first(), table) {
        (Chosen::Report(_), Some(first), _) if first.lacks().is_empty() => {
            Ok(Choice::Report(Box::new(found(sample, first, order))))
        }
        (Chosen::Report(layout), first, _) => Err(unfit(layout, sample, first)),
        (_, Some(first), None) if first.is_strong() => {
            Ok(Choice::Report(Box::new(found(sample, first, order))))
        }
        (_, Some(first), Some(known))
            if first.is_strong()
                && (first.places.known >= known + MORE_THAN_TABLE
                    || sign(sample, first) >= needed_sign(first, known)) =>
        {
            Ok(Choice::Report(Box::new(found(sample, first, order))))
        }
        (_, _, Some(_)) => Ok(Choice::Table),
        (_, _, None) => Ok(Choice::Neither(nearest(&best))),
    }
}

/// How many headings the best layout knows, for comparing ways to read a file.
pub(crate) fn matched(sample: &Sample) -> usize {
    let all = ALL.iter().filter_map(|layout| best_of(sample, layout, &Chosen::Auto));
    all.filter(Candidate::is_strong).map(|candidate| candidate.places.known).max().unwrap_or(0)
}

/// The rows that fit a layout best.
fn best_of(sample: &Sample, layout: &'static Layout, chosen: &Chosen) -> Option<Candidate> {
    let title = sample.rows.iter().position(|row| is_title(row, layout));
    let mut best: Option<Candidate> = None;
    for line in &sample.lines {
        let places = Places::of(layout, &line.words);
        if places.known == 0 || !keeps_blank(sample, layout, line, chosen) {
            continue;
        }
        let (at, rows) = (line.at, line.rows);
        let titled = title.is_some_and(|title| title < at);
        let has_sections = layout.is_silent && sample.has_sections(at + rows);
        let candidate = Candidate { layout, at, rows, places, titled, has_sections };
        if best.as_ref().is_none_or(|best| candidate.rank() > best.rank()) {
            best = Some(candidate);
        }
    }
    best
}

/// Whether the column that must be blank is. Not checked if the settings ask
/// for the layout.
fn keeps_blank(sample: &Sample, layout: &Layout, line: &Headings, chosen: &Chosen) -> bool {
    let Some(words) = layout.blank else { return true };
    let column = line.words.iter().position(|heading| has_word(words, heading));
    let blank = |column| sample.is_blank(line.at + line.rows, column);
    matches!(chosen, Chosen::Report(_)) || column.is_none_or(blank)
}

/// How much the IDs look like those of the report and not like those of a plain table.
fn sign(sample: &Sample, candidate: &Candidate) -> Sign {
    let (Some(sign), Some(column)) = (candidate.layout.sign, candidate.places.column(Col::Id))
    else {
        return Sign::None;
    };
    if candidate.places.has(Col::Role) {
        return Sign::None;
    }
    let below = sample.rows().skip(candidate.at + candidate.rows);
    let ids: Vec<&str> = below
        .filter_map(|row| row.get(column))
        .map(String::as_str)
        .filter(|id| !id.is_empty() && !is_nobody(id))
        .collect();
    sign(&ids)
}

/// The sign that is needed where a plain table explains so many headings. If it explains all of
/// them, it is a table unless every ID says otherwise.
fn needed_sign(candidate: &Candidate, known: usize) -> Sign {
    if known >= candidate.places.named { Sign::All } else { Sign::Most }
}

fn is_title(row: &SampleRow, layout: &Layout) -> bool {
    let begins = |cell: &String| layout.titles.iter().any(|title| cell.starts_with(title));
    row.folded.iter().any(begins)
}

fn found(sample: &Sample, candidate: &Candidate, order: DateOrder) -> Found {
    let Candidate { layout, at, rows, places, .. } = candidate;
    let above = sample.rows().take(*at).flatten().map(String::as_str);
    let headings = sample.rows[*at..at + rows].iter().map(|row| row.folded.clone()).collect();
    let line = |at: usize| sample.rows.get(at).map_or(0, |row| row.line);
    Found {
        layout,
        places: places.clone(),
        headings,
        titles: Titles::of(above, layout.titles, order),
        skip: at + rows,
        lines: (line(*at), line(at + rows - 1)),
    }
}

fn unfit(layout: &Layout, sample: &Sample, best: Option<&Candidate>) -> ConnectorError {
    let what = match best {
        Some(best) => format!(
            "the closest is line {}, which lacks {}",
            sample.rows[best.at].line,
            best.lacks().join(", ")
        ),
        None => "none of them were found".into(),
    };
    ConnectorError::new(
        ErrorKind::Malformed,
        format!(
            "has no line with the headings of layout {} in its first {HEAD_ROWS}: {what}",
            layout.name
        ),
    )
    .hint(
        "export the report with its usual columns, or remove `layout` to have it detected \
         automatically",
    )
}

/// The closest layouts, and what each lacks.
fn nearest(best: &[Candidate]) -> String {
    let near: Vec<String> = best
        .iter()
        .filter(|candidate| candidate.places.known > 1)
        .take(NEAREST)
        .map(|candidate| {
            let lacks = candidate.lacks();
            let lacks = if !candidate.says_who_lives_there() {
                "which has no title, section or status column that says who lives there".into()
            } else if lacks.is_empty() {
                "which has too few of the headings".into()
            } else {
                format!("which lacks {}", lacks.join(", "))
            };
            format!("{}, {lacks}", candidate.layout.name)
        })
        .collect();
    if near.is_empty() {
        "no report is close".into()
    } else {
        format!("the closest reports are {}", near.join("; "))
    }
}
