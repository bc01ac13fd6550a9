//! MITS LeaseApplication 3.0: tenants come first, then the leases that refer to
//! them, so the whole document is kept in memory until its end.

use std::collections::HashMap;

use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft, ErrorKind, fold},
    model::{Reject, Resident, Role, Status},
};
use tenantry_xml::Document;

use crate::{
    dialect::Dialect,
    person::{IdOf, Ids, Lease, Person},
};

/// The most tenants allowed in one document.
const MOST_TENANTS: usize = 100_000;

/// A whole document.
#[derive(Debug, Default)]
pub(crate) struct Application {
    tenants: Vec<Tenant>,
    leases: Vec<LeaseOf>,
}

#[derive(Debug, Default)]
struct Tenant {
    person: Person,
    /// `ResidentType`, the word for the role.
    kind: Text,
    guarantor: bool,
    leases: Vec<Text>,
}

#[derive(Debug, Default)]
struct LeaseOf {
    draft: Draft,
    id: Text,
    unit: Option<Text>,
    building: Option<Text>,
    dates: Lease,
    notice: Option<Date>,
    eviction: Option<Date>,
    approval: Text,
}

impl Application {
    /// Reads the `LeaseApplication` that is the current element.
    pub(crate) fn read(
        document: &mut Document<'_>,
        dialect: &Dialect,
    ) -> Result<Self, ConnectorError> {
        let mut application = Application::default();
        document.children(|document, name| {
            match name {
                "tenant" if application.tenants.len() == MOST_TENANTS => {
                    return Err(ConnectorError::new(
                        ErrorKind::TooLarge,
                        format!("a LeaseApplication with more than {MOST_TENANTS} tenants"),
                    ));
                }
                "tenant" => application.tenants.push(Tenant::read(document)?),
                "la_lease" | "lease" => application.leases.push(LeaseOf::read(document)?),
                "error" => {
                    let depth = document.depth();
                    while let Some(name) = document.next_within(depth)? {
                        if name == "message"
                            && let Some(error) = (dialect.on_error)(document.text()?.trim())
                        {
                            return Err(error);
                        }
                    }
                }
                "customrecords" => document.skip()?,
                _ => {}
            }
            Ok(())
        })?;
        Ok(application)
    }

    /// One resident for each tenant and lease.
    pub(crate) fn residents(self, dialect: &Dialect) -> Vec<Result<Resident, Reject>> {
        let by_id: HashMap<&str, &LeaseOf> =
            self.leases.iter().map(|lease| (lease.id.as_str(), lease)).collect();
        let only = (self.leases.len() == 1).then(|| &self.leases[0]);
        let mut heads: HashMap<Text, ()> = HashMap::new();
        let mut records = Vec::with_capacity(self.tenants.len());
        for tenant in &self.tenants {
            let mut leases: Vec<Option<&LeaseOf>> =
                tenant.leases.iter().map(|id| by_id.get(id.as_str()).copied()).collect();
            if leases.is_empty() {
                leases.push(only);
            }
            for lease in leases {
                let household = lease.map(|lease| lease.id.clone()).unwrap_or_default();
                let role = match tenant.role() {
                    Role::Primary if heads.insert(household, ()).is_some() => Role::Roommate,
                    role => role,
                };
                records.push(tenant.resident(role, lease, dialect));
            }
        }
        records
    }
}

impl Tenant {
    fn read(document: &mut Document<'_>) -> Result<Self, ConnectorError> {
        let mut tenant = Tenant::default();
        let mut ids = Ids::default();
        let kind = document.attribute("residenttype")?.unwrap_or_default();
        tenant.kind = tenant.person.draft.text("role", &kind);
        document.children(|document, name| {
            match name {
                "identification" => ids.read(document)?,
                "leaseid" => {
                    let mut lease = Ids::default();
                    document.children(|document, name| match name {
                        "identification" => lease.read(document),
                        _ => Ok(()),
                    })?;
                    let id = lease.of(IdOf::Lease, true).unwrap_or_default();
                    tenant.leases.push(tenant.person.draft.text("lease_id", id));
                }
                "guarantorfor" => tenant.guarantor = true,
                // Where they lived before, with a landlord's name and phone
                // number.
                "residence" => document.children(|document, name| match name {
                    "address" => tenant.person.read(document, name).map(drop),
                    _ => Ok(()),
                })?,
                "finances" | "criminalbackground" | "personalid" | "documentdata"
                | "accountingdata" | "reference" => {
                    document.skip()?;
                }
                _ => drop(tenant.person.read(document, name)?),
            }
            Ok(())
        })?;
        let id = ids.of(IdOf::Person, true).unwrap_or_default();
        tenant.person.id = tenant.person.draft.text("external_id", id);
        Ok(tenant)
    }

