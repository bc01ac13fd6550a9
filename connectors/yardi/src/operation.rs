use jiff::ToSpan;
use schemars::JsonSchema;
use serde::Deserialize;
use tenantry_core::Date;

/// An operation that returns residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Operation {
    /// Everybody, with units and the whole ledger, which is skipped.
    #[serde(rename = "GetResidentTransactions_Login")]
    GetResidentTransactionsLogin,
    /// Tenants and other occupants by status; units by `GetUnitInformation`.
    GetResidentsByStatus,
    /// Tenants and other occupants; units by `GetUnitInformation`.
    GetResidents,
    /// Units with their tenants; no roommates.
    GetRentroll,
    /// One household per request; see `tenant_codes`.
    GetResidentData,
    /// Units with their residents and roommates.
    GetUnitConfiguration,
}

impl Operation {
    /// The name in requests.
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

    /// The element that a response must contain.
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

    /// Whether the response is a list of units with their tenants.
    pub(crate) fn is_by_unit(self) -> bool {
        matches!(self, Operation::GetRentroll | Operation::GetUnitConfiguration)
    }

    /// Whether the response has no units.
    pub(crate) fn lacks_units(self) -> bool {
        matches!(self, Operation::GetResidentsByStatus | Operation::GetResidents)
    }
}

/// How far back move-outs are requested, in days: long enough that a move-out
/// shows as one, and not as a missing person.
const MOVED_OUT_DAYS: i32 = 180;

/// How far back roommate promotions are requested, in days.
const PROMOTED_DAYS: i32 = 400;

/// A call of the service: its name and its parameters besides the login, in the
/// contract's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) operation: &'static str,
    pub(crate) place: Place,
    pub(crate) property: Option<String>,
    pub(crate) more: Vec<(&'static str, String)>,
}

/// The position of the property among the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Between the login and the interface's entity and license.
    BeforeEntity,
    /// After them.
    AfterEntity,
    /// After them, as `PropertyId`.
    AsPropertyId,
}

impl Wanted {
    /// The name of the call in errors, logs and recordings.
    pub(crate) fn label(&self) -> String {
        match &self.property {
            Some(property) => format!("{} {property}", self.operation),
            None => self.operation.to_owned(),
        }
    }

    /// The residents of a property, or of one of its tenants' households.
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

    /// The properties that the interface entity has access to.
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
