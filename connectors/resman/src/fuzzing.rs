//! Entry points for fuzzing: the readers of this crate without a server.

use std::io::Read;

use tenantry_core::{
    Date,
    connector::{ConnectorError, StatusWords},
    model::{Reject, Resident},
};
use tenantry_mits::{Dialect, LeaseIds, Reader};

use crate::{
    envelope::{self, Extent},
    people::{self, People},
    person::Asked,
    refusal,
};

/// What was read from a response.
pub type Outcome = Result<Vec<Result<Resident, Reject>>, ConnectorError>;

const PROPERTY: &str = "p-1";
const TODAY: Date = Date::constant(2026, 11, 15);

/// Reads the same bytes as a response of each version.
pub fn read<R: Read>(source: impl Fn() -> R) -> Vec<Outcome> {
    let mut whole = Vec::new();
    // A read error shows up below.
    let _ = source().read_to_end(&mut whole);
    // How far this reads depends on the pieces in which the bytes arrive.
    let _ = people::probe(source());
    let accepted = envelope::read(source(), PROPERTY, Extent::Acceptance, &mut |_, _| Ok(()));
    vec![
        transactions(source()),
        people(source()),
        accepted.map(|()| Vec::new()),
        refusal::of_json(400, &whole).map_or_else(|| Ok(Vec::new()), Err),
    ]
}

fn transactions(source: impl Read) -> Outcome {
    let mut records = Vec::new();
    let mut mits = Reader::new(Dialect {
        today: TODAY,
        property_code: PROPERTY.into(),
        lease_ids: LeaseIds::Household,
        pseudo_units: &[],
        statuses: StatusWords::default(),
        on_error: |text| Some(refusal::of_text(text)),
    });
    envelope::read(source, PROPERTY, Extent::Whole, &mut |document, name| {
        let mut emit = |record| {
            records.push(record);
            Ok(())
        };
        mits.read(document, name, &mut emit).map(drop)
    })?;
    mits.finish()?;
    Ok(records)
}

fn people(source: impl Read) -> Outcome {
    let mut records = Vec::new();
    let asked = Asked { property: PROPERTY.into(), today: TODAY, statuses: StatusWords::default() };
    People::new(asked).read(source, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}
