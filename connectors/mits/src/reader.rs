use tenantry_core::{
    Text,
    connector::{ConnectorError, ErrorKind, fold},
    model::{Reject, Resident},
};
use tenantry_xml::Document;

use crate::{
    dialect::Dialect,
    lease_application::Application,
    lease_file::{self, Household},
    resident_list,
    tally::Tally,
    transactions,
    words::is_pseudo_status,
};

/// Receives the records of a document.
pub type Emit<'e> = dyn FnMut(Result<Resident, Reject>) -> Result<(), ConnectorError> + 'e;

/// Reads the residents of MITS documents, element by element, so that a
/// document of any size needs memory for only one household.
#[derive(Debug)]
pub struct Reader {
    dialect: Dialect,
    /// The household whose lease files are read, if the request named one.
    household: Option<Household>,
    tally: Tally,
    /// Records read so far, for their locations.
    records: usize,
    lease_files: Option<u64>,
    tenants: Option<u64>,
    seen_lease_files: u64,
    seen_tenants: u64,
}

impl Reader {
    /// A reader for documents of this dialect.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            household: None,
            tally: Tally::default(),
            records: 0,
            lease_files: None,
            tenants: None,
            seen_lease_files: 0,
            seen_tenants: 0,
        }
    }

    /// Sets the household whose lease files are read.
    #[must_use]
    pub fn of_household(mut self, household: Household) -> Self {
        self.household = Some(household);
        self
    }

    /// What was left out, with counts.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Whether an element is the root of a MITS document.
    pub fn is_root(name: &str) -> bool {
        matches!(name, "residenttransactions" | "mits-residentdata" | "leaseapplication")
    }

    /// Reads the current element if it is a MITS element with residents;
    /// returns whether it was. An element that is not read may contain one that
    /// is: the caller continues with [`Document::next_within`].
    ///
    /// # Errors
    /// Those of the document and of `emit`, and the dialect's error for an
    /// error message.
    pub fn read(
        &mut self,
        document: &mut Document<'_>,
        name: &str,
        emit: &mut Emit<'_>,
    ) -> Result<bool, ConnectorError> {
        match name {
            "rt_customer" => self.household(document, emit)?,
            "resident" => {
                let list = resident_list::read(document, &self.dialect)?;
                self.tally.visitors += list.visitors;
                self.emit_all(list.records, emit)?;
            }
            "leasefile" => {
                let file = lease_file::read(document, &self.dialect, self.household.as_ref())?;
                self.seen_lease_files += 1;
                self.seen_tenants += file.tenants;
                self.emit_all(file.records, emit)?;
            }
            "leaseapplication" => {
                let application = Application::read(document, &self.dialect)?;
                self.emit_all(application.residents(&self.dialect), emit)?;
            }
            "totalleasefiles" => self.lease_files = document.text()?.trim().parse().ok(),
            "totaltenants" => self.tenants = document.text()?.trim().parse().ok(),
            "message" | "error" | "errormessage" => self.message(document, name)?,
            "propertycontacts" | "customrecords" => document.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Verifies that the document contained what it announced.
    ///
    /// # Errors
    /// [`ErrorKind::Incomplete`] if it did not.
    pub fn finish(&self) -> Result<(), ConnectorError> {
        let announced = [
            ("lease files", self.lease_files, self.seen_lease_files),
            ("tenants", self.tenants, self.seen_tenants),
        ];
        for (what, announced, seen) in announced {
            if announced.is_some_and(|announced| announced != seen) {
                return Err(ConnectorError::new(
                    ErrorKind::Incomplete,
                    format!(
                        "the document announces {} {what} but contains {seen}",
                        announced.unwrap_or_default()
                    ),
                )
                .hint("nothing was changed; run again when the PMS delivers the complete roster"));
            }
        }
        Ok(())
    }

    fn household(
        &mut self,
        document: &mut Document<'_>,
        emit: &mut Emit<'_>,
    ) -> Result<(), ConnectorError> {
        let household = transactions::read(document)?;
        if household.members.is_empty() {
            self.tally.without_people += 1;
            return Ok(());
        }
        let unit = &household.unit;
        let pseudo = |unit: &Option<Text>| {
            unit.as_deref().is_some_and(|unit| self.dialect.is_pseudo_unit(unit))
        };
        if unit.excluded
            || is_pseudo_status(&unit.economic_status)
            || pseudo(&unit.id)
            || household.members.iter().any(|member| pseudo(&member.unit))
        {
            self.tally.pseudo_units += 1;
            return Ok(());
        }
        let number = self.records + 1;
        let outcome = household
            .residents(&self.dialect, |member| format!("household {number}, person {member}"));
        self.records += 1;
        self.tally.visitors += outcome.visitors;
        outcome.records.into_iter().try_for_each(emit)
    }

    fn emit_all(
        &mut self,
        records: Vec<Result<Resident, Reject>>,
        emit: &mut Emit<'_>,
    ) -> Result<(), ConnectorError> {
        self.records += 1;
        for (at, mut record) in records.into_iter().enumerate() {
            if let Err(reject) = &mut record {
                reject.location = format!("household {}, person {}", self.records, at + 1);
            }
            emit(record)?;
        }
        Ok(())
    }

    fn message(&mut self, document: &mut Document<'_>, name: &str) -> Result<(), ConnectorError> {
        let kind = document.attribute("messagetype")?;
        let text = document.text()?.trim();
        let is_error = name != "message" || kind.is_none_or(|kind| fold(&kind) == "error");
        if !is_error || text.is_empty() {
            return Ok(());
        }
        (self.dialect.on_error)(text).map_or(Ok(()), Err)
    }
}
