use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, yes_or_no},
    model::{Reject, Resident, Role, Status},
};
use tenantry_xml::Document;

use crate::{dialect::Dialect, person::Person};

/// A tenant in Yardi's flat lists, with one element or attribute per fact.
#[derive(Debug, Default)]
pub struct Tenant {
    /// Identity and contact details.
    pub person: Person,
    /// The status in the PMS's words; blank if the household's applies.
    pub status: Text,
    /// Unit.
    pub unit: Option<Text>,
    /// Building.
    pub building: Option<Text>,
    lease_start: Option<Date>,
    lease_end: Option<Date>,
    move_in: Option<Date>,
    move_out: Option<Date>,
    /// Whether the person signed the lease.
    lessee: Option<bool>,
}

impl Tenant {
    /// The tenant of the current element, with the facts from its attributes.
    ///
    /// # Errors
    /// Those of the document.
    pub fn new(document: &Document<'_>) -> Result<Self, ConnectorError> {
        let mut tenant = Tenant::default();
        for (name, value) in document.attributes()? {
            tenant.fact(&name, &value);
        }
        Ok(tenant)
    }

    /// Reads a child element of the tenant.
    ///
    /// # Errors
    /// Those of the document.
    pub fn read(&mut self, document: &mut Document<'_>, name: &str) -> Result<(), ConnectorError> {
        match name {
            "leasecharges" | "ledger" => document.skip(),
            _ if self.person.read(document, name)? => Ok(()),
            _ => {
                self.fact(name, document.text()?);
                Ok(())
            }
        }
    }

    fn fact(&mut self, name: &str, text: &str) {
        let draft = &mut self.person.draft;
        match name {
            "tcode" | "tenantcode" | "code" | "id" => {
                self.person.id = draft.text("external_id", text);
            }
            "firstname" => self.person.first_name = draft.text("first_name", text),
            "lastname" => self.person.set_last_name(text),
            "email" => self.person.set_email(text),
            "phone" | "phonenumber" => self.person.set_phone("", text),
            "status" | "tenantstatus" => self.status = draft.text("status", text),
            "unitcode" | "unitid" => self.unit = draft.optional("unit", text),
            "buildingid" | "buildingname" => self.building = draft.optional("building", text),
            "leasefrom" => self.lease_start = draft.date("lease_start", text),
            "leaseto" => self.lease_end = draft.date("lease_end", text),
            "movein" | "moveindate" => self.move_in = draft.date("move_in", text),
            "moveout" | "moveoutdate" => self.move_out = draft.date("move_out", text),
            "lessee" => self.lessee = yes_or_no(text),
            _ => {}
        }
    }
}

/// The residents of a household, and how many people are not residents.
#[derive(Debug, Default)]
pub struct Tenancy {
    /// The records.
    pub records: Vec<Result<Resident, Reject>>,
    /// People who have not even applied.
    pub visitors: usize,
}

/// The residents for a tenant and the people who live with that tenant. They
/// inherit the tenant's status, unit and lease dates if they have none of their
/// own; a person who did not sign is an occupant.
pub fn tenancy(tenant: Tenant, others: Vec<Tenant>, dialect: &Dialect) -> Tenancy {
    let Some(status) = dialect.tenant_status(&tenant.status) else {
        return Tenancy { records: Vec::new(), visitors: 1 + others.len() };
    };
    let head = Head {
        status,
        word: tenant.status.clone(),
        household: tenant.person.id.clone(),
        unit: tenant.unit.clone(),
        building: tenant.building.clone(),
        lease_start: tenant.lease_start,
        lease_end: tenant.lease_end,
    };
    let others = others.into_iter().map(|other| {
        let role = if other.lessee == Some(false) { Role::Occupant } else { Role::Roommate };
        (role, other)
    });
    let records = std::iter::once((Role::Primary, tenant))
        .chain(others)
        .map(|(role, person)| resident(person, role, &head, dialect))
        .collect();
    Tenancy { records, visitors: 0 }
}

struct Head {
    status: Status,
    word: Text,
    household: Text,
    unit: Option<Text>,
    building: Option<Text>,
    lease_start: Option<Date>,
    lease_end: Option<Date>,
}

fn resident(
    tenant: Tenant,
    role: Role,
    head: &Head,
    dialect: &Dialect,
) -> Result<Resident, Reject> {
    let own = dialect.tenant_status(&tenant.status).filter(|_| !tenant.status.is_empty());
    let (pms_status, mut status) = match own {
        Some(status) => (tenant.status.clone(), status),
        None => (head.word.clone(), head.status),
    };
    // Yardi keeps people on notice until their move-out is posted.
    let leaves = matches!(status, Status::Notice | Status::Eviction);
    if leaves && tenant.move_out.is_some_and(|out| out < dialect.today) {
        status = Status::Past;
    }
    let resident = Resident {
        property_code: dialect.property_code.clone(),
        external_id: tenant.person.id.clone(),
        household_id: Some(head.household.clone()).filter(|id| !id.is_empty()),
        role,
        first_name: tenant.person.first_name.clone(),
        last_name: tenant.person.last_name(),
        email: tenant.person.email.clone(),
        phone: tenant.person.phone(),
        building: tenant.building.or_else(|| head.building.clone()),
        unit: tenant.unit.or_else(|| head.unit.clone()),
        pms_status,
        status,
        lease_start: tenant.lease_start.or(head.lease_start),
        lease_end: tenant.lease_end.or(head.lease_end),
        move_in: tenant.move_in,
        move_out: tenant.move_out,
        ..Resident::default()
    };
    // The caller, who counts the households, knows the location.
    tenant.person.draft.finish(resident, String::new)
}
