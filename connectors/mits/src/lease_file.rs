//! `LeaseFile` of MITS ResidentData 4.0: one lease with its tenants.
//!
//! The schema has elements for social security numbers, birth dates and bank
//! accounts. None of them is read.

use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft, yes_or_no},
    model::{Reject, Resident, Role, Status},
};
use tenantry_xml::Document;

use crate::{
    dialect::{Dialect, LeaseIds},
    person::{IdOf, Ids, Person},
};

/// The household whose lease files a request asked for.
#[derive(Debug, Clone, Default)]
pub struct Household {
    /// The tenant code in the request, which is the household's ID.
    pub id: Text,
    /// The status in the PMS's words and its meaning, if another response gave
    /// it: lease files have none.
    pub status: Option<(Text, Status)>,
}

/// What a lease file yields.
pub(crate) struct Residents {
    pub(crate) records: Vec<Result<Resident, Reject>>,
    /// The people in it, including guarantors.
    pub(crate) tenants: u64,
}

#[derive(Default)]
struct LeaseFile {
    draft: Draft,
    ids: Ids,
    unit: Option<Text>,
    building: Option<Text>,
    dates: Dates,
    tenants: Vec<Tenant>,
}

#[derive(Default)]
struct Tenant {
    person: Person,
    dates: Dates,
    guarantor: bool,
    lessee: Option<bool>,
}

#[derive(Default, Clone, Copy)]
struct Dates {
    from: Option<Date>,
    to: Option<Date>,
    move_in: Option<Date>,
    move_out: Option<Date>,
    notice: Option<Date>,
}

