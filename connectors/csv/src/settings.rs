use std::{collections::BTreeMap, path::PathBuf};

use jiff::Span;
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use tenantry_core::{
    connector::{
        BaseDir, ConnectorError, ConnectorSettings, DateOrder, ErrorKind, PmsConnector, fold_word,
    },
    model::{Role, Status},
};
use tenantry_files::{Credentials, Pick, Settings};

use crate::{
    connector::CsvConnector,
    field::Field,
    layouts::{Chosen, LayoutChoice},
    synonyms::heading_key,
};

/// The settings of `kind = "csv"`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvSettings {
    /// The file to read: CSV or .xlsx, optionally as .gz or .zip. A relative
    /// path starts from the configuration file's folder. In the file name, `*`
    /// matches any characters and `?` any one character. Give either this or
    /// `url`.
    #[serde(default)]
    pub path: Option<PathBuf>,

    /// Where to fetch the file from: `https://host/path`, `s3://bucket/key` or
    /// `sftp://user@host/path`. With S3 and SFTP the name may contain `*` and
    /// `?`. Give either this or `path`.
    #[serde(default)]
    pub url: Option<String>,

    /// Which file to read if several match: `"newest"` by modification time, or
    /// `"only"`, which fails if there is more than one. Default: `"only"`.
    #[serde(default)]
    pub pick: Pick,

    /// The maximum age of the file, such as `"26h"` or `"2 days"`. An older
    /// file fails the run, since it would end the access of people who came
    /// later. Default: no limit.
    #[serde(default, deserialize_with = "tenantry_files::span")]
    #[schemars(with = "Option<String>")]
    pub max_age: Option<Span>,

    /// How long the file's size and time must stay unchanged before it is read.
    /// Default: `"2s"` for a pattern and for SFTP; no delay for a file named by
    /// `path`.
    #[serde(default, deserialize_with = "tenantry_files::span")]
    #[schemars(with = "Option<String>")]
    pub settle: Option<Span>,

    /// A file in the same folder that shows that the export is finished, such
    /// as `"done.flag"`. `{name}` in it is the name of the export, as in
    /// `"{name}.done"`. Nothing is read until this file exists.
    #[serde(default)]
    pub marker: Option<String>,

    /// Which file to read from a .zip with several files, by name or pattern.
    #[serde(default)]
    pub member: Option<String>,

    /// Which sheet of a workbook to read. Default: the first visible one.
    #[serde(default)]
    pub sheet: Option<String>,

    /// The properties of the file that feed this property, by the code or the
    /// name that the file has. Letter case, spaces and punctuation do not
    /// matter; of `17FIT - 100 Sample Street`, `17FIT` suffices. Residents of
    /// other properties are left out. Required for a file with several.
    #[serde(default)]
    pub properties: Vec<String>,

    /// The credentials for `url`. HTTPS: `token`, or `username` and `password`.
    /// S3: `access_key_id`, `secret_access_key`, `session_token`, `region`
    /// (default: `us-east-1`) and `endpoint`; without a key, the machine's own
    /// credentials. SFTP: `user`, `key` (the private key file) and
    /// `known_hosts` (a file); without them, the ones `ssh` uses.
    #[serde(default)]
    pub credentials: Credentials,

    /// How the file is laid out: `"table"` for one line of headings and then
    /// records, the name of a PMS's report, or `"auto"` to detect it from the
    /// headings. `[connector.columns]` works only with a table. Default:
    /// `"auto"`.
    #[serde(default)]
    pub layout: LayoutChoice,

    /// The character between cells: `","`, `";"`, `"tab"` or any one ASCII
    /// character. Default: detected from the file.
    #[serde(default)]
    pub delimiter: Option<Delimiter>,

    /// The text's encoding. Default: detected from the file: UTF-8 with or
    /// without a byte-order mark, UTF-16 with one, else Windows-1252.
    #[serde(default)]
    pub encoding: Option<Encoding>,

    /// Whether `3/4/2026` is March 4 (`"mdy"`) or April 3 (`"dmy"`).
    /// `2026-03-04` and spreadsheet serial numbers are read either way.
    /// Default: `"mdy"`.
    #[serde(default)]
    pub date_order: DateOrder,

    /// What columns hold if their headings are not recognized automatically:
    /// heading = field. A field is one of the canonical names, `name` for a
    /// first and last name in one cell, or `ignore` for a column to skip.
    /// Letter case, spaces and punctuation of headings do not matter. Every
    /// heading named here must be in the file. Default: empty.
    #[serde(default)]
    pub columns: BTreeMap<String, Field>,

    /// What the PMS's words for statuses mean, in any letter case: word =
    /// status. These take precedence over the built-in words. Default: empty.
    #[serde(default)]
    pub statuses: BTreeMap<String, Status>,

    /// What the PMS's words for roles mean, in any letter case: word =
    /// `primary`, `roommate`, `occupant`, `guarantor` or `minor`. These
    /// take precedence over the built-in words. Default: empty.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
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

    /// The delimiter of a setting; `None` for a character that occurs within
    /// cells.
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
    /// UTF-16 in the byte order of its mark; little-endian without one.
    #[serde(rename = "utf-16", alias = "UTF-16", alias = "utf16")]
    Utf16,
    /// UTF-16, little-endian.
    #[serde(rename = "utf-16le", alias = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, big-endian.
    #[serde(rename = "utf-16be", alias = "UTF-16BE")]
    Utf16Be,
    /// Windows-1252, which also covers ISO 8859-1 files.
    #[serde(rename = "windows-1252", alias = "Windows-1252", alias = "cp1252", alias = "latin1")]
    Windows1252,
}

