use std::{collections::HashMap, sync::Arc};

use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, End, ErrorKind, FeedEvent},
    model::{Reject, Resident, Role, Status},
};
use tenantry_http::{Batches, Feed, Session, Sink};
use tenantry_mits::{Dialect, Household, LeaseIds, Reader, Tally};

use crate::{
    answer,
    connector::Source,
    messages,
    operation::{Operation, Wanted},
    shapes::{Homes, Promotions, read_unit},
};

/// Units that are lists or not homes.
const PSEUDO_UNITS: &[&str] = &["NONRESID", "WAIT", "WAIT_AFF", "RETAIL", "XWAIT"];

/// One fetch of all properties.
pub(crate) struct Fetch {
    pub(crate) source: Arc<Source>,
    pub(crate) session: Session,
    pub(crate) feed: Feed,
    pub(crate) today: Date,
}

/// Data about residents from other responses.
#[derive(Debug, Default)]
struct Joined {
    homes: Homes,
    promotions: Promotions,
}

/// Statuses, with the PMS's word, by tenant code.
type Statuses = HashMap<Text, (Text, Status)>;

impl Fetch {
    pub(crate) async fn run(self) -> Result<End, ConnectorError> {
        let mut operations = self.source.operations.clone();
        for property in &self.source.properties {
            let promotions = self.promotions(property).await?;
            let mut joined = Joined { promotions, ..Joined::default() };
            if operations[0].lacks_units() && self.source.join_units {
                joined.homes = self.homes(property).await?;
            }
            let used = self.property(property, &operations, Arc::new(joined)).await?;
            if operations.len() > 1 {
                self.note(format!("residents are read with {}", used.name())).await?;
            }
            operations = vec![used];
        }
        Ok(End::COMPLETE)
    }

    /// Reads a property's residents with the first operation that the server
    /// supports.
    async fn property(
        &self,
        property: &str,
        operations: &[Operation],
        joined: Arc<Joined>,
    ) -> Result<Operation, ConnectorError> {
        let mut last = None;
        for operation in operations {
            let outcome = match operation {
                Operation::GetResidentData => self.lease_files(property, &joined).await,
                _ => self.residents(*operation, property, joined.clone()).await,
            };
            match outcome {
                Ok(()) => return Ok(*operation),
                Err(error) if error.kind == ErrorKind::Unsupported => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| {
            ConnectorError::new(ErrorKind::Unsupported, "there is no operation to read with")
        }))
    }

    async fn residents(
        &self,
        operation: Operation,
        property: &str,
        joined: Arc<Joined>,
    ) -> Result<(), ConnectorError> {
        let wanted = Wanted::residents(operation, property, "", self.today);
        let dialect = self.dialect(property);
        let read = move |reader: &mut _, sink: &Sink| {
            let mut batches = Batches::new(sink);
            let mut emit = |record: Result<Resident, Reject>| {
                batches.add(record.map(|mut resident| {
                    joined.homes.complete(&mut resident);
                    joined.promotions.complete(&mut resident);
                    resident
                }))
            };
            let mut tally = Tally::default();
            let mut mits = Reader::new(dialect.clone());
            answer::read(reader, operation.name(), operation.root(), |document, name| {
                if operation.is_by_unit() {
                    if name == "unit" {
                        read_unit(document, &dialect, &mut tally, &mut emit)?;
                    }
                    return Ok(());
                }
                mits.read(document, name, &mut emit).map(drop)
            })?;
            mits.finish()?;
            batches.finish()?;
            tally.add(mits.tally());
            Ok(tally)
        };
        let tally = self.ask(&wanted, read).await?;
        match tally.note() {
            Some(note) => self.note(note).await,
            None => Ok(()),
        }
    }

    /// Reads one lease file per tenant. Lease files have no status: it comes
    /// from a list of residents if the server has one, else from the dates.
    async fn lease_files(
        &self,
        property: &str,
        joined: &Arc<Joined>,
    ) -> Result<(), ConnectorError> {
        let operation = Operation::GetResidentData;
        let given = &self.source.tenant_codes;
        let statuses = match self.statuses(property, joined, given.is_empty()).await? {
            Some(statuses) => statuses,
            None if given.is_empty() => {
                return Err(ConnectorError::new(
                    ErrorKind::ConfigInvalid,
                    "GetResidentData is per tenant, and no operation lists the tenants",
                )
                .hint("list the tenants in `tenant_codes`, or choose another operation"));
            }
            None => {
                let note = "no operation lists statuses: they are derived from the lease dates";
                self.note(note.into()).await?;
                Statuses::default()
            }
        };
        let codes = match given.is_empty() {
            true => {
                let mut codes: Vec<&str> = statuses
                    .iter()
                    .filter(|(_, (_, status))| status.is_in_scope())
                    .map(|(code, _)| code.as_str())
                    .collect();
                codes.sort_unstable();
                codes
            }
            false => given.iter().map(String::as_str).collect(),
        };
        for code in codes {
            let wanted = Wanted::residents(operation, property, code, self.today);
            let status = statuses.get(code.to_ascii_lowercase().as_str()).cloned();
            let household = Household { id: Text::from(code), status };
            let (dialect, joined) = (self.dialect(property), joined.clone());
            let read = move |reader: &mut _, sink: &Sink| {
                let mut batches = Batches::new(sink);
                let mut mits = Reader::new(dialect).of_household(household);
                answer::read(reader, operation.name(), operation.root(), |document, name| {
                    let read = mits.read(document, name, &mut |record| {
                        batches.add(record.map(|mut resident| {
                            joined.promotions.complete(&mut resident);
                            resident
                        }))
                    });
                    read.map(drop)
                })?;
                mits.finish()?;
                batches.finish()
            };
            self.ask(&wanted, read).await?;
        }
        Ok(())
    }

