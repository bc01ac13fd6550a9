use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are read from the source at a time.
const PIECE: usize = 64 << 10;

/// How many bytes are searched for an XML declaration.
const DECLARATION: usize = 256;

/// An XML document as UTF-8.
///
/// A byte-order mark decides, then a declared encoding. Whatever is declared,
/// valid UTF-8 is treated as UTF-8, and other bytes as Windows-1252 (which
/// covers ISO 8859-1): PMSs declare one and send the other, or mix both in one
/// document. Windows-1252 text is hardly ever valid UTF-8 by chance.
pub struct Decoder<R> {
    source: R,
    /// Whether the beginning has been examined.
    begun: bool,
    /// The decoder for anything except UTF-8 and Windows-1252.
    other: Option<encoding_rs::Decoder>,
    /// UTF-8 to return, starting at `at`.
    ready: Vec<u8>,
    at: usize,
    /// Bytes of the source that do not form a complete character yet.
    carry: Vec<u8>,
    ended: bool,
}

impl<R: Read> Decoder<R> {
    /// Decodes the document in a source.
    pub fn new(source: R) -> Self {
        Self {
            source,
            begun: false,
            other: None,
            ready: Vec::new(),
            at: 0,
            carry: Vec::new(),
            ended: false,
        }
    }

    /// Reads a piece of the source after the bytes carried over.
    fn read_piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = std::mem::take(&mut self.ready);
        piece.clear();
        piece.append(&mut self.carry);
        let carried = piece.len();
        piece.resize(carried + PIECE, 0);
        let count = loop {
            match self.source.read(&mut piece[carried..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.ended = count == 0;
        piece.truncate(carried + count);
        Ok(piece)
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut piece = self.read_piece()?;
        if !self.begun {
            if piece.len() < DECLARATION && !self.ended {
                self.carry = piece;
                return Ok(());
            }
            self.begin(&mut piece);
        }
        self.at = 0;
        match &mut self.other {
            None => {
                let valid = Encoding::utf8_valid_up_to(&piece);
                if valid < piece.len() {
                    self.mend(&mut piece, valid);
                }
                self.ready = piece;
            }
            Some(decoder) => {
                let mut text = String::new();
                text.reserve(decoder.max_utf8_buffer_length(piece.len()).unwrap_or(piece.len()));
                let _ = decoder.decode_to_string(&piece, &mut text, self.ended);
                self.ready = text.into_bytes();
            }
        }
        Ok(())
    }

    fn begin(&mut self, head: &mut Vec<u8>) {
        self.begun = true;
        let encoding = match Encoding::for_bom(head) {
            Some((encoding, mark)) => {
                head.drain(..mark);
                encoding
            }
            None => declared(head),
        };
        if encoding != UTF_8 && encoding != WINDOWS_1252 {
            self.other = Some(encoding.new_decoder_without_bom_handling());
        }
    }

    /// Converts bytes that are not UTF-8 from Windows-1252; carries over a
    /// character that may have been cut by the end of the piece.
    fn mend(&mut self, piece: &mut Vec<u8>, valid: usize) {
        let mut mended = Vec::with_capacity(piece.len() + 64);
        mended.extend_from_slice(&piece[..valid]);
        let mut rest = &piece[valid..];
        while !rest.is_empty() {
            let stray = match std::str::from_utf8(rest) {
                Err(error) => error,
                Ok(_) => {
                    mended.extend_from_slice(rest);
                    break;
                }
            };
            let good = stray.valid_up_to();
            mended.extend_from_slice(&rest[..good]);
            rest = &rest[good..];
            if stray.error_len().is_none() && !self.ended {
                self.carry.extend_from_slice(rest);
                break;
            }
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&rest[..1]);
            mended.extend_from_slice(text.as_bytes());
            rest = &rest[1..];
        }
        *piece = mended;
    }
}

/// The encoding in the XML declaration, if the bytes are consistent with it.
fn declared(head: &[u8]) -> &'static Encoding {
    match head {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let head = &head[..head.len().min(DECLARATION)];
    let text = String::from_utf8_lossy(head);
    let label = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    match label.and_then(|label| Encoding::for_label(label.as_bytes())) {
        // Single bytes that spell "<?xml" are not UTF-16, whatever is declared.
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => UTF_8,
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let count = out.len().min(self.ready.len() - self.at);
        out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl<R> std::fmt::Debug for Decoder<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// A source that returns a few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn decode(bytes: &[u8]) -> String {
        let mut text = String::new();
        Decoder::new(bytes).read_to_string(&mut text).unwrap();
        let mut dripped = String::new();
        Decoder::new(Drip(bytes, 3)).read_to_string(&mut dripped).unwrap();
        assert_eq!(text, dripped);
        text
    }

    #[rstest]
    #[case("<a>José</a>".as_bytes(), "<a>José</a>")]
    #[case(b"\xEF\xBB\xBF<a/>", "<a/>")]
    #[case(b"<a>Jos\xE9</a>", "<a>José</a>")]
    #[case(b"<a>Jos\xE9", "<a>José")]
    #[case(b"<a>Jos\xE9 \x80 Jos\xC3\xA9</a>", "<a>José € José</a>")]
    #[case(b"\xFF\xFE<\0a\0/\0>\0", "<a/>")]
    #[case(b"\xFE\xFF\0<\0a\0/\0>", "<a/>")]
    #[case(b"<\0a\0/\0>\0", "<a/>")]
    #[case(b"", "")]
    fn undeclared(#[case] bytes: &[u8], #[case] text: &str) {
        assert_eq!(decode(bytes), text);
    }

    #[rstest]
    #[case("ISO-8859-1", b"Jos\xE9")]
    #[case("iso-8859-1", "José".as_bytes())]
    #[case("utf-8", b"Jos\xE9")]
    #[case("utf-16", "José".as_bytes())]
    #[case("windows-1252", b"Jos\xE9")]
    #[case("iso-8859-15", b"Jos\xE9")]
    #[case("no-such-thing", b"Jos\xE9")]
    fn declared_rightly_or_not(#[case] label: &str, #[case] name: &[u8]) {
        let mut bytes = format!("<?xml version='1.0' encoding='{label}'?><a>").into_bytes();
        bytes.extend_from_slice(name);
        assert!(decode(&bytes).ends_with("<a>José"), "{label}");
    }

    proptest! {
        #[test]
        fn utf8_stays_as_it_is(text in "\\PC{0,300}", size in 1_usize..9) {
            let text = format!("<{text}");
            let mut read = String::new();
            Decoder::new(Drip(text.as_bytes(), size)).read_to_string(&mut read).unwrap();
            prop_assert_eq!(read, text);
        }

        #[test]
        fn any_bytes_become_text(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut text = Vec::new();
            Decoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
            prop_assert!(String::from_utf8(text).is_ok());
        }
    }
}
