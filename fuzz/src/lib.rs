//! Shared code of the fuzz targets: sources, and what must be true of every
//! response.

use std::io::{self, BufRead, Read};

use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_core::model::{Reject, Resident};

/// What was read from a response.
pub type Outcome = Result<Vec<Result<Resident, Reject>>, ConnectorError>;

/// A source that returns a few bytes at a time.
#[derive(Debug, Clone, Copy)]
pub struct Drip<'a> {
    rest: &'a [u8],
    size: usize,
}

impl<'a> Drip<'a> {
    /// At most `size` bytes at a time; with 0, as much as requested.
    pub fn new(bytes: &'a [u8], size: usize) -> Self {
        Self { rest: bytes, size: if size == 0 { usize::MAX } else { size } }
    }
}

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Drip<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(&self.rest[..self.rest.len().min(self.size)])
    }

    fn consume(&mut self, count: usize) {
        self.rest = &self.rest[count..];
    }
}

/// A number that depends on every byte, for choices made by an input.
pub fn choice(data: &[u8], below: usize) -> usize {
    let hash = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 16) as usize % below.max(1)
}

/// Whether two readings of an input failed in the same way, or each because of
/// a different fault: an end tag of more than 4096 bytes that is cut by the end
/// of the input is given up, or found to be cut; JSON that nests too deep is
/// refused as soon as that is available, whatever comes before it.
pub fn same_kind(data: &[u8], one: &ConnectorError, other: &ConnectorError) -> bool {
    let broken = |kind| matches!(kind, ErrorKind::Malformed | ErrorKind::Incomplete);
    one.kind == other.kind
        || data.len() > 4096 && broken(one.kind) && broken(other.kind)
        || [one, other].iter().any(|error| error.message.ends_with("nested too deep"))
}

/// Reads an input with `read`, in several ways, and checks the results:
///
/// - every resident has an ID,
/// - no error contains a piece of an email address in the input,
/// - the size of the pieces in which the bytes arrive does not matter,
/// - input that is cut short is an error, unless nothing is missing.
pub fn check(data: &[u8], read: impl Fn(&[u8], usize) -> Vec<Outcome>) {
    let whole = read(data, 0);
    for outcome in &whole {
        match outcome {
            Ok(records) => have_ids(records),
            Err(error) => quotes_no_email(data, error),
        }
    }
    let size = 1 + choice(data, 40);
    for (at, (whole, dripped)) in whole.iter().zip(read(data, size)).enumerate() {
        let what = || format!("outcome {at} in pieces of {size} bytes");
        match (whole, dripped) {
            (Ok(whole), Ok(dripped)) => assert_eq!(*whole, dripped, "{}", what()),
            (Err(whole), Err(dripped)) => {
                assert!(same_kind(data, whole, &dripped), "{}: {whole:?}, {dripped:?}", what())
            }
            (whole, dripped) => panic!("{}: {whole:?}, {dripped:?}", what()),
        }
    }
    if whole.iter().any(|outcome| outcome.as_ref().is_ok_and(|records| !records.is_empty())) {
        let cut = choice(data, data.len());
        for (at, (whole, short)) in whole.iter().zip(read(&data[..cut], 0)).enumerate() {
            if let (Ok(whole), Ok(short)) = (whole, short) {
                assert_eq!(*whole, short, "outcome {at} of {cut} of {} bytes", data.len());
            }
        }
    }
}

fn have_ids(records: &[Result<Resident, Reject>]) {
    for resident in records.iter().flatten() {
        assert!(!resident.external_id.trim().is_empty(), "a resident without an id");
    }
}

/// How many bytes of an email address must not appear in an error.
const PIECE: usize = 12;

fn quotes_no_email(data: &[u8], error: &ConnectorError) {
    let told = text_of(error);
    // Without an @ an error quotes no address. The errors' own words may also
    // appear in an input.
    if !told.contains('@') {
        return;
    }
    for email in emails(data) {
        for piece in email.windows(PIECE).filter(|piece| piece.contains(&b'@')) {
            let found = told.as_bytes().windows(PIECE).any(|told| told == piece);
            assert!(!found, "an error quotes an email address: {told}");
        }
    }
}

/// The complete text of an error, including its causes.
fn text_of(error: &ConnectorError) -> String {
    let mut text = error.to_string();
    if let Some(hint) = &error.hint {
        text += hint;
    }
    let mut cause = std::error::Error::source(error);
    while let Some(beneath) = cause {
        text += &beneath.to_string();
        cause = beneath.source();
    }
    text
}

/// The text of the elements or members with such a name.
fn emails(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let named = |name: &'static [u8]| {
        data.windows(name.len())
            .enumerate()
            .filter(|(_, window)| window.eq_ignore_ascii_case(name))
            .map(move |(at, _)| &data[at + name.len()..])
    };
    let until = |text: &'_ [u8], end: u8| text.iter().position(|byte| *byte == end);
    let elements = named(b"<email>").filter_map(move |text| Some(&text[..until(text, b'<')?]));
    let members = named(b"\"email\":").filter_map(move |text| {
        let text = &text[until(text, b'"')? + 1..];
        Some(&text[..until(text, b'"')?])
    });
    elements.chain(members)
}
