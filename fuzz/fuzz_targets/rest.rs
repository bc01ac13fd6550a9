//! Pages, read with every built-in profile.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantry_rest::fuzzing;

fuzz_target!(|data: &[u8]| {
    for person in fuzzing::pages(data).into_iter().flatten().flatten().flatten() {
        assert!(!person.external_id.is_empty());
    }
});