    fn role(&self) -> Role {
        match fold(&self.kind).as_str() {
            "cosigner" | "guarantor" => Role::Guarantor,
            _ if self.guarantor => Role::Guarantor,
            "occupant" => Role::Occupant,
            "" | "individual" | "applicant" | "coapplicant" | "lessee" | "primary" | "resident"
            | "roommate" | "spouse" | "tenant" => Role::Primary,
            _ => Role::Unknown,
        }
    }

    fn resident(
        &self,
        role: Role,
        lease: Option<&LeaseOf>,
        dialect: &Dialect,
    ) -> Result<Resident, Reject> {
        let mut draft = self.person.draft.clone();
        let mut resident = Resident {
            property_code: dialect.property_code.clone(),
            external_id: self.person.id.clone(),
            role,
            pms_role: Some(self.kind.clone()).filter(|word| !word.is_empty()),
            first_name: self.person.first_name.clone(),
            last_name: self.person.last_name(),
            email: self.person.email.clone(),
            phone: self.person.phone(),
            ..Resident::default()
        };
        if let Some(lease) = lease {
            draft.inherit(&lease.draft);
            let status = lease.status(dialect.today);
            resident.lease_id = Some(lease.id.clone()).filter(|id| !id.is_empty());
            resident.household_id = resident.lease_id.clone();
            resident.unit = lease.unit.clone();
            resident.building = lease.building.clone();
            resident.pms_status = lease.approval.clone();
            resident.status = status;
            resident.lease_start = lease.dates.from;
            resident.lease_end = lease.dates.to;
            resident.move_in = lease.dates.move_in();
            resident.move_out = lease.dates.move_out(status.is_in_scope(), dialect.today);
        }
        draft.finish(resident, String::new)
    }
}

impl LeaseOf {
    fn read(document: &mut Document<'_>) -> Result<Self, ConnectorError> {
        let mut lease = LeaseOf::default();
        let mut ids = Ids::default();
        document.children(|document, name| {
            match name {
                "identification" => ids.read(document)?,
                "unit" => lease.read_unit(document)?,
                "leaseevents" => document.children(|document, name| match name {
                    "leaseevent" => lease.read_event(document),
                    _ => Ok(()),
                })?,
                // In chronological order: the last one counts.
                "status" => document.children(|document, name| {
                    if name == "approvalstatus" {
                        lease.approval = lease.draft.text("status", document.text()?);
                    }
                    Ok(())
                })?,
                "accountingdata" | "documentdata" | "documents" | "policies" | "pets" => {
                    document.skip()?;
                }
                _ => {}
            }
            Ok(())
        })?;
        lease.id = lease.draft.text("lease_id", ids.of(IdOf::Lease, true).unwrap_or_default());
        Ok(lease)
    }

    fn read_unit(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        let mut ids = Ids::default();
        let draft = &mut self.draft;
        let depth = document.depth();
        while let Some(name) = document.next_within(depth)? {
            match name.as_str() {
                "identification" => ids.read(document)?,
                "unitid" | "marketingname" if self.unit.is_none() => {
                    self.unit = draft.optional("unit", document.text()?);
                }
                "buildingid" | "buildingname" if self.building.is_none() => {
                    self.building = draft.optional("building", document.text()?);
                }
                _ => {}
            }
        }
        if let Some(id) = ids.of(IdOf::Unit, true) {
            self.unit = draft.optional("unit", id);
        }
        Ok(())
    }

    fn read_event(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        let kind = fold(&document.attribute("eventtype")?.unwrap_or_default());
        let date = document.attribute("date")?.unwrap_or_default();
        let Lease { from, to, expected_in, actual_in, expected_out, actual_out, .. } =
            &mut self.dates;
        let (field, place) = match kind.as_str() {
            "leasefrom" => ("lease_start", from),
            "leaseto" => ("lease_end", to),
            "expectedmovein" => ("move_in", expected_in),
            "actualmovein" => ("move_in", actual_in),
            "expectedmoveout" => ("move_out", expected_out),
            "actualmoveout" => ("move_out", actual_out),
            "moveoutnoticegiven" => ("move_out", &mut self.notice),
            "evictionnoticegiven" => ("move_out", &mut self.eviction),
            _ => return Ok(()),
        };
        *place = self.draft.date(field, &date);
        Ok(())
    }

    /// The lease's status is its application's; its events tell the rest.
    fn status(&self, today: Date) -> Status {
        let passed = |date: Option<Date>| date.is_some_and(|date| date <= today);
        let lives_there = passed(self.dates.actual_in);
        match fold(&self.approval).as_str() {
            _ if self.dates.actual_out.is_some_and(|out| out < today) => Status::Past,
            "canceled" | "cancelled" => Status::Cancelled,
            "denied" => Status::Denied,
            _ if lives_there && passed(self.eviction) => Status::Eviction,
            _ if lives_there && passed(self.notice) => Status::Notice,
            _ if lives_there => Status::Current,
            "approved" | "signed" => Status::Future,
            "pending" => Status::Applicant,
            _ => Status::Unknown,
        }
    }
}
