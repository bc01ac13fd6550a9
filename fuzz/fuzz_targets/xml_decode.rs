//! Bytes in any encoding, decoded as UTF-8.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use tenantry_fuzz::{Drip, choice};
use tenantry_xml::Decoder;

fuzz_target!(|data: &[u8]| {
    let text = decode(data, 0);
    let size = 1 + choice(data, 300);
    assert_eq!(decode(data, size), text, "in pieces of {size} bytes");
    // UTF-8 is unchanged, except for its byte-order mark, unless something else
    // is declared or it looks like UTF-16.
    let head = &data[..data.len().min(256)];
    let declares = head.windows(8).any(|window| window == b"encoding");
    if let Ok(valid) = std::str::from_utf8(data)
        && !declares
        && !head.iter().take(2).any(|byte| *byte == 0)
    {
        assert_eq!(valid.strip_prefix('\u{FEFF}').unwrap_or(valid), text);
    }
});

fn decode(data: &[u8], size: usize) -> String {
    let mut bytes = Vec::new();
    let read = Decoder::new(Drip::new(data, size)).read_to_end(&mut bytes);
    assert_eq!(read.ok(), Some(bytes.len()));
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => panic!("no UTF-8: {error}"),
    }
}