    /// The statuses of a property's tenants, if an operation lists them. With
    /// `deliver`, tenants who are not requested one by one are delivered as
    /// they are listed.
    async fn statuses(
        &self,
        property: &str,
        joined: &Arc<Joined>,
        deliver: bool,
    ) -> Result<Option<Statuses>, ConnectorError> {
        for operation in [Operation::GetResidentsByStatus, Operation::GetResidents] {
            let wanted = Wanted::residents(operation, property, "", self.today);
            let (dialect, joined) = (self.dialect(property), joined.clone());
            let read = move |reader: &mut _, sink: &Sink| {
                let mut statuses = Statuses::new();
                let mut mits = Reader::new(dialect);
                let mut batches = Batches::new(sink);
                answer::read(reader, operation.name(), operation.root(), |document, name| {
                    let read = mits.read(document, name, &mut |record| {
                        if let Ok(resident) = &record
                            && resident.role == Role::Primary
                        {
                            statuses.insert(
                                resident.external_id.to_ascii_lowercase(),
                                (resident.pms_status.clone(), resident.status),
                            );
                        }
                        match record {
                            Ok(resident) if !deliver || resident.status.is_in_scope() => Ok(()),
                            Err(_) if !deliver => Ok(()),
                            record => batches.add(record.map(|mut resident| {
                                joined.promotions.complete(&mut resident);
                                resident
                            })),
                        }
                    });
                    read.map(drop)
                })?;
                batches.finish()?;
                Ok(statuses)
            };
            match self.ask(&wanted, read).await {
                Ok(statuses) => return Ok(Some(statuses)),
                Err(error) if is_not_offered(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Who lives in which unit. If the server lacks the operation, the units
    /// stay unknown; any other failure fails the fetch, because if units came
    /// and went, people would be moved.
    async fn homes(&self, property: &str) -> Result<Homes, ConnectorError> {
        let dialect = self.dialect(property);
        let wanted = Wanted::units(property);
        let operation = wanted.operation;
        let read = move |reader: &mut _, _: &Sink| {
            let mut homes = Homes::default();
            answer::read(reader, operation, "unitinformation", |document, name| match name {
                "unitinfo" => homes.read(document, &dialect),
                _ => Ok(()),
            })?;
            Ok(homes)
        };
        match self.ask(&wanted, read).await {
            Err(error) if is_not_offered(&error) => {
                self.note(format!("{operation} is not offered: units are unknown")).await?;
                Ok(Homes::default())
            }
            Err(error) if !error.kind.is_temporary() => {
                let hint = error.hint.clone().unwrap_or_default();
                Err(error.hint(format!("{hint}; or work without units: `join_units = false`")))
            }
            outcome => outcome,
        }
    }

    /// The roommates who became tenants, if the interface lists them. Without
    /// them a promotion shows as an alert, so any failure is only noted.
    async fn promotions(&self, property: &str) -> Result<Promotions, ConnectorError> {
        if !self.source.service.interface.has_resident_data() {
            return Ok(Promotions::default());
        }
        let wanted = Wanted::promotions(property, self.today);
        let operation = wanted.operation;
        let read = move |reader: &mut _, _: &Sink| {
            let mut promotions = Promotions::default();
            answer::read(reader, operation, "promotedroommates", |document, name| match name {
                "roommatepromotion" => promotions.read(document),
                _ => Ok(()),
            })?;
            Ok(promotions)
        };
        match self.ask(&wanted, read).await {
            Err(error) if error.kind != ErrorKind::Cancelled => {
                let why = if is_not_offered(&error) { "is not offered" } else { "failed" };
                self.note(format!(
                    "{operation} {why}: a roommate who becomes the tenant raises an alert"
                ))
                .await?;
                Ok(Promotions::default())
            }
            outcome => outcome,
        }
    }

    /// Sends a request, and reads its response on its own thread.
    async fn ask<T: Send + 'static>(
        &self,
        wanted: &Wanted,
        read: impl FnOnce(&mut tenantry_http::BodyReader, &Sink) -> Result<T, ConnectorError>
        + Send
        + 'static,
    ) -> Result<T, ConnectorError> {
        let answer = self.session.send(self.source.service.request(wanted)).await?;
        self.feed.parse(answer.body, read).await.map_err(|error| error.of(&wanted.label()))
    }

    fn dialect(&self, property: &str) -> Dialect {
        Dialect {
            today: self.today,
            property_code: property.into(),
            lease_ids: LeaseIds::None,
            pseudo_units: PSEUDO_UNITS,
            statuses: self.source.statuses.clone(),
            on_error: messages::of_message,
        }
    }

    async fn note(&self, note: String) -> Result<(), ConnectorError> {
        Ok(self.feed.send(FeedEvent::Note(note)).await?)
    }
}

/// Whether a server says, in any of several ways, that it lacks the operation.
fn is_not_offered(error: &ConnectorError) -> bool {
    matches!(error.kind, ErrorKind::Unsupported | ErrorKind::ConfigInvalid)
}
