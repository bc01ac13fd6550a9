use std::{collections::BTreeMap, path::PathBuf};

use jiff::Span;
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use tenantry_core::{
    connector::{BaseDir, ConnectorError, ConnectorSettings, DateOrder, ErrorKind, PmsConnector},
    model::Status,
};
use tenantry_files::{Credentials, Pick, Settings};

use crate::{
    connector::CsvConnector,
    field::Field,
    layouts::{Chosen, LayoutChoice},
    synonyms::heading_key,
    words::fold_status,
};

/// The settings of `kind = "csv"`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvSettings {
    /// The file to read: CSV or .xlsx, also as .gz or .zip. A relative path
    /// starts from the folder of the configuration file. In its name, `*`
    /// stands for any characters and `?` for any one. Either this or `url`.
    #[serde(default)]
    pub path: Option<PathBuf>,

    /// Where the file is fetched from: `https://host/path`, `s3://bucket/key`
    /// or `sftp://user@host/path`; in S3 and SFTP the name may hold `*` and
    /// `?`. Either this or `path`.
    #[serde(default)]
    pub url: Option<String>,

    /// Which file is read where several fit: `"newest"` by time of
    /// modification, or `"only"`, the default, for which there may be but one.
    #[serde(default)]
    pub pick: Pick,

    /// The oldest that the file may be, such as `"26h"` or `"2 days"`. An
    /// older one fails the run, since it would end the access of people who
    /// came later. Any age where absent.
    #[serde(default, deserialize_with = "tenantry_files::span")]
    #[schemars(with = "Option<String>")]
    pub max_age: Option<Span>,

    /// How long size and time of the file must have stayed the same before it
    /// is read. Where absent, `"2s"` for a pattern and for SFTP, and nothing
    /// for a file named by `path`.
    #[serde(default, deserialize_with = "tenantry_files::span")]
    #[schemars(with = "Option<String>")]
    pub settle: Option<Span>,

    /// The file in the same folder that shows that the export is finished,
    /// such as `"done.flag"`; `{name}` in it is the name of the export, as in
    /// `"{name}.done"`. Without it there, nothing is read.
    #[serde(default)]
    pub marker: Option<String>,

    /// Of a .zip with several files: which one, by name or pattern.
    #[serde(default)]
    pub member: Option<String>,

    /// Of a workbook: which sheet. The first visible one where absent.
    #[serde(default)]
    pub sheet: Option<String>,

    /// What the place of `url` asks for. HTTPS: `token`, or `username` and
    /// `password`. S3: `access_key_id`, `secret_access_key`, `session_token`,
    /// `region` (`us-east-1` where absent) and `endpoint`; without a key, what
    /// the machine is given. SFTP: `user`, `key` (the file of the private key)
    /// and `known_hosts` (a file); without them, what `ssh` finds by itself.
    #[serde(default)]
    pub credentials: Credentials,

    /// How the file is laid out: `"table"` for one line of headings and then
    /// records, the name of a PMS's report, or `"auto"`, the default, to find
    /// it by its headings. `[connector.columns]` belongs to a table.
    #[serde(default)]
    pub layout: LayoutChoice,

    /// What stands between cells: `","`, `";"`, `"tab"` or any one ASCII
    /// character. Found in the file by itself where absent.
    #[serde(default)]
    pub delimiter: Option<Delimiter>,

    /// How the text is encoded. Where absent it is found in the file: UTF-8
    /// with or without a byte-order mark, UTF-16 with one, else Windows-1252.
    #[serde(default)]
    pub encoding: Option<Encoding>,

    /// Whether `3/4/2026` is the 4th of March (`"mdy"`, the default) or the 3rd
    /// of April (`"dmy"`). `2026-03-04` and spreadsheet serial numbers are
    /// read either way.
    #[serde(default)]
    pub date_order: DateOrder,

    /// What columns hold, where their headings are not recognised by
    /// themselves: heading = field. A field is one of the canonical names,
    /// `name` for a first and last name in one cell, or `ignore` for a column
    /// that is not to be read. Letter case, spaces and punctuation of headings
    /// do not matter. Every heading named here must be in the file. Empty
    /// where absent.
    #[serde(default)]
    pub columns: BTreeMap<String, Field>,

    /// What the PMS's words for statuses mean, in any letter case:
    /// word = status. Goes before the words that are known by themselves.
    /// Empty where absent.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,
}

/// The one ASCII character between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub struct Delimiter(u8);

