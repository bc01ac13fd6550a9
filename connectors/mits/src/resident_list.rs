//! `Resident` of Yardi's resident lists (`MITS-ResidentData/PropertyResidents`).

use tenantry_core::connector::ConnectorError;
use tenantry_xml::Document;

use crate::{
    dialect::Dialect,
    tenancy::{Tenancy, Tenant, tenancy},
};

/// Reads the `Resident` that is the current element, and the people who live
/// with that resident.
pub(crate) fn read(
    document: &mut Document<'_>,
    dialect: &Dialect,
) -> Result<Tenancy, ConnectorError> {
    let mut tenant = Tenant::new(document)?;
    let mut others = Vec::new();
    document.children(|document, name| match name {
        "otheroccupants" => document.children(|document, name| {
            if name == "otheroccupant" {
                let mut other = Tenant::new(document)?;
                document.children(|document, name| other.read(document, name))?;
                others.push(other);
            }
            Ok(())
        }),
        _ => tenant.read(document, name),
    })?;
    Ok(tenancy(tenant, others, dialect))
}
