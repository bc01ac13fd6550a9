use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::settings::Encoding;

/// The encoding of a file's text, once known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Windows-1252.
    Windows1252,
}

impl Charset {
    /// The name shown to people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "UTF-8",
            Charset::Utf16Le => "UTF-16LE",
            Charset::Utf16Be => "UTF-16BE",
            Charset::Windows1252 => "Windows-1252",
        }
    }

    /// A decoder to UTF-8; `None` if the text already is UTF-8.
    pub(crate) fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Charset::Utf8 => return None,
            Charset::Utf16Le => UTF_16LE,
            Charset::Utf16Be => UTF_16BE,
            Charset::Windows1252 => WINDOWS_1252,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }

    /// The encoding that a setting chooses for a file without a byte-order
    /// mark.
    pub(crate) fn from_setting(setting: Encoding) -> Self {
        match setting {
            Encoding::Utf8 => Charset::Utf8,
            Encoding::Utf16 | Encoding::Utf16Le => Charset::Utf16Le,
            Encoding::Utf16Be => Charset::Utf16Be,
            Encoding::Windows1252 => Charset::Windows1252,
        }
    }

    /// Whether a setting allows the encoding given by the byte-order mark.
    pub(crate) fn agrees_with(self, setting: Encoding) -> bool {
        match setting {
            Encoding::Utf16 => matches!(self, Charset::Utf16Le | Charset::Utf16Be),
            other => Charset::from_setting(other) == self,
        }
    }
}

/// The encoding given by the byte-order mark at the beginning, and the mark's
/// length.
pub(crate) fn byte_order_mark(head: &[u8]) -> Option<(Charset, usize)> {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => Some((Charset::Utf8, 3)),
        [0xFF, 0xFE, ..] => Some((Charset::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((Charset::Utf16Be, 2)),
        _ => None,
    }
}

/// Whether the whole text is UTF-8, as nearly all files are.
///
/// # Errors
/// I/O errors while reading.
pub(crate) fn is_utf8(input: impl Read) -> io::Result<bool> {
    let mut whole = true;
    in_pieces(input, |piece, last| match std::str::from_utf8(piece) {
        Ok(_) => piece.len(),
        Err(error) => {
            let goes_on = error.error_len().is_none() && !last;
            whole &= goes_on;
            if goes_on { error.valid_up_to() } else { piece.len() }
        }
    })?;
    Ok(whole)
}

/// Tells UTF-8 from Windows-1252 by reading the whole text once.
///
/// A file that is UTF-8 except for a few damaged bytes is treated as UTF-8: the
/// damaged records are refused, instead of every other name being garbled.
///
/// # Errors
/// I/O errors while reading.
pub(crate) fn tell(input: impl Read) -> io::Result<Charset> {
    let mut counts = Counts::default();
    in_pieces(input, |piece, last| counts.add(piece, last))?;
    Ok(counts.charset())
}

/// Passes a text to `look` in pieces. `look` returns how many bytes it
/// consumed; the rest comes again with the next piece.
fn in_pieces(mut input: impl Read, mut look: impl FnMut(&[u8], bool) -> usize) -> io::Result<()> {
    let mut buffer = vec![0; 256 << 10];
    let mut kept = 0;
    loop {
        let end = match input.read(&mut buffer[kept..]) {
            Ok(count) => kept + count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let last = end == kept;
        let done = look(&buffer[..end], last);
        buffer.copy_within(done..end, 0);
        kept = end - done;
        if last {
            return Ok(());
        }
    }
}

/// Counts of non-ASCII byte sequences.
#[derive(Debug, Default)]
struct Counts {
    /// Valid UTF-8.
    valid: u64,
    /// Invalid UTF-8.
    invalid: u64,
}

impl Counts {
    /// Counts the sequences in `bytes`; returns how many bytes were consumed. A
    /// sequence that continues in the next piece is left over.
    fn add(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut from = 0;
        loop {
            let rest = &bytes[from..];
            if rest.is_ascii() {
                return bytes.len();
            }
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.valid += sequences(text.as_bytes());
                    return bytes.len();
                }
                Err(error) => {
                    self.valid += sequences(&rest[..error.valid_up_to()]);
                    from += error.valid_up_to();
                    match error.error_len() {
                        None if !last => return from,
                        len => from += len.unwrap_or(bytes.len() - from),
                    }
                    self.invalid += 1;
                }
            }
        }
    }

    fn charset(&self) -> Charset {
        // Windows-1252 text is valid UTF-8 here and there by chance ("É’").
        let is_utf8 = self.invalid == 0 || self.valid > self.invalid / 4;
        if is_utf8 { Charset::Utf8 } else { Charset::Windows1252 }
    }
}

/// The number of multi-byte characters in valid UTF-8.
fn sequences(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte >= 0xC0)).sum()
}

/// Decodes text to UTF-8 as it is read. Invalid bytes become U+FFFD.
pub(crate) struct Transcoder<R> {
    input: R,
    decoder: Decoder,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    last: bool,
    finished: bool,
}