impl Delimiter {
    /// The delimiter as a byte.
    pub fn byte(self) -> u8 {
        self.0
    }

    /// The delimiter of a setting; `None` for what occurs within cells.
    fn of(text: &str) -> Option<Self> {
        let byte = match (text.to_ascii_lowercase().as_str(), text.as_bytes()) {
            ("tab" | "\\t", _) => b'\t',
            ("comma", _) => b',',
            ("semicolon", _) => b';',
            (_, [byte]) => *byte,
            _ => return None,
        };
        let is_in_cells = byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'\r' | b'\n' | 0);
        (!is_in_cells).then_some(Self(byte))
    }
}

impl<'de> Deserialize<'de> for Delimiter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of(&text).ok_or_else(|| {
            let expected = "\"tab\" or one ASCII character that does not occur within cells";
            D::Error::invalid_value(Unexpected::Str(&text), &expected)
        })
    }
}

/// How the text of a file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8", alias = "UTF-8", alias = "utf8")]
    Utf8,
    /// UTF-16 in the byte order that its mark gives, little-endian without one.
    #[serde(rename = "utf-16", alias = "UTF-16", alias = "utf16")]
    Utf16,
    /// UTF-16, little-endian.
    #[serde(rename = "utf-16le", alias = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, big-endian.
    #[serde(rename = "utf-16be", alias = "UTF-16BE")]
    Utf16Be,
    /// Windows-1252, which is also what ISO 8859-1 files are read as.
    #[serde(rename = "windows-1252", alias = "Windows-1252", alias = "cp1252", alias = "latin1")]
    Windows1252,
}

impl ConnectorSettings for CsvSettings {
    const KIND: &'static str = "csv";
    const SUMMARY: &'static str =
        "residents from a CSV file, as a PMS or a spreadsheet exports them";
    const EXAMPLE: &'static str = r#"# The export or report, relative to the folder of this file.
path = "residents.csv"
# Or from elsewhere: https://..., s3://bucket/key, sftp://user@host/path.
# url = "https://pms.example.com/residents.xlsx"

# Of a drop folder, with a pattern such as drop/rentroll-*.csv.
# pick = "newest"
# marker = "{name}.done"        # must be there before a file is read

# An older file fails the run.
# max_age = "26h"

# Found in the file by itself; set these only where that goes wrong.
# layout = "yardi-rent-roll"    # "table", or the report of a PMS
# delimiter = ";"               # "," ";" "tab" or any one character
# encoding = "windows-1252"     # utf-8, utf-16, utf-16le, utf-16be, windows-1252

# How 3/4/2026 is read: "mdy" (4th of March) or "dmy" (3rd of April).
# date_order = "mdy"

# What the place of `url` asks for.
# [connector.credentials]
# token = "${EXPORT_TOKEN}"

# Headings that are not recognised by themselves: heading = field. The fields:
# property_code, external_id, lease_id, household_id, role, first_name,
# last_name, name, email, phone, building, unit, pms_status, status,
# lease_start, lease_end, move_in, move_out, previous_external_id; and ignore.
# [connector.columns]
# "Resident No." = "external_id"

# What the PMS's words for statuses mean: applicant, future, current, notice,
# eviction, past, cancelled or denied.
# [connector.statuses]
# "In residence" = "current"
"#;

    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        if let (Chosen::Report(layout), false) = (self.layout.0, self.columns.is_empty()) {
            return Err(invalid(
                format!("[connector.columns] does not go with `layout = {:?}`", layout.name()),
                "it says what the columns of a plain table hold: remove one of the two",
            ));
        }
        without_contradiction("columns", &self.columns, heading_key)?;
        without_contradiction("statuses", &self.statuses, fold_status)?;
        Ok(Box::new(CsvConnector::new(self, base)?))
    }
}

impl CsvSettings {
    /// Where the file comes from.
    pub(crate) fn origin(&self) -> Settings {
        Settings {
            path: self.path.clone(),
            url: self.url.clone(),
            pick: self.pick,
            max_age: self.max_age,
            settle: self.settle,
            marker: self.marker.clone(),
            member: self.member.clone(),
            sheet: self.sheet.clone(),
            credentials: self.credentials.clone(),
        }
    }

    /// The same for a table that was written out of a workbook: what the
    /// settings say of files of text does not apply.
    pub(crate) fn of_a_workbook(&self) -> Self {
        Self { delimiter: Some(Delimiter(b',')), encoding: Some(Encoding::Utf8), ..self.clone() }
    }

