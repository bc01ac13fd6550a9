use std::{fs::File, io};

use tenantry_core::connector::{ConnectorError, ErrorKind};
use wildmatch::WildMatch;
use zip::{ZipArchive, result::ZipError};

use crate::{
    MAX_FILE,
    failure::{failure, too_large, unfinished},
    spool::Spool,
};

/// The largest archive allowed, in bytes: its list of files is kept in memory.
const MAX_ARCHIVE: u64 = 512 << 20;

/// How many files an error message lists.
const NAMED: usize = 5;

/// The extensions of tables.
const TABLES: [&str; 5] = [".csv", ".tsv", ".tab", ".txt", ".xlsx"];

/// The limit for what `packed` bytes may unpack to. Text compresses to a tenth,
/// rarely to a hundredth; anything smaller is made to fill disks.
pub(crate) fn cap(packed: u64) -> u64 {
    packed.saturating_mul(250).clamp(64 << 20, MAX_FILE)
}

/// A zip archive.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    name: &'a str,
    zip: ZipArchive<File>,
    packed: u64,
}

impl<'a> Archive<'a> {
    /// Reads the archive's list of files.
    pub(crate) fn open(name: &'a str, file: File) -> Result<Self, ConnectorError> {
        let packed = file.metadata().map_or(0, |metadata| metadata.len());
        if packed > MAX_ARCHIVE {
            return Err(too_large(name, MAX_ARCHIVE));
        }
        #[expect(clippy::disallowed_methods, reason = "`prove` and `take` read within caps")]
        let zip = ZipArchive::new(file).map_err(|error| match error {
            // The list is at the end.
            ZipError::InvalidArchive(_) => unfinished(name, "is an incomplete zip archive"),
            error => broken(name, &error),
        })?;
        Ok(Self { name, zip, packed })
    }

    /// Whether the archive is a workbook, which is itself a zip archive.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] for workbooks other than .xlsx.
    pub(crate) fn is_workbook(&self) -> Result<bool, ConnectorError> {
        let holds = |part: &str| self.zip.file_names().any(|name| name.eq_ignore_ascii_case(part));
        if holds("xl/workbook.bin") || (holds("mimetype") && holds("content.xml")) {
            return Err(failure(ErrorKind::Unsupported, self.name, "is a workbook, but not .xlsx")
                .hint("save it as .xlsx or as CSV"));
        }
        Ok(holds("xl/workbook.xml"))
    }

    /// Verifies that a workbook stays within `cap` bytes, whatever its headers
    /// say, and that none of it is damaged.
    pub(crate) fn prove(mut self, cap: u64) -> Result<File, ConnectorError> {
        let mut left = cap;
        for at in 0..self.zip.len() {
            let part = self.zip.by_index(at).map_err(|error| broken(self.name, &error))?;
            let mut part = io::Read::take(part, left + 1);
            left = io::copy(&mut part, &mut io::sink())
                .map_err(|error| damaged(self.name, &error))
                .and_then(|read| left.checked_sub(read).ok_or_else(|| too_large(self.name, cap)))?;
        }
        Ok(self.zip.into_inner())
    }

    /// The file to read: the one that matches `member`, else the only file,
    /// else the only table.
    pub(crate) fn take(mut self, member: Option<&str>) -> Result<(String, File), ConnectorError> {
        let names: Vec<String> = self.zip.file_names().map(str::to_owned).collect();
        let chosen = choose(self.name, &names, member)?.to_owned();
        let mut part = self.zip.by_name(&chosen).map_err(|error| broken(self.name, &error))?;
        let whole = format!("{} ({chosen})", self.name);
        let mut spool = Spool::new(&whole, cap(self.packed))?;
        spool.add_all(&mut part, |error| damaged(self.name, &error))?;
        Ok((chosen, spool.finish()?))
    }
}