impl<R> Transcoder<R> {
    /// Decodes `input` with `decoder`.
    pub(crate) fn new(input: R, decoder: Decoder) -> Self {
        Self {
            input,
            decoder,
            buffer: vec![0; 128 << 10],
            start: 0,
            end: 0,
            last: false,
            finished: false,
        }
    }

    /// The undecoded input.
    pub(crate) fn input(&self) -> &R {
        &self.input
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // A decoder must not be used again after its last piece.
        while !self.finished {
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.buffer[self.start..self.end], out, self.last);
            self.start += read;
            self.finished = self.last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                return Err(io::Error::other("no room for one character"));
            }
            if !self.finished {
                self.end = self.input.read(&mut self.buffer)?;
                self.start = 0;
                self.last = self.end == 0;
            }
        }
        Ok(0)
    }
}

impl<R: std::fmt::Debug> std::fmt::Debug for Transcoder<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcoder").field("input", &self.input).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(b"plain", Charset::Utf8)]
    #[case("Renée".as_bytes(), Charset::Utf8)]
    #[case(b"Ren\xE9e", Charset::Windows1252)]
    #[case(b"O\x92Neil", Charset::Windows1252)]
    #[case(b"cut short \xC3", Charset::Windows1252)]
    #[case(b"\xC3\xA9 \xC3\xA9 and one damaged \xE9", Charset::Utf8)]
    #[case(b"\xE9 \xE8 \xE7 \xE0 and by chance \xC9\x92", Charset::Windows1252)]
    #[case(b"", Charset::Utf8)]
    fn telling(#[case] text: &[u8], #[case] charset: Charset) {
        assert_eq!(tell(text).unwrap(), charset);
        assert!(!is_utf8(text).unwrap() || charset == Charset::Utf8);
    }

    #[test]
    fn a_character_across_two_reads() {
        let mut text = vec![b'a'; (1 << 20) - 1];
        text.extend("é".as_bytes());
        assert_eq!(tell(&text[..]).unwrap(), Charset::Utf8);
        let euro = "€".as_bytes();
        assert_eq!(tell(euro[..1].chain(&euro[1..])).unwrap(), Charset::Utf8);
    }

    #[rstest]
    #[case(&[0xEF, 0xBB, 0xBF, b'a'], Some((Charset::Utf8, 3)))]
    #[case(&[0xFF, 0xFE, b'a', 0], Some((Charset::Utf16Le, 2)))]
    #[case(&[0xFE, 0xFF, 0, b'a'], Some((Charset::Utf16Be, 2)))]
    #[case(b"ab", None)]
    fn marks(#[case] head: &[u8], #[case] expected: Option<(Charset, usize)>) {
        assert_eq!(byte_order_mark(head), expected);
    }

    fn decode(charset: Charset, bytes: &[u8]) -> String {
        let mut transcoder = Transcoder::new(bytes, charset.decoder().unwrap());
        let (mut text, mut piece) = (Vec::new(), [0; 64]);
        loop {
            match transcoder.read(&mut piece).unwrap() {
                0 => break,
                count => text.extend(&piece[..count]),
            }
        }
        assert_eq!(transcoder.read(&mut piece).unwrap(), 0);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn decoding() {
        assert_eq!(decode(Charset::Windows1252, b"Ren\xE9e O\x92Neil"), "Renée O’Neil");
        let little: Vec<u8> = "é, 🏠".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(Charset::Utf16Le, &little), "é, 🏠");
        let big: Vec<u8> = "é, x".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(Charset::Utf16Be, &big), "é, x");
        assert_eq!(decode(Charset::Utf16Le, &[b'a', 0, 0x00, 0xD8]), "a\u{FFFD}");
    }

    #[test]
    fn a_long_text_comes_through() {
        let text = "é".repeat(500_000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(Charset::Utf16Le, &bytes), text);
    }

    #[rstest]
    #[case(Charset::Utf16Be, Encoding::Utf16, true)]
    #[case(Charset::Utf16Be, Encoding::Utf16Le, false)]
    #[case(Charset::Utf8, Encoding::Windows1252, false)]
    #[case(Charset::Utf8, Encoding::Utf8, true)]
    fn a_mark_and_a_setting(#[case] mark: Charset, #[case] setting: Encoding, #[case] agree: bool) {
        assert_eq!(mark.agrees_with(setting), agree);
    }

    proptest::proptest! {
        #[test]
        fn utf8_is_known_in_pieces(text in "[a-zé’𝄞]{0,9}", damage in 0..40_usize, at in 0..40_usize) {
            let mut bytes = text.into_bytes();
            if let Some(byte) = bytes.get_mut(damage) {
                *byte = 0xC3;
            }
            let at = at.min(bytes.len());
            let dripped = bytes[..at].chain(&bytes[at..]);
            assert_eq!(is_utf8(dripped).unwrap(), std::str::from_utf8(&bytes).is_ok());
        }
    }
}