    /// The layout asked for: who says what columns hold has a table.
    pub(crate) fn chosen_layout(&self) -> Chosen {
        if self.columns.is_empty() { self.layout.0 } else { Chosen::Table }
    }
}

fn without_contradiction<V: PartialEq>(
    table: &str,
    entries: &BTreeMap<String, V>,
    fold: impl Fn(&str) -> String,
) -> Result<(), ConnectorError> {
    let mut seen: BTreeMap<String, (&str, &V)> = BTreeMap::new();
    for (key, value) in entries {
        match seen.insert(fold(key), (key, value)) {
            Some((other, before)) if before != value => {
                return Err(invalid(
                    format!("[connector.{table}] gives {other:?} and {key:?} different meanings"),
                    "they are the same but for letter case or punctuation: keep one of them",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

fn invalid(message: String, hint: &str) -> ConnectorError {
    ConnectorError::new(ErrorKind::ConfigInvalid, message).hint(hint)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn parse(text: &str) -> Result<CsvSettings, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn the_path_suffices() {
        let settings = parse("path = 'a.csv'").unwrap();
        assert_eq!(settings.delimiter, None);
        assert_eq!(settings.encoding, None);
        assert_eq!(settings.date_order, DateOrder::Mdy);
    }

    #[test]
    fn everything_can_be_set() {
        let settings = parse(
            "path = 'a.csv'\ndelimiter = 'tab'\nencoding = 'utf-16le'\ndate_order = 'dmy'\n\
             [columns]\n'Res No' = 'external_id'\nNotes = 'ignore'\nWho = 'name'\n\
             [statuses]\n'In residence' = 'current'",
        )
        .unwrap();
        assert_eq!(settings.delimiter.map(Delimiter::byte), Some(b'\t'));
        assert_eq!(settings.encoding, Some(Encoding::Utf16Le));
        assert_eq!(settings.date_order, DateOrder::Dmy);
        assert_eq!(settings.columns["Who"], Field::Name);
        assert_eq!(settings.statuses["In residence"], Status::Current);
    }

    #[rstest]
    #[case("path = 'a'\ndelimeter = ','", "delimeter")]
    #[case("path = 'a'\ndelimiter = 'x'", "within cells")]
    #[case("path = 'a'\ndelimiter = ',,'", "one ASCII character")]
    #[case("path = 'a'\nencoding = 'ebcdic'", "windows-1252")]
    #[case("path = 'a'\n[columns]\nA = 'e_mail'", "email")]
    #[case("path = 'a'\n[statuses]\nA = 'gone'", "past")]
    #[case("path = 'a'\nlayout = 'yardi'", "yardi-rent-roll")]
    #[case("path = 'a'\nmax_age = 'soon'", "soon")]
    #[case("path = 'a'\npick = 'oldest'", "newest")]
    #[case("path = 'a'\n[credentials]\nuser_name = 'a'", "username")]
    fn a_mistake_is_an_error_that_says_so(#[case] text: &str, #[case] says: &str) {
        let error = parse(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }

    #[rstest]
    #[case("")]
    #[case("path = ''")]
    #[case("path = 'a'\nurl = 'https://pms.example/a'")]
    #[case("path = 'a'\n[credentials]\ntoken = 'a'")]
    #[case("path = 'a'\nlayout = 'mri'\n[columns]\nA = 'email'")]
    #[case("path = 'a'\n[statuses]\nLeft = 'past'\nLEFT = 'notice'")]
    #[case("path = 'a'\n[columns]\n'Res No' = 'external_id'\n'Res No.' = 'lease_id'")]
    fn a_contradiction_is_an_error(#[case] text: &str) {
        let error = parse(text).unwrap().build(&BaseDir::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConfigInvalid);
        assert!(error.hint.is_some());
    }

    #[test]
    fn the_example_is_valid_with_and_without_its_comments() {
        parse(CsvSettings::EXAMPLE).unwrap();
        let lines = CsvSettings::EXAMPLE.lines().map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.starts_with('[') => setting.replace("connector.", ""),
            Some(setting) if setting.contains(" = ") && !setting.contains(": heading") => {
                setting.into()
            }
            _ if line.starts_with('#') => String::new(),
            _ => line.into(),
        });
        parse(&lines.collect::<Vec<_>>().join("\n")).unwrap();
    }
}
