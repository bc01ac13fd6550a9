//! The records in JSON documents, which must be those that `serde_json` finds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tenantry_core::connector::{ConnectorError, ErrorKind};
use tenantry_fuzz::{Drip, choice};
use tenantry_http::json::records;

const LIST: &str = "value";

fuzz_target!(|data: &[u8]| {
    let whole = read(data, 0);
    let size = 1 + choice(data, 40);
    let dripped = read(data, size);
    match (&whole, &dripped) {
        (Ok(whole), Ok(dripped)) => assert_eq!(whole, dripped),
        (Err(whole), Err(dripped)) => assert_eq!(whole.kind, dripped.kind),
        _ => panic!("in pieces of {size} bytes: {whole:?}, {dripped:?}"),
    }
    // The same list as from parsing the whole document at once.
    if let (Ok(records), Ok(value)) = (&whole, serde_json::from_slice::<Value>(data)) {
        let list = if value.is_array() { Some(&value) } else { value.get(LIST) };
        assert_eq!(Some(records), list.and_then(Value::as_array));
    }
    // Nothing but whitespace may be missing from a document that is cut short.
    let cut = choice(data, data.len());
    if whole.is_ok() && read(&data[..cut], 0).is_ok() {
        assert!(data[cut..].trim_ascii().is_empty(), "{cut} of {} bytes are enough", data.len());
    }
    // An error while handling a record must be returned unchanged.
    if whole.is_ok_and(|records| !records.is_empty()) {
        let failed =
            records_of(data, |_| Err(ConnectorError::new(ErrorKind::Cancelled, "one is enough")));
        assert_eq!(failed.map_err(|error| error.kind), Err(ErrorKind::Cancelled));
    }
});

fn read(data: &[u8], size: usize) -> Result<Vec<Value>, ConnectorError> {
    let mut found = Vec::new();
    records(Drip::new(data, size), LIST, |value| {
        found.push(value);
        Ok(())
    })?;
    Ok(found)
}

fn records_of(
    data: &[u8],
    each: impl FnMut(Value) -> Result<(), ConnectorError>,
) -> Result<(), ConnectorError> {
    records(data, LIST, each).map(drop)
}
