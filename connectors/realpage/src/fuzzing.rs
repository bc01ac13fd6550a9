//! Entry points for fuzzing: the readers of this crate without a server.

use std::io::Read;

use tenantry_core::{
    Date,
    connector::{ConnectorError, StatusWords},
    model::{Reject, Resident},
};

use crate::{refusal, roster, service::Operation, sites};

/// What was read from a response.
pub type Outcome = Result<Vec<Result<Resident, Reject>>, ConnectorError>;

/// Reads the same bytes as the response to each operation.
pub fn read<R: Read>(source: impl Fn() -> R) -> Vec<Outcome> {
    let mut whole = Vec::new();
    // A read error shows up below.
    let _ = source().read_to_end(&mut whole);
    let operations = [Operation::GetResidentListInfo, Operation::GetResident];
    let mut outcomes: Vec<Outcome> =
        operations.into_iter().map(|operation| residents(source(), operation)).collect();
    outcomes.push(sites::read(source()).map(|_| Vec::new()));
    outcomes.push(refusal::of_answer(500, &whole).map_or_else(|| Ok(Vec::new()), Err));
    outcomes
}

fn residents(source: impl Read, operation: Operation) -> Outcome {
    let site = roster::Site {
        id: "2000001".into(),
        today: Date::constant(2026, 11, 15),
        statuses: StatusWords::default(),
    };
    let mut records = Vec::new();
    roster::read(source, operation.name(), &site, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}