impl ConnectorSettings for CsvSettings {
    const KIND: &'static str = "csv";
    const SUMMARY: &'static str = "residents from a CSV file exported by a PMS or a spreadsheet";
    const EXAMPLE: &'static str = r#"# The export or report, relative to this file's folder.
path = "residents.csv"
# Or from somewhere else: https://..., s3://bucket/key, sftp://user@host/path.
# url = "https://pms.example.com/residents.xlsx"

# For a drop folder, use a pattern such as drop/rentroll-*.csv.
# pick = "newest"
# marker = "{name}.done"        # must be there before a file is read

# For a file with several properties: those that feed this one, by code or name.
# properties = ["maple"]

# An older file fails the run.
# max_age = "26h"

# Detected from the file; set these only if that goes wrong.
# layout = "yardi-rent-roll"    # "table", or a PMS report
# delimiter = ";"               # "," ";" "tab" or any one ASCII character
# encoding = "windows-1252"     # utf-8, utf-16, utf-16le, utf-16be, windows-1252

# How 3/4/2026 is read: "mdy" (March 4) or "dmy" (April 3).
# date_order = "mdy"

# The credentials for `url`.
# [connector.credentials]
# token = "${EXPORT_TOKEN}"

# Headings that are not recognized automatically: heading = field. The fields:
# property_code, property_name, external_id, lease_id, household_id, role,
# first_name, last_name, name, email, phone, building, unit, pms_status, status,
# lease_start, lease_end, move_in, move_out, previous_external_id; and ignore.
# [connector.columns]
# "Resident No." = "external_id"

# What the PMS's words for statuses mean: applicant, future, current, notice,
# eviction, past, cancelled or denied.
# [connector.statuses]
# "In residence" = "current"

# What the PMS's words for roles mean, apart from the usual ones: primary,
# roommate, occupant, guarantor or minor.
# [connector.roles]
# "House sitter" = "occupant"
"#;

    fn build(self, base: &BaseDir) -> Result<Box<dyn PmsConnector>, ConnectorError> {
        if let (Chosen::Report(layout), false) = (self.layout.0, self.columns.is_empty()) {
            return Err(invalid(
                format!("[connector.columns] does not work with `layout = {:?}`", layout.name()),
                "it says what the columns of a plain table hold: remove one of the two",
            ));
        }
        if self.properties.iter().any(|property| property.trim().is_empty()) {
            return Err(invalid(
                "`properties` contains a blank one".into(),
                "list the codes or names of the properties, or remove it to read all",
            ));
        }
        without_contradiction("columns", &self.columns, heading_key)?;
        without_contradiction("statuses", &self.statuses, fold_word)?;
        without_contradiction("roles", &self.roles, fold_word)?;
        Ok(Box::new(CsvConnector::new(self, base)?))
    }
}

impl CsvSettings {
    /// The settings that say where the file comes from.
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

    /// The same settings for a table taken from a workbook, to which those for
    /// text files do not apply.
    pub(crate) fn of_a_workbook(&self) -> Self {
        Self { delimiter: Some(Delimiter(b',')), encoding: Some(Encoding::Utf8), ..self.clone() }
    }

    /// The layout asked for: `[connector.columns]` implies a table.
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
                    "they differ only in letter case or punctuation: keep one of them",
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
    #[case("path = 'a'\nproperties = [' ']")]
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
