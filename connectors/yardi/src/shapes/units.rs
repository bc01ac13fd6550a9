//! `Unit` in `GetRentroll` and `GetUnitConfiguration`, with its tenants, whose
//! data may be in elements or attributes.

use tenantry_core::{
    Text,
    connector::{ConnectorError, Draft, yes_or_no},
};
use tenantry_mits::{Dialect, Emit, Tally, Tenant, is_pseudo_status, tenancy};
use tenantry_xml::Document;

/// Reads the `Unit` that is the current element.
pub(crate) fn read_unit(
    document: &mut Document<'_>,
    dialect: &Dialect,
    tally: &mut Tally,
    emit: &mut Emit<'_>,
) -> Result<(), ConnectorError> {
    let mut unit = Unit::default();
    for (name, value) in document.attributes()? {
        unit.fact(&name, &value);
    }
    document.children(|document, name| match name {
        "tenants" | "residents" => document.children(|document, name| match name {
            "tenant" | "resident" => unit.read_tenant(document),
            _ => Ok(()),
        }),
        "tenant" | "resident" => unit.read_tenant(document),
        "leasecharges" | "address" => document.skip(),
        _ => {
            unit.fact(name, document.text()?);
            Ok(())
        }
    })?;
    if unit.excluded || dialect.is_pseudo_unit(unit.code.as_deref().unwrap_or_default()) {
        tally.pseudo_units += 1;
        return Ok(());
    }
    if unit.tenants.is_empty() {
        tally.without_people += 1;
    }
    for (mut tenant, others) in unit.tenants {
        tenant.person.draft.inherit(&unit.draft);
        tenant.unit = tenant.unit.or_else(|| unit.code.clone());
        tenant.building = tenant.building.or_else(|| unit.building.clone());
        let code = unit.code.clone().unwrap_or_default();
        let tenancy = tenancy(tenant, others, dialect);
        tally.visitors += tenancy.visitors;
        for mut record in tenancy.records {
            if let Err(reject) = &mut record {
                reject.location = format!("unit {code}");
            }
            emit(record)?;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Unit {
    draft: Draft,
    code: Option<Text>,
    building: Option<Text>,
    excluded: bool,
    tenants: Vec<(Tenant, Vec<Tenant>)>,
}

impl Unit {
    fn fact(&mut self, name: &str, text: &str) {
        match name {
            "unitcode" | "unitid" => self.code = self.draft.optional("unit", text),
            "buildingid" | "buildingname" => self.building = self.draft.optional("building", text),
            // A number other than 0, or a word for yes.
            "excluded" => {
                let text = text.trim();
                self.excluded |= yes_or_no(text).unwrap_or(!text.is_empty());
            }
            "unitstatus" | "uniteconomicstatus" | "uniteconomicstatusdescription" => {
                self.excluded |= is_pseudo_status(text);
            }
            _ => {}
        }
    }

    fn read_tenant(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        let mut tenant = Tenant::new(document)?;
        let mut others = Vec::new();
        document.children(|document, name| match name {
            "roommates" => document.children(|document, name| match name {
                "roommate" => read_roommate(document, &mut others),
                _ => Ok(()),
            }),
            "roommate" => read_roommate(document, &mut others),
            _ => tenant.read(document, name),
        })?;
        self.tenants.push((tenant, others));
        Ok(())
    }
}

fn read_roommate(
    document: &mut Document<'_>,
    others: &mut Vec<Tenant>,
) -> Result<(), ConnectorError> {
    let mut other = Tenant::new(document)?;
    document.children(|document, name| other.read(document, name))?;
    others.push(other);
    Ok(())
}
