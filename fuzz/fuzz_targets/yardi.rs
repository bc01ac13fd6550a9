//! Responses to Yardi's operations.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantry_fuzz::{Drip, check};
use tenantry_yardi::fuzzing;

fuzz_target!(|data: &[u8]| {
    check(data, |bytes, size| fuzzing::read(|| Drip::new(bytes, size)));
});
