use std::{
    fs::File,
    io::{self, Read, Seek},
};

/// How many bytes of a file are examined.
const HEAD: usize = 512;

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Gzip,
    /// A zip archive; this includes .xlsx workbooks.
    Zip,
    /// An old workbook (.xls), or one with a password.
    OldWorkbook,
    /// Packed by a program whose archives are not supported.
    Foreign(&'static str),
    Page,
    /// Anything else: presumably text.
    Text,
}

/// The type of an open file, which is left at its beginning.
pub(crate) fn of(file: &mut File) -> io::Result<Content> {
    let mut head = Vec::with_capacity(HEAD);
    file.rewind()?;
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(tell(&head))
}

fn tell(head: &[u8]) -> Content {
    match head {
        [0x1F, 0x8B, ..] => Content::Gzip,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Content::Zip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Content::OldWorkbook,
        [b'7', b'z', 0xBC, 0xAF, ..] => Content::Foreign("7-Zip"),
        [b'R', b'a', b'r', b'!', ..] => Content::Foreign("RAR"),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => Content::Foreign("xz"),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Content::Foreign("bzip2"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Content::Foreign("Zstandard"),
        _ if is_page(head) => Content::Page,
        _ => Content::Text,
    }
}

fn is_page(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |tag: &str| {
        text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
    };
    begins("<!doctype html") || begins("<html")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"\x1F\x8B\x08\0", Content::Gzip)]
    #[case(b"PK\x03\x04", Content::Zip)]
    #[case(b"PK\x05\x06", Content::Zip)]
    #[case(b"\xD0\xCF\x11\xE0", Content::OldWorkbook)]
    #[case(b"7z\xBC\xAF\x27\x1C", Content::Foreign("7-Zip"))]
    #[case(b"BZh91AY&SY", Content::Foreign("bzip2"))]
    #[case(b"\xEF\xBB\xBF\r\n <!DocType HTML>", Content::Page)]
    #[case(b"<html><table>", Content::Page)]
    #[case(b"BZh91 Street,Name", Content::Text)]
    #[case(b"PK,Name", Content::Text)]
    #[case(b"Unit,Name", Content::Text)]
    #[case(b"", Content::Text)]
    fn contents(#[case] head: &[u8], #[case] expected: Content) {
        assert_eq!(tell(head), expected);
    }
}
