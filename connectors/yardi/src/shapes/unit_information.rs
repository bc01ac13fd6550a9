//! `UnitInfo` in `GetUnitInformation`: who lives in which unit, for responses
//! that list people without their units.

use std::collections::HashMap;

use tenantry_core::{
    Text,
    connector::{ConnectorError, Draft},
    model::{Resident, Status},
};
use tenantry_mits::Dialect;
use tenantry_xml::Document;

/// Units and buildings by the code of the person.
#[derive(Debug, Default)]
pub(crate) struct Homes(HashMap<Text, Home>);

#[derive(Debug)]
struct Home {
    unit: Option<Text>,
    building: Option<Text>,
    status: Option<Status>,
}

impl Homes {
    /// Reads the `UnitInfo` that is the current element.
    pub(crate) fn read(
        &mut self,
        document: &mut Document<'_>,
        dialect: &Dialect,
    ) -> Result<(), ConnectorError> {
        let mut draft = Draft::default();
        let (mut unit, mut building, mut unit_inside) = (None, None, None);
        let mut people = Vec::new();
        document.children(|document, name| {
            match name {
                "unitid" => unit = draft.optional("unit", document.text()?),
                "personid" => {
                    let kind = document.attribute("type")?.unwrap_or_default();
                    people.push((folded(document.text()?), kind));
                }
                "unit" => document.children(|document, name| {
                    match name {
                        "buildingname" | "buildingid" => {
                            building = draft.optional("building", document.text()?);
                        }
                        "identification" => {
                            let kind = document.attribute("idtype")?.unwrap_or_default();
                            if kind.to_ascii_lowercase().contains("unit") {
                                let id = document.attribute("idvalue")?.unwrap_or_default();
                                unit_inside = draft.optional("unit", &id);
                            }
                        }
                        _ => {}
                    }
                    Ok(())
                })?,
                _ => {}
            }
            Ok(())
        })?;
        let unit = unit.or(unit_inside);
        for (person, kind) in people {
            let home = Home {
                unit: unit.clone(),
                building: building.clone(),
                status: dialect.tenant_status(&kind),
            };
            self.add(person, home);
        }
        Ok(())
    }

    /// A person who moves within the property is in two units: the one they
    /// live in counts.
    fn add(&mut self, person: Text, home: Home) {
        let rank = |home: &Home| match home.status {
            Some(Status::Current | Status::Notice | Status::Eviction) => 0,
            Some(Status::Future) => 1,
            Some(Status::Unknown) => 2,
            _ => 3,
        };
        match self.0.get(&person) {
            Some(known) if rank(known) <= rank(&home) => {}
            _ if person.is_empty() => {}
            _ => {
                self.0.insert(person, home);
            }
        }
    }

    /// Fills in where a resident without a unit lives: by their own code, else
    /// by the household's.
    pub(crate) fn complete(&self, resident: &mut Resident) {
        if resident.unit.is_some() || self.0.is_empty() {
            return;
        }
        let of = |code: &str| self.0.get(&folded(code));
        let home =
            of(&resident.external_id).or_else(|| resident.household_id.as_deref().and_then(of));
        if let Some(home) = home {
            resident.unit = home.unit.clone();
            resident.building = resident.building.take().or_else(|| home.building.clone());
        }
    }
}

/// A code for comparison: letter case does not matter.
fn folded(code: &str) -> Text {
    let mut code = Text::from(code.trim());
    code.make_ascii_lowercase();
    code
}
