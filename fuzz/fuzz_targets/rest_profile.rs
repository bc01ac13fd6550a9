//! Profiles and, after a NUL, a page to read with them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantry_rest::fuzzing;

fuzz_target!(|data: &[u8]| {
    let (profile, page) = match data.iter().position(|byte| *byte == 0) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &b"[]"[..]),
    };
    if let Ok(text) = std::str::from_utf8(profile) {
        // Every problem is an error with a hint.
        if let Err(error) = fuzzing::profile(text, page) {
            assert!(error.hint.is_some(), "{error}");
        }
    }
});
