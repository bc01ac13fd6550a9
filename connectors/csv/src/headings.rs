use tenantry_core::connector::{ConnectorError, DateOrder, ErrorKind, parse_date};

use crate::{
    columns::Columns,
    field::Field,
    settings::CsvSettings,
    synonyms::{field_of, fold, heading_key},
    words::is_word_of_a_record,
};

/// How many headings an error message shows.
const SHOWN: usize = 12;

/// What a heading means.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    field: Field,
    /// Lower is preferred; 0 if the settings say it.
    rank: u8,
}

/// Headings and what they mean.
#[derive(Debug, Clone)]
pub(crate) struct Headings {
    texts: Vec<String>,
    meanings: Vec<Option<Meaning>>,
}

impl Headings {
    /// Looks up each heading, first in the settings, then among the usual ones.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] if the settings name a heading that is not
    /// in the file.
    pub(crate) fn resolve(
        texts: Vec<String>,
        settings: &CsvSettings,
    ) -> Result<Self, ConnectorError> {
        let mut meanings: Vec<Option<Meaning>> = vec![None; texts.len()];
        for (heading, field) in &settings.columns {
            let mut found = false;
            for (text, meaning) in texts.iter().zip(&mut meanings) {
                if heading_key(heading) == heading_key(text) {
                    *meaning = Some(Meaning { field: *field, rank: 0 });
                    found = true;
                }
            }
            if !found {
                return Err(absent(heading, &texts));
            }
        }
        let configured: Vec<Field> =
            meanings.iter().flatten().map(|meaning| meaning.field).collect();
        for (text, meaning) in texts.iter().zip(&mut meanings) {
            if let (None, Some((field, rank))) = (*meaning, field_of(&fold(text))) {
                // If the settings assign a column to a field, no other column
                // is used for it.
                if field == Field::Phone || !configured.contains(&field) {
                    *meaning = Some(Meaning { field, rank });
                }
            }
        }
        Ok(Self { texts, meanings })
    }

    /// How many headings are recognized, for comparing ways to read a file.
    pub(crate) fn recognized(&self) -> usize {
        self.read().count()
    }

    /// How many columns have a heading.
    pub(crate) fn named(&self) -> usize {
        self.texts.iter().filter(|text| !text.is_empty()).count()
    }

    /// The columns of the fields.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] if two columns hold the same field, or a field
    /// that every record needs has no column.
    pub(crate) fn columns(&self) -> Result<Columns, ConnectorError> {
        if self.recognized() == 0 {
            return Err(self.malformed("has no recognizable heading in its first line"));
        }
        let least = self.texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        let mut columns = Columns::new(least, self.texts.len());
        let mut ranked: Vec<(u8, usize, Field)> =
            self.read().map(|(column, meaning)| (meaning.rank, column, meaning.field)).collect();
        ranked.sort_by_key(|(rank, column, _)| (*rank, *column));
        for (_, column, field) in ranked {
            if let Some(other) = columns.of(field) {
                return Err(self.twice(field, other.min(column), other.max(column)));
            }
            columns.place(field, column);
        }
        let missing = missing(&columns);
        if missing.is_empty() {
            return Ok(columns);
        }
        Err(self.malformed(&format!("has no column for {}", missing.join(", or "))))
    }

    /// What is read from which column, and what is not read, in one line.
    pub(crate) fn summary(&self) -> String {
        let read: Vec<String> = self
            .read()
            .map(|(column, meaning)| {
                let text = &self.texts[column];
                let field = meaning.field.as_str();
                if fold(text) == fold(field) {
                    field.into()
                } else {
                    format!("{field} from {text:?}")
                }
            })
            .collect();
        let unread: Vec<String> = self
            .texts
            .iter()
            .zip(&self.meanings)
            .filter(|(text, meaning)| !text.is_empty() && !is_read(meaning))
            .map(|(text, _)| quoted(text))
            .collect();
        let mut line = format!("reads {}", read.join(", "));
        if !unread.is_empty() {
            line += &format!("; does not read {}", some_of(&unread));
        }
        line
    }

    fn read(&self) -> impl Iterator<Item = (usize, Meaning)> {
        let meanings = self.meanings.iter().enumerate();
        meanings
            .filter(|(_, meaning)| is_read(meaning))
            .filter_map(|(at, meaning)| Some((at, (*meaning)?)))
    }

    fn malformed(&self, what: &str) -> ConnectorError {
        let message = match shown(&self.texts) {
            Some(found) => format!("{what}; found {found}"),
            None => format!("{what}: it looks like a record"),
        };
        ConnectorError::new(ErrorKind::Malformed, message).hint(
            "the first line must hold the headings; use [connector.columns] to say what a heading \
             with a different name means, such as \"Resident No\" = \"external_id\"",
        )
    }

