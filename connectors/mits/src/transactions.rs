//! `RT_Customer` of MITS ResidentTransactions 2.0, and of its 4.0 form with
//! `Identification` elements.

use tenantry_core::connector::{ConnectorError, Draft, ErrorKind, yes_or_no};
use tenantry_xml::Document;

use crate::{
    household::{Household, Member, Unit},
    person::{IdOf, Ids},
};

/// The most people allowed in one household.
const MOST_MEMBERS: usize = 1000;

/// Reads the `RT_Customer` that is the current element.
pub(crate) fn read(document: &mut Document<'_>) -> Result<Household, ConnectorError> {
    let mut household = Household::default();
    let mut ids = Ids::default();
    document.children(|document, name| {
        let Household { draft, id, members, unit } = &mut household;
        match name {
            "customerid" => *id = draft.text("household_id", document.text()?),
            "identification" => ids.read(document)?,
            "customers" => document.children(|document, name| match name {
                "customer" if members.len() == MOST_MEMBERS => Err(crowd()),
                "customer" => {
                    members.push(read_member(document)?);
                    Ok(())
                }
                _ => Ok(()),
            })?,
            "buildingid" if unit.building.is_none() => {
                unit.building = draft.optional("building", document.text()?);
            }
            "rt_unit" => read_unit(document, unit, draft)?,
            // Most of the document.
            "rtservicetransactions" => document.skip()?,
            _ => {}
        }
        Ok(())
    })?;
    if let (true, Some(id)) = (household.id.is_empty(), ids.of(IdOf::Lease, true)) {
        household.id = household.draft.text("household_id", id);
    }
    Ok(household)
}

fn read_member(document: &mut Document<'_>) -> Result<Member, ConnectorError> {
    let mut member = Member::default();
    let mut ids = Ids::default();
    let kind = match document.attribute("type")? {
        Some(kind) => kind,
        None => document.attribute("customertype")?.unwrap_or_default(),
    };
    member.kind = member.person.draft.text("status", &kind);
    document.children(|document, name| {
        let Member { person, unit, building, lease, .. } = &mut member;
        match name {
            "customerid" => person.id = person.draft.text("external_id", document.text()?),
            "identification" => ids.read(document)?,
            "property" => document.children(|document, name| {
                match name {
                    "unitid" => *unit = person.draft.optional("unit", document.text()?),
                    "buildingid" => *building = person.draft.optional("building", document.text()?),
                    _ => {}
                }
                Ok(())
            })?,
            "lease" => lease.read(document, &mut person.draft)?,
            _ => drop(person.read(document, name)?),
        }
        Ok(())
    })?;
    let Member { person, unit, building, .. } = &mut member;
    if let (true, Some(id)) = (person.id.is_empty(), ids.of(IdOf::Person, true)) {
        person.id = person.draft.text("external_id", id);
    }
    if let (None, Some(id)) = (&unit, ids.of(IdOf::Unit, false)) {
        *unit = person.draft.optional("unit", id);
    }
    if let (None, Some(id)) = (&building, ids.of(IdOf::Building, false)) {
        *building = person.draft.optional("building", id);
    }
    Ok(member)
}

/// Reads `RT_Unit`, whose own ID takes precedence over those nested in it.
fn read_unit(
    document: &mut Document<'_>,
    unit: &mut Unit,
    draft: &mut Draft,
) -> Result<(), ConnectorError> {
    let mut ids = Ids::default();
    let depth = document.depth();
    while let Some(name) = document.next_within(depth)? {
        match name.as_str() {
            "unitid" if unit.id.is_none() => unit.id = draft.optional("unit", document.text()?),
            "buildingid" if unit.building.is_none() => {
                unit.building = draft.optional("building", document.text()?);
            }
            "identification" => ids.read(document)?,
            "unitleasedstatus" => unit.leased_status = draft.text("status", document.text()?),
            "uniteconomicstatus" => unit.economic_status = draft.text("status", document.text()?),
            "excluded" => unit.excluded = yes_or_no(document.text()?) == Some(true),
            "address" | "numberoccupants" => document.skip()?,
            _ => {}
        }
    }
    if let (None, Some(id)) = (&unit.id, ids.of(IdOf::Unit, true)) {
        unit.id = draft.optional("unit", id);
    }
    if let (None, Some(id)) = (&unit.building, ids.of(IdOf::Building, false)) {
        unit.building = draft.optional("building", id);
    }
    Ok(())
}

fn crowd() -> ConnectorError {
    ConnectorError::new(
        ErrorKind::TooLarge,
        format!("a household has more than {MOST_MEMBERS} people"),
    )
    .hint("no PMS sends a response like this; check that `url` is the right address")
}