impl Dates {
    fn read(
        &mut self,
        document: &mut Document<'_>,
        name: &str,
        draft: &mut Draft,
    ) -> Result<bool, ConnectorError> {
        match name {
            "leasebegin" => self.from = draft.date("lease_start", document.text()?),
            "leaseend" => self.to = draft.date("lease_end", document.text()?),
            "moveindate" => self.move_in = draft.date("move_in", document.text()?),
            "moveoutdate" => self.move_out = draft.date("move_out", document.text()?),
            "noticedate" => self.notice = draft.date("move_out", document.text()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// If no status is given: what the dates say on a day.
    fn status(&self, today: Date) -> Status {
        let begins = self.move_in.or(self.from);
        match () {
            () if self.move_out.is_some_and(|out| out < today) => Status::Past,
            () if begins.is_none() => Status::Unknown,
            () if begins.is_some_and(|begin| begin > today) => Status::Future,
            () if self.notice.is_some_and(|notice| notice <= today) || self.move_out.is_some() => {
                Status::Notice
            }
            () => Status::Current,
        }
    }
}

/// Reads the `LeaseFile` that is the current element.
pub(crate) fn read(
    document: &mut Document<'_>,
    dialect: &Dialect,
    household: Option<&Household>,
) -> Result<Residents, ConnectorError> {
    let mut file = LeaseFile::default();
    document.children(|document, name| {
        match name {
            "identification" => file.ids.read(document)?,
            "unit" => file.read_unit(document)?,
            "tenants" => file.tenants.push(Tenant::read(document)?),
            "leasecharges" | "ledger" | "customrecords" => document.skip()?,
            _ => drop(file.dates.read(document, name, &mut file.draft)?),
        }
        Ok(())
    })?;
    let tenants = file.tenants.len() as u64;
    Ok(Residents { records: file.residents(dialect, household), tenants })
}

impl LeaseFile {
    fn read_unit(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        let mut ids = Ids::default();
        let draft = &mut self.draft;
        let (mut name_of_unit, mut building) = (None, None);
        document.children(|document, name| {
            match name {
                "identification" => ids.read(document)?,
                "marketingname" => name_of_unit = draft.optional("unit", document.text()?),
                "buildingname" => building = draft.optional("building", document.text()?),
                _ => {}
            }
            Ok(())
        })?;
        self.unit = ids.of(IdOf::Unit, true).and_then(|id| draft.optional("unit", id));
        self.unit = self.unit.take().or(name_of_unit);
        self.building = ids
            .of(IdOf::Building, false)
            .and_then(|id| draft.optional("building", id))
            .or(building);
        Ok(())
    }

    fn residents(
        self,
        dialect: &Dialect,
        household: Option<&Household>,
    ) -> Vec<Result<Resident, Reject>> {
        let asked = household.map(|household| household.id.clone()).filter(|id| !id.is_empty());
        let lease = self.ids.of(IdOf::Lease, true).map(Text::from);
        let head = self.tenants.iter().position(|tenant| {
            !tenant.guarantor
                && asked.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(&tenant.person.id))
        });
        let head = head.or_else(|| {
            self.tenants.iter().position(|tenant| !tenant.guarantor && tenant.lessee != Some(false))
        });
        let household_id = asked
            .or_else(|| lease.clone())
            .or_else(|| head.map(|head| self.tenants[head].person.id.clone()));
        let stated = household.and_then(|household| household.status.clone());
        let records = self.tenants.iter().enumerate().map(|(at, tenant)| {
            let dates = tenant.dates.or(&self.dates);
            let (pms_status, status) = match &stated {
                Some((word, status)) => (word.clone(), *status),
                None => (Text::default(), dates.status(dialect.today)),
            };
            let mut draft = tenant.person.draft.clone();
            draft.inherit(&self.draft);
            let resident = Resident {
                property_code: dialect.property_code.clone(),
                external_id: tenant.person.id.clone(),
                lease_id: match dialect.lease_ids {
                    LeaseIds::None => None,
                    LeaseIds::Household => lease.clone().or_else(|| household_id.clone()),
                },
                household_id: household_id.clone(),
                role: tenant.role(Some(at) == head),
                pms_role: None,
                first_name: tenant.person.first_name.clone(),
                last_name: tenant.person.last_name(),
                email: tenant.person.email.clone(),
                phone: tenant.person.phone(),
                building: self.building.clone(),
                unit: self.unit.clone(),
                pms_status,
                status,
                lease_start: dates.from,
                lease_end: dates.to,
                move_in: dates.move_in,
                move_out: dates.move_out,
                previous_external_id: None,
            };
            draft.finish(resident, String::new)
        });
        records.collect()
    }
}

impl Tenant {
    fn read(document: &mut Document<'_>) -> Result<Self, ConnectorError> {
        let mut tenant = Tenant::default();
        let mut ids = Ids::default();
        document.children(|document, name| {
            match name {
                "identification" => ids.read(document)?,
                "persondetails" => document.children(|document, name| match name {
                    "identification" => ids.read(document),
                    _ => tenant.person.read(document, name).map(drop),
                })?,
                "guarantor" => tenant.guarantor = yes_or_no(document.text()?) == Some(true),
                "islessee" => tenant.lessee = yes_or_no(document.text()?),
                // Emergency contacts and the like have names and email
                // addresses too.
                "contact" | "employers" | "vehicles" => document.skip()?,
                _ => drop(tenant.dates.read(document, name, &mut tenant.person.draft)?),
            }
            Ok(())
        })?;
        if let Some(id) = ids.of(IdOf::Person, true) {
            tenant.person.id = tenant.person.draft.text("external_id", id);
        }
        Ok(tenant)
    }

    fn role(&self, is_head: bool) -> Role {
        match () {
            () if self.guarantor => Role::Guarantor,
            () if is_head => Role::Primary,
            () if self.lessee == Some(false) => Role::Occupant,
            () => Role::Roommate,
        }
    }
}

impl Dates {
    /// The lease's dates for those that the tenant lacks.
    fn or(self, lease: &Dates) -> Dates {
        Dates {
            from: self.from.or(lease.from),
            to: self.to.or(lease.to),
            move_in: self.move_in.or(lease.move_in),
            move_out: self.move_out.or(lease.move_out),
            notice: self.notice.or(lease.notice),
        }
    }
}