    fn twice(&self, field: Field, first: usize, second: usize) -> ConnectorError {
        let column = |at: usize| format!("{} (column {})", quoted(&self.texts[at]), at + 1);
        let same = fold(&self.texts[first]) == fold(&self.texts[second]);
        ConnectorError::new(
            ErrorKind::Malformed,
            format!(
                "has two columns for {}: {} and {}",
                field.as_str(),
                column(first),
                column(second)
            ),
        )
        .hint(if same {
            "rename or remove one of the two columns in the export"
        } else {
            "set the one to skip to \"ignore\" in [connector.columns]"
        })
    }
}

fn is_read(meaning: &Option<Meaning>) -> bool {
    meaning.is_some_and(|meaning| meaning.field != Field::Ignore)
}

fn missing(columns: &Columns) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if columns.of(Field::ExternalId).is_none() {
        missing.push("external_id (the PMS's ID for the person)");
    }
    if !columns.names_apart() && columns.of(Field::Name).is_none() {
        missing.push("first_name and last_name (or name)");
    }
    if !columns.has_status() {
        missing.push("status");
    }
    missing
}

fn absent(heading: &str, texts: &[String]) -> ConnectorError {
    let error = ConnectorError::new(
        ErrorKind::ConfigInvalid,
        format!("has no heading {heading:?}, but [connector.columns] names it"),
    );
    let nearest = texts
        .iter()
        .map(|text| (strsim::jaro_winkler(&fold(heading), &fold(text)), text))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    match (nearest, shown(texts)) {
        (Some((_, nearest)), Some(_)) => error.hint(format!("did you mean {}?", quoted(nearest))),
        (None, Some(found)) => error.hint(format!("the headings are {found}")),
        (_, None) => error.hint("the first line of the file must hold the headings"),
    }
}

/// Headings to show to a person; `None` if the line looks like a record, which
/// may hold personal data.
fn shown(texts: &[String]) -> Option<String> {
    if texts.iter().any(|text| looks_like_data(text)) {
        return None;
    }
    let named: Vec<String> =
        texts.iter().filter(|text| !text.is_empty()).map(|text| quoted(text)).collect();
    Some(if named.is_empty() { "none".into() } else { some_of(&named) })
}

/// Whether a cell is an ID, number, date, email address or other record data.
fn looks_like_data(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let one_word = !text.contains(char::is_whitespace);
    text.contains('@')
        || digits >= if one_word { 3 } else { 7 }
        || (digits > 0 && matches!(parse_date(text, DateOrder::Mdy), Ok(Some(_))))
        || (field_of(&fold(text)).is_none() && is_word_of_a_record(text))
}

fn quoted(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    format!("{short:?}")
}

