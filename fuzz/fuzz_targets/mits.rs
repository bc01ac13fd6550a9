//! MITS documents.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantry_core::Date;
use tenantry_core::connector::{ConnectorError, ErrorKind, StatusWords, quote};
use tenantry_core::model::Status;
use tenantry_fuzz::{Drip, Outcome, check};
use tenantry_mits::{Dialect, Household, LeaseIds, Reader};
use tenantry_xml::Document;

fuzz_target!(|data: &[u8]| {
    check(data, |bytes, size| {
        let household =
            Household { id: "t0000101".into(), status: Some(("Current".into(), Status::Current)) };
        vec![
            read(Drip::new(bytes, size), Reader::new(dialect(LeaseIds::Household))),
            read(
                Drip::new(bytes, size),
                Reader::new(dialect(LeaseIds::None)).of_household(household),
            ),
        ]
    });
});

fn read(source: Drip<'_>, mut reader: Reader) -> Outcome {
    let mut document = Document::new(source);
    let mut records = Vec::new();
    let mut root = false;
    while let Some(name) = document.next_within(0)? {
        root |= Reader::is_root(&name);
        if root {
            reader.read(&mut document, &name, &mut |record| {
                records.push(record);
                Ok(())
            })?;
        }
    }
    if !root {
        return Err(ConnectorError::new(ErrorKind::Malformed, "not a MITS document"));
    }
    reader.finish()?;
    Ok(records)
}

fn dialect(lease_ids: LeaseIds) -> Dialect {
    Dialect {
        today: Date::constant(2026, 11, 15),
        property_code: "maple".into(),
        lease_ids,
        pseudo_units: &["WAIT"],
        statuses: StatusWords::default(),
        on_error: |text| {
            let nobody = text.contains("No tenants exist");
            (!nobody).then(|| ConnectorError::new(ErrorKind::Protocol, quote(text)))
        },
    }
}
