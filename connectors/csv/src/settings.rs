use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::connector::{
    BaseDir, ConnectorError, ConnectorSettings, DateOrder, ErrorKind, PmsConnector,
};
use tenantry_core::model::Status;

use crate::connector::CsvConnector;
use crate::field::Field;
use crate::synonyms::heading_key;
use crate::words::fold_status;

/// The settings of `kind = "csv"`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvSettings {
    /// The file to read. A relative path starts from the folder of the
    /// configuration file.
    pub path: PathBuf,

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct Delimiter(u8);

impl Delimiter {
    /// The delimiter as a byte.
    pub fn byte(self) -> u8 {
        self.0
    }
}

impl TryFrom<String> for Delimiter {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let byte = match (text.to_ascii_lowercase().as_str(), text.as_bytes()) {
            ("tab" | "\\t", _) => b'\t',
            ("comma", _) => b',',
            ("semicolon", _) => b';',
            (_, [byte]) => *byte,
            _ => {
                return Err(format!(
                    "{text:?} is no delimiter: give \"tab\" or one ASCII character"
                ));
            }
        };
        if byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'\r' | b'\n' | 0) {
            return Err(format!("{text:?} cannot be a delimiter: it occurs within cells"));
        }
        Ok(Self(byte))
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
    const EXAMPLE: &'static str = r#"# The export, relative to the folder of this file. Its first line holds the headings.
path = "residents.csv"

# Found in the file by itself; set these only where that goes wrong.
# delimiter = ";"               # "," ";" "tab" or any one character
# encoding = "windows-1252"     # utf-8, utf-16, utf-16le, utf-16be, windows-1252

# How 3/4/2026 is read: "mdy" (4th of March) or "dmy" (3rd of April).
# date_order = "mdy"

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
        if self.path.as_os_str().is_empty() {
            return Err(invalid("`path` is blank".into(), "name the file to read"));
        }
        without_contradiction("columns", &self.columns, heading_key)?;
        without_contradiction("statuses", &self.statuses, fold_status)?;
        let path = base.join(&self.path);
        Ok(Box::new(CsvConnector::new(path, self)))
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
    use super::*;
    use rstest::rstest;

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
    #[case("path = 'a'\ndelimiter = 'x'", "cannot be a delimiter")]
    #[case("path = 'a'\ndelimiter = ',,'", "no delimiter")]
    #[case("path = 'a'\nencoding = 'ebcdic'", "windows-1252")]
    #[case("path = 'a'\n[columns]\nA = 'e_mail'", "email")]
    #[case("path = 'a'\n[statuses]\nA = 'gone'", "past")]
    #[case("delimiter = ','", "path")]
    fn a_mistake_is_an_error_that_says_so(#[case] text: &str, #[case] says: &str) {
        let error = parse(text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }

    #[rstest]
    #[case("path = ''")]
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