fn some_of(items: &[String]) -> String {
    let shown = items[..items.len().min(SHOWN)].join(", ");
    match items.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::testing::settings;

    fn columns(line: &str, extra: &str) -> Result<Columns, ConnectorError> {
        let texts = line.split(',').map(str::to_owned).collect();
        Headings::resolve(texts, &settings(extra))?.columns()
    }

    fn error(line: &str, extra: &str) -> (ErrorKind, String) {
        let error = columns(line, extra).unwrap_err();
        (error.kind, format!("{} -- {}", error.message, error.hint.unwrap()))
    }

    #[test]
    fn canonical_headings() {
        let columns = columns(
            "property_code,external_id,first_name,last_name,status,pms_status,move_in,,",
            "",
        )
        .unwrap();
        assert_eq!(columns.of(Field::ExternalId), Some(1));
        assert_eq!(columns.of(Field::PmsStatus), Some(5));
        assert_eq!(columns.of(Field::Email), None);
        assert_eq!((columns.least, columns.most), (7, 9));
    }

    #[test]
    fn usual_headings_in_any_writing() {
        let columns = columns("Resident ID,NAME,Lease Status,MoveIn Date,E-Mail,Rent", "").unwrap();
        assert_eq!(columns.of(Field::ExternalId), Some(0));
        assert_eq!(columns.of(Field::Name), Some(1));
        assert_eq!(columns.of(Field::MoveIn), Some(3));
        assert_eq!(columns.of(Field::Email), Some(4));
    }

    #[test]
    fn phones_by_preference() {
        let head = "id,name,status,";
        let phones = |line: &str, extra: &str| {
            columns(&format!("{head}{line}"), extra).unwrap().phones().to_vec()
        };
        assert_eq!(phones("Phone,Home Phone,Cell", ""), [5, 4, 3]);
        assert_eq!(phones("Work Phone,Mobile Phone,Mobile", ""), [4, 5, 3]);
        assert_eq!(phones("Work Phone,Mobile Phone", "[columns]\n'work phone' = 'phone'"), [3, 4]);
        assert_eq!(phones("Work Phone,Mobile Phone", "[columns]\n'work phone' = 'ignore'"), [4]);
    }

    #[test]
    fn settings_go_before_usual_headings() {
        let columns = columns(
            "Resident,Resident ID,Code,Status",
            "[columns]\nresident = 'name'\n'CODE' = 'external_id'",
        )
        .unwrap();
        assert_eq!(columns.of(Field::Name), Some(0));
        assert_eq!(columns.of(Field::ExternalId), Some(2));
    }

    #[rstest]
    #[case(
        "Resident,Resident ID,Name,Status",
        "\"Resident\" (column 1) and \"Resident ID\" (column 2)"
    )]
    #[case("id,name,status,Unit,Type,Unit", "\"Unit\" (column 4) and \"Unit\" (column 6)")]
    #[case("id,name,Name,status", "two columns for name")]
    fn two_columns_for_one_field(#[case] line: &str, #[case] says: &str) {
        let (kind, text) = error(line, "");
        assert_eq!(kind, ErrorKind::Malformed);
        assert!(text.contains(says), "{text}");
    }

    #[test]
    fn two_configured_columns_for_one_field() {
        assert!(
            error("A,B,name,status", "[columns]\nA = 'external_id'\nB = 'external_id'")
                .1
                .contains("\"A\"")
        );
    }

    #[test]
    fn columns_that_are_not_read_may_be_alike() {
        assert!(columns("id,name,status,Rent,Rent,,", "").is_ok());
    }

    #[rstest]
    #[case("name,status", "no column for external_id")]
    #[case("id,status", "no column for first_name and last_name (or name)")]
    #[case("id,first name,status", "first_name and last_name")]
    #[case("id,name,Standing", "no column for status; found \"id\", \"name\", \"Standing\" -- ")]
    #[case("Rent Roll", "no recognizable heading in its first line; found \"Rent Roll\"")]
    #[case("name", "or status")]
    #[case("name,2026 Rent", "\"2026 Rent\"")]
    fn missing_columns(#[case] line: &str, #[case] says: &str) {
        let (kind, text) = error(line, "");
        assert_eq!(kind, ErrorKind::Malformed);
        assert!(text.contains(says), "{text}");
        assert!(text.contains("[connector.columns]"), "{text}");
    }

    #[test]
    fn at_most_a_dozen_headings_are_shown() {
        let line = (0..20).map(|at| format!("Col {at}")).collect::<Vec<_>>().join(",");
        let (_, text) = error(&line, "");
        assert!(text.contains("\"Col 11\" and 8 more"), "{text}");
    }

    #[rstest]
    #[case("t0012,Ada,Okafor,B2,Current")]
    #[case("x,Ada,Okafor,ada@example.com")]
    #[case("x,Ada,Okafor,1/2/26")]
    #[case("Ada,Okafor,Primary")]
    #[case("Ada,Okafor,(303) 555-0100")]
    fn a_record_in_place_of_headings_is_not_shown(#[case] line: &str) {
        let (_, text) = error(line, "");
        assert!(!text.contains("Ada") && text.contains("looks like a record"), "{text}");
        let (_, text) = error(line, "[columns]\nOkafore = 'last_name'");
        assert!(!text.contains("Okafor\""), "{text}");
    }

    #[test]
    fn a_configured_heading_that_is_absent() {
        let (kind, text) =
            error("Resident No,name,status", "[columns]\n'Resident Num' = 'external_id'");
        assert_eq!(kind, ErrorKind::ConfigInvalid);
        assert!(
            text.contains("\"Resident Num\"") && text.contains("did you mean \"Resident No\"?"),
            "{text}"
        );
        let (_, text) = error("id,name,status", "[columns]\nZZZ = 'email'");
        assert!(text.contains("the headings are \"id\""), "{text}");
    }

    #[test]
    fn a_heading_of_punctuation_can_be_named() {
        assert!(columns("#,name,status", "[columns]\n'#' = 'external_id'").is_ok());
    }

    #[test]
    fn the_summary_names_what_is_read() {
        let texts = "Resident ID,Name,Status,Rent,Notes,".split(',').map(str::to_owned).collect();
        let headings = Headings::resolve(texts, &settings("[columns]\nNotes = 'ignore'")).unwrap();
        assert_eq!(
            headings.summary(),
            "reads external_id from \"Resident ID\", name, status; does not read \"Rent\", \"Notes\""
        );
        assert_eq!((headings.recognized(), headings.named()), (3, 5));
    }
}