fn choose<'a>(
    archive: &str,
    names: &'a [String],
    member: Option<&str>,
) -> Result<&'a str, ConnectorError> {
    let mut files: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !name.ends_with('/') && !name.starts_with("__MACOSX/"))
        .filter(|name| !last(name).starts_with('.'))
        .collect();
    if files.is_empty() {
        return Err(failure(ErrorKind::Malformed, archive, "is an archive without any files")
            .hint("check whether the export worked"));
    }
    let fitting: Vec<&str> = match member {
        Some(member) => {
            let member = WildMatch::new(member);
            let fits = |name: &&&str| member.matches(name) || member.matches(last(name));
            files.iter().filter(fits).copied().collect()
        }
        None if files.len() == 1 => files.clone(),
        None => {
            let ends = |name: &str, end: &str| name.to_ascii_lowercase().ends_with(end);
            let is_table = |name: &&&str| TABLES.iter().any(|end| ends(name, end));
            files.iter().filter(is_table).copied().collect()
        }
    };
    if let [only] = fitting[..] {
        return Ok(only);
    }
    let count = files.len();
    files.truncate(NAMED);
    let what = match member {
        Some(member) => format!("{} of its {count} files match `member` {member:?}", fitting.len()),
        None => format!("is an archive of {count} files"),
    };
    let more = if count > NAMED { ", ..." } else { "" };
    let what = format!("{what}: {}{more}", files.join(", "));
    Err(failure(ErrorKind::ConfigInvalid, archive, &what)
        .hint("set `member` to the name of the one to read, or to a pattern"))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn broken(name: &str, error: &ZipError) -> ConnectorError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            failure(ErrorKind::Unsupported, name, "is protected by a password")
                .hint("create the archive without a password")
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            failure(ErrorKind::Unsupported, name, "uses an unsupported compression method")
                .hint("create the archive with the usual compression (Deflate)")
        }
        ZipError::Io(error) => damaged(name, error),
        _ => failure(ErrorKind::Malformed, name, "is a damaged archive").hint("export it again"),
    }
}

/// The error for compressed data that cannot be unpacked.
pub(crate) fn damaged(name: &str, error: &io::Error) -> ConnectorError {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return unfinished(name, "is compressed and was cut short");
    }
    failure(ErrorKind::Malformed, name, "is compressed and damaged").hint("export it again")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1, 64 << 20)]
    #[case(1 << 20, 250 << 20)]
    #[case(1 << 40, MAX_FILE)]
    #[case(u64::MAX, MAX_FILE)]
    fn caps(#[case] packed: u64, #[case] expected: u64) {
        assert_eq!(cap(packed), expected);
    }

    fn chosen(names: &[&str], member: Option<&str>) -> Result<String, ConnectorError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose("drop.zip", &names, member).map(str::to_owned)
    }

    #[rstest]
    #[case(&["rent.dat"], None, "rent.dat")]
    #[case(&["out/", "out/rent.csv", "out/.DS_Store", "__MACOSX/out/._rent.csv"], None, "out/rent.csv")]
    #[case(&["rent.CSV", "readme.pdf"], None, "rent.CSV")]
    #[case(&["rent.csv", "units.csv"], Some("rent*"), "rent.csv")]
    #[case(&["a/rent.csv", "b/rent.csv"], Some("b/*"), "b/rent.csv")]
    fn members(#[case] names: &[&str], #[case] member: Option<&str>, #[case] expected: &str) {
        assert_eq!(chosen(names, member).unwrap(), expected);
    }

    #[rstest]
    #[case(&[], None, ErrorKind::Malformed, "without any file")]
    #[case(&["out/"], None, ErrorKind::Malformed, "without any file")]
    #[case(
        &["rent.csv", "units.csv"], None, ErrorKind::ConfigInvalid, "of 2 files: rent.csv, units.csv"
    )]
    #[case(&["a.pdf", "b.pdf"], None, ErrorKind::ConfigInvalid, "a.pdf, b.pdf")]
    #[case(
        &["rent.csv"], Some("unit*"), ErrorKind::ConfigInvalid, "0 of its 1 files match `member` \"unit*\": rent.csv"
    )]
    fn no_member(
        #[case] names: &[&str],
        #[case] member: Option<&str>,
        #[case] kind: ErrorKind,
        #[case] says: &str,
    ) {
        let error = chosen(names, member).unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(error.message.contains(says), "{error}");
    }
}
