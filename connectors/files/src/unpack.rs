use std::fs::File;

use flate2::read::MultiGzDecoder;
use tenantry_core::connector::{ConnectorError, ErrorKind};

use crate::{
    archive::{Archive, cap, damaged},
    content::{self, Content},
    failure::{failure, io_failure},
    spool::Spool,
    workbook,
};

/// Which content of a file to read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The file in an archive.
    pub(crate) member: Option<String>,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<String>,
}

/// Text, and where it was found.
#[derive(Debug)]
pub(crate) struct Unpacked {
    /// The file's name, with what was read within it.
    pub(crate) name: String,
    pub(crate) file: File,
    /// Where in the file it was: `rent.csv`, `sheet "Residents"`.
    pub(crate) within: Vec<String>,
    /// Whether it is a table that was written here, as comma-separated UTF-8.
    pub(crate) table: bool,
}

/// Extracts the text from a file.
///
/// # Errors
/// If it is packed twice, damaged, above a limit, or not usable.
pub(crate) fn unpack(
    name: String,
    mut file: File,
    wanted: &Wanted,
) -> Result<Unpacked, ConnectorError> {
    let found = content::of(&mut file);
    match found.map_err(|error| io_failure(&name, "read the file", error))? {
        Content::Gzip => {
            let packed = file.metadata().map_or(0, |metadata| metadata.len());
            let mut spool = Spool::new(&name, cap(packed))?;
            #[expect(clippy::disallowed_methods, reason = "the spool stops at its limit")]
            let text = MultiGzDecoder::new(file);
            spool.add_all(text, |error| damaged(&name, &error))?;
            inner(name, spool.finish()?, Vec::new(), wanted)
        }
        Content::Zip => {
            let archive = Archive::open(&name, file)?;
            if archive.is_workbook()? {
                return table(&name, archive, Vec::new(), wanted);
            }
            let (member, file) = archive.take(wanted.member.as_deref())?;
            inner(format!("{name} ({member})"), file, vec![member], wanted)
        }
        other => plain(name, file, Vec::new(), other),
    }
}

/// Unpacks the content of an archive, which must not be another archive.
fn inner(
    name: String,
    mut file: File,
    within: Vec<String>,
    wanted: &Wanted,
) -> Result<Unpacked, ConnectorError> {
    let found = content::of(&mut file);
    match found.map_err(|error| io_failure(&name, "read the file", error))? {
        Content::Zip => {
            let archive = Archive::open(&name, file)?;
            if archive.is_workbook()? {
                return table(&name, archive, within, wanted);
            }
            Err(nested(&name))
        }
        Content::Gzip => Err(nested(&name)),
        other => plain(name, file, within, other),
    }
}

fn table(
    name: &str,
    archive: Archive<'_>,
    mut within: Vec<String>,
    wanted: &Wanted,
) -> Result<Unpacked, ConnectorError> {
    let file = archive.prove(workbook::MAX_UNPACKED)?;
    let table = workbook::text(name, file, wanted.sheet.as_deref())?;
    within.push(table.note());
    Ok(Unpacked { name: name.to_owned(), file: table.file, within, table: true })
}

fn plain(
    name: String,
    file: File,
    within: Vec<String>,
    content: Content,
) -> Result<Unpacked, ConnectorError> {
    let (kind, what, hint) = match content {
        Content::OldWorkbook => (
            ErrorKind::Unsupported,
            "is an old Excel workbook (.xls), or one with a password".to_owned(),
            "save it as .xlsx or as CSV, without a password",
        ),
        Content::Foreign(program) => (
            ErrorKind::Unsupported,
            format!("is packed with {program}"),
            "pack it as .zip or .gz, or not at all",
        ),
        Content::Page => (
            ErrorKind::Malformed,
            "is an HTML page, not an export".to_owned(),
            "export as CSV or .xlsx; some programs write HTML into files called .xls",
        ),
        Content::Gzip | Content::Zip | Content::Text => {
            return Ok(Unpacked { name, file, within, table: false });
        }
    };
    Err(failure(kind, &name, &what).hint(hint))
}

