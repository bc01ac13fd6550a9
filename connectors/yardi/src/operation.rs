use jiff::ToSpan;
use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::Date;

/// An operation that gives residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Operation {
    /// Everybody, with units and the whole ledger, which is passed over.
    #[serde(rename = "GetResidentTransactions_Login")]
    GetResidentTransactionsLogin,
    /// Tenants and other occupants by status; units by `GetUnitInformation`.
    GetResidentsByStatus,
    /// Tenants and other occupants; units by `GetUnitInformation`.
    GetResidents,
    /// Units with their tenants; no roommates.
    GetRentroll,
    /// One household a request; see `tenant_codes`.
    GetResidentData,
    /// Units with their residents and roommates.
    GetUnitConfiguration,
}

impl Operation {
    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::GetResidentTransactionsLogin => "GetResidentTransactions_Login",
            Operation::GetResidentsByStatus => "GetResidentsByStatus",
            Operation::GetResidents => "GetResidents",
            Operation::GetRentroll => "GetRentroll",
            Operation::GetResidentData => "GetResidentData",
            Operation::GetUnitConfiguration => "GetUnitConfiguration",
        }
    }

    /// The element that an answer must hold.
    pub(crate) fn root(self) -> &'static str {
        match self {
            Operation::GetResidentTransactionsLogin => "residenttransactions",
            Operation::GetResidentsByStatus
            | Operation::GetResidents
            | Operation::GetResidentData => "mits-residentdata",
            Operation::GetRentroll => "properties",
            Operation::GetUnitConfiguration => "units",
        }
    }

    /// Whether the answer is a list of units with their tenants.
    pub(crate) fn is_by_unit(self) -> bool {
        matches!(self, Operation::GetRentroll | Operation::GetUnitConfiguration)
    }

    /// Whether the answer has no units.
    pub(crate) fn lacks_units(self) -> bool {
        matches!(self, Operation::GetResidentsByStatus | Operation::GetResidents)
    }
}

/// How long ago somebody may have moved out to be told of: long enough that a
/// move-out shows as one, and not as somebody who is missing.
const MOVED_OUT_DAYS: i32 = 180;

/// How long ago a roommate may have become the tenant to be told of.
const PROMOTED_DAYS: i32 = 400;

/// A call of the service: its name and what it wants besides the login, in the
/// order of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) operation: &'static str,
    pub(crate) place: Place,
    pub(crate) property: Option<String>,
    pub(crate) more: Vec<(&'static str, String)>,
}

/// Where the property stands among the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Between the login and the interface's entity and licence.
    BeforeEntity,
    /// After them.
    AfterEntity,
    /// After them, as `PropertyId`.
    AsPropertyId,
}

impl Wanted {
    /// What the call is named by in errors, logs and recordings.
    pub(crate) fn label(&self) -> String {
        match &self.property {
            Some(property) => format!("{} {property}", self.operation),
            None => self.operation.to_owned(),
        }
    }

    /// The residents of a property, or of one tenant of it.
    pub(crate) fn residents(
        operation: Operation,
        property: &str,
        tenant: &str,
        today: Date,
    ) -> Self {
        let more = match operation {
            Operation::GetResidentTransactionsLogin | Operation::GetUnitConfiguration => vec![],
            Operation::GetResidentsByStatus => vec![
                ("Status", "Current^Notice^Future^Eviction^Past^Canceled^Denied".to_owned()),
                ("DateFrom", "01/01/1900".to_owned()),
            ],
            Operation::GetResidents => {
                vec![("MoveOut1", before(today, MOVED_OUT_DAYS).strftime("%m/%d/%Y").to_string())]
            }
            Operation::GetRentroll => ["UnitId", "MoveIn", "MoveOut", "LeaseChgFrom", "LeaseChgTo"]
                .map(|name| (name, String::new()))
                .into(),
            Operation::GetResidentData => vec![
                ("TenantCode", tenant.to_owned()),
                ("IncludeLedger", "false".to_owned()),
                ("LedgerAsOfDate", format!("{today}T00:00:00")),
                ("IncludeLeaseCharges", "false".to_owned()),
                ("IncludeVehicleInfo", "false".to_owned()),
                ("IncludeRoommateData", "true".to_owned()),
                ("IncludeEmployerData", "false".to_owned()),
            ],
        };
        let place = match operation {
            Operation::GetResidentTransactionsLogin => Place::BeforeEntity,
            Operation::GetUnitConfiguration => Place::AsPropertyId,
            _ => Place::AfterEntity,
        };
        Self { operation: operation.name(), place, property: Some(property.into()), more }
    }

    /// The units of a property and who lives in them.
    pub(crate) fn units(property: &str) -> Self {
        Self {
            operation: "GetUnitInformation",
            place: Place::AfterEntity,
            property: Some(property.into()),
            more: vec![],
        }
    }

    /// The roommates who became tenants.
    pub(crate) fn promotions(property: &str, today: Date) -> Self {
        Self {
            operation: "GetRoommatePromotions",
            place: Place::AfterEntity,
            property: Some(property.into()),
            more: vec![
                ("MoveOutFrom", before(today, PROMOTED_DAYS).to_string()),
                ("MoveOutTo", today.to_string()),
            ],
        }
    }

    /// What the interface lets its entity see.
    pub(crate) fn properties() -> Self {
        Self {
            operation: "GetPropertyConfigurations",
            place: Place::AfterEntity,
            property: None,
            more: vec![],
        }
    }
}

fn before(day: Date, days: i32) -> Date {
    day.checked_sub(days.days()).unwrap_or(day)
}
