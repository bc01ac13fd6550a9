//! Entry points for fuzzing: the readers of this crate without a server.

use std::io::Read;

use tenantry_core::{
    Date,
    connector::{ConnectorError, StatusWords},
    model::{Reject, Resident},
};
use tenantry_mits::{Dialect, Household, LeaseIds, Reader, Tally};

use crate::{
    answer, messages,
    operation::Operation,
    shapes::{Homes, Promotions, read_unit},
};

/// What was read from a response.
pub type Outcome = Result<Vec<Result<Resident, Reject>>, ConnectorError>;

const OPERATIONS: &[Operation] = &[
    Operation::GetResidentTransactionsLogin,
    Operation::GetResidents,
    Operation::GetResidentData,
    Operation::GetRentroll,
    Operation::GetUnitConfiguration,
];

/// Reads the same bytes as the response to each operation.
pub fn read<R: Read>(source: impl Fn() -> R) -> Vec<Outcome> {
    let mut whole = Vec::new();
    // A read error shows up below.
    let _ = source().read_to_end(&mut whole);
    let mut outcomes: Vec<Outcome> =
        OPERATIONS.iter().map(|operation| residents(source(), *operation)).collect();
    outcomes.push(homes(source()));
    outcomes.push(promotions(source()));
    outcomes.push(messages::refusal(500, &whole).map_or_else(|| Ok(Vec::new()), Err));
    outcomes
}

fn residents(source: impl Read, operation: Operation) -> Outcome {
    let mut records = Vec::new();
    let mut emit = |record| {
        records.push(record);
        Ok(())
    };
    let mut mits = Reader::new(dialect());
    if operation == Operation::GetResidentData {
        mits = mits.of_household(Household { id: "t1".into(), status: None });
    }
    answer::read(source, operation.name(), operation.root(), |document, name| {
        match (operation.is_by_unit(), name) {
            (false, _) => mits.read(document, name, &mut emit).map(drop),
            (true, "unit") => read_unit(document, &dialect(), &mut Tally::default(), &mut emit),
            (true, _) => Ok(()),
        }
    })?;
    mits.finish()?;
    Ok(records)
}

/// A person without a unit, after the units were read.
fn homes(source: impl Read) -> Outcome {
    let mut homes = Homes::default();
    answer::read(source, "GetUnitInformation", "unitinformation", |document, name| match name {
        "unitinfo" => homes.read(document, &dialect()),
        _ => Ok(()),
    })?;
    let mut resident = somebody();
    homes.complete(&mut resident);
    Ok(vec![Ok(resident)])
}

/// A person, after the promotions were read.
fn promotions(source: impl Read) -> Outcome {
    let mut promotions = Promotions::default();
    answer::read(
        source,
        "GetRoommatePromotions",
        "promotedroommates",
        |document, name| match name {
            "roommatepromotion" => promotions.read(document),
            _ => Ok(()),
        },
    )?;
    let mut resident = somebody();
    promotions.complete(&mut resident);
    Ok(vec![Ok(resident)])
}

fn somebody() -> Resident {
    Resident { external_id: "t0000101".into(), ..Resident::default() }
}

fn dialect() -> Dialect {
    Dialect {
        today: Date::constant(2026, 11, 15),
        property_code: "maple".into(),
        lease_ids: LeaseIds::None,
        pseudo_units: &["WAIT"],
        statuses: StatusWords::default(),
        on_error: messages::of_message,
    }
}