fn nested(name: &str) -> ConnectorError {
    failure(ErrorKind::Unsupported, name, "is packed twice")
        .hint("pack the export only once, or not at all")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Seek, Write};

    use proptest::prelude::*;
    use rstest::rstest;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    const TEXT: &[u8] = b"Unit,Name\n101,Ada Okafor\n";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8]) -> Result<(String, String), ConnectorError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let mut unpacked = unpack("drop".into(), file, &Wanted::default())?;
        let mut text = String::new();
        unpacked.file.read_to_string(&mut text).unwrap();
        Ok((unpacked.name, text))
    }

    #[rstest]
    #[case::text(TEXT.to_vec(), "drop")]
    #[case::gzip(gzip(TEXT), "drop")]
    #[case::gzip_of_two([gzip(&TEXT[..9]), gzip(&TEXT[9..])].concat(), "drop")]
    #[case::zip(zip(&[("out/rent.csv", TEXT)]), "drop (out/rent.csv)")]
    fn unpacked(#[case] bytes: Vec<u8>, #[case] name: &str) {
        let text = String::from_utf8(TEXT.to_vec()).unwrap();
        assert_eq!(read(&bytes).unwrap(), (name.to_owned(), text));
    }

    /// An archive with one file that claims to be encrypted.
    fn encrypted() -> Vec<u8> {
        let mut bytes = zip(&[("rent.csv", TEXT)]);
        let list = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        bytes[6] |= 1;
        bytes[list + 8] |= 1;
        bytes
    }

    fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.truncate(bytes.len() - 5);
        bytes
    }

    /// The same bytes with a recomputed checksum.
    fn checked(bytes: Vec<u8>) -> Vec<u8> {
        let at = bytes.len() - 6;
        flipped(bytes, at)
    }

    fn flipped(mut bytes: Vec<u8>, at: usize) -> Vec<u8> {
        bytes[at] ^= 0xFF;
        bytes
    }

    #[rstest]
    #[case::bomb(gzip(&vec![b' '; 65 << 20]), ErrorKind::TooLarge, "64 MiB")]
    #[case::zip_bomb(zip(&[("a.csv", &vec![b' '; 65 << 20])]), ErrorKind::TooLarge, "64 MiB")]
    #[case::cut_gzip(cut(gzip(TEXT)), ErrorKind::Incomplete, "cut short")]
    #[case::cut_zip(cut(zip(&[("a.csv", TEXT)])), ErrorKind::Incomplete, "incomplete zip")]
    #[case::damaged_gzip(checked(gzip(TEXT)), ErrorKind::Malformed, "damaged")]
    #[case::damaged_zip(flipped(zip(&[("a.csv", TEXT)]), 40), ErrorKind::Malformed, "damaged")]
    #[case::encrypted(encrypted(), ErrorKind::Unsupported, "password")]
    #[case::gzip_in_gzip(gzip(&gzip(TEXT)), ErrorKind::Unsupported, "packed twice")]
    #[case::zip_in_gzip(gzip(&zip(&[("a.csv", TEXT)])), ErrorKind::Unsupported, "packed twice")]
    #[case::gzip_in_zip(zip(&[("a.gz", &gzip(TEXT))]), ErrorKind::Unsupported, "packed twice")]
    #[case::two(zip(&[("a.csv", TEXT), ("b.csv", TEXT)]), ErrorKind::ConfigInvalid, "a.csv, b.csv")]
    #[case::none(zip(&[]), ErrorKind::Malformed, "without any file")]
    #[case::old(b"\xD0\xCF\x11\xE0".to_vec(), ErrorKind::Unsupported, ".xls")]
    #[case::seven_zip(b"7z\xBC\xAF\x27\x1C".to_vec(), ErrorKind::Unsupported, "7-Zip")]
    #[case::page(b"<html><body>".to_vec(), ErrorKind::Malformed, "HTML")]
    #[case::ods(
        zip(&[("mimetype", b"x"), ("content.xml", b"<x/>")]), ErrorKind::Unsupported, "not .xlsx"
    )]
    fn refused(#[case] bytes: Vec<u8>, #[case] kind: ErrorKind, #[case] says: &str) {
        let error = read(&bytes).map(|(name, _)| name).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.message.starts_with("drop"), "{error}");
        assert!(error.message.contains(says) && error.hint.is_some(), "{error}");
        assert!(!error.message.contains("Ada"));
    }

    proptest! {
        /// Packed bytes that are cut short or changed give the text, or an
        /// error.
        #[test]
        fn damage_is_never_read(
            at in any::<prop::sample::Index>(),
            to in any::<u8>(),
            cut in any::<bool>(),
            zipped in any::<bool>(),
        ) {
            let mut bytes = if zipped { zip(&[("a.csv", TEXT)]) } else { gzip(TEXT) };
            let at = 4 + at.index(bytes.len() - 4);
            if cut { bytes.truncate(at) } else { bytes[at] = to }
            if let Ok((_, text)) = read(&bytes) {
                prop_assert_eq!(text.as_bytes(), TEXT);
            }
        }
    }
}
