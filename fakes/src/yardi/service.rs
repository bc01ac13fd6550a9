//! The services and the parameters of their operations.

/// A service of Yardi Voyager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// Billing & Payments.
    ResidentTransactions20,
    /// The older name of Common Data.
    ResidentData,
    /// Common Data.
    CommonData,
    /// Renters insurance.
    RentersInsurance,
}

impl Service {
    /// All services.
    pub const ALL: [Self; 4] = [
        Self::ResidentTransactions20,
        Self::ResidentData,
        Self::CommonData,
        Self::RentersInsurance,
    ];

    /// The name of the service's file, without `.asmx`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ResidentTransactions20 => "ItfResidentTransactions20",
            Self::ResidentData => "ItfResidentData",
            Self::CommonData => "ItfCommonData",
            Self::RentersInsurance => "ItfRentersInsurance",
        }
    }

    /// The namespace of its operations and their parameters.
    pub fn namespace(self) -> String {
        let name = match self {
            Self::RentersInsurance => "ItfRentersInsurance30",
            other => other.name(),
        };
        format!("http://tempuri.org/YSI.Interfaces.WebServices/{name}")
    }

    /// The service at a path, in any letter case as in IIS.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let file = path.rsplit('/').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|service| file.eq_ignore_ascii_case(&format!("{}.asmx", service.name())))
    }

    /// Whether it also supports SOAP 1.2.
    pub(crate) fn binds_soap12(self) -> bool {
        matches!(self, Self::ResidentData | Self::CommonData)
    }

    /// The parameters of an operation in the contract's order; `None` if the
    /// service lacks the operation.
    pub(crate) fn parameters(self, operation: &str) -> Option<Vec<&'static str>> {
        let tables: &[&[(&str, &str)]] = match self {
            Self::ResidentTransactions20 => &[OPEN, COMMON, RESIDENT_TRANSACTIONS],
            Self::ResidentData | Self::CommonData => &[OPEN, COMMON, RESIDENT_DATA],
            Self::RentersInsurance => &[OPEN, COMMON, RENTERS_INSURANCE],
        };
        let (_, order) = tables.iter().copied().flatten().find(|(name, _)| *name == operation)?;
        Some(order.split_whitespace().flat_map(expand).collect())
    }
}

/// `L` means the login and `E` the interface.
fn expand(word: &'static str) -> Vec<&'static str> {
    match word {
        "L" => vec!["UserName", "Password", "ServerName", "Database", "Platform"],
        "E" => vec!["InterfaceEntity", "InterfaceLicense"],
        other => vec![other],
    }
}

const OPEN: &[(&str, &str)] = &[("Ping", ""), ("GetVersionNumber", "")];

const COMMON: &[(&str, &str)] = &[("GetPropertyConfigurations", "L E")];

const RESIDENT_TRANSACTIONS: &[(&str, &str)] = &[
    ("GetVersionNumber_Str", ""),
    ("GetResidentTransactions_Login", "L YardiPropertyId E"),
    ("GetResidentTransaction_Login", "L YardiPropertyId TenantId E"),
    ("GetResidentTransactions_ByChargeDate_Login", "L YardiPropertyId E FromDate ToDate"),
    ("GetResidentTransactions_ByApplicationDate_Login", "L YardiPropertyId E FromDate ToDate"),
    ("GetUnitInformation_Login", "L YardiPropertyId E"),
];

const RESIDENT_DATA: &[(&str, &str)] = &[
    ("GetRentroll", "L E YardiPropertyId UnitId MoveIn MoveOut LeaseChgFrom LeaseChgTo"),
    ("GetResidents", "L E YardiPropertyId MoveOut1"),
    ("GetResidentsByStatus", "L E YardiPropertyId Status DateFrom DateTo"),
    ("GetResidentsByDate", "L E YardiPropertyId Status ModifiedSinceDate"),
    (
        "GetResidentData",
        "L E YardiPropertyId TenantCode IncludeLedger LedgerAsOfDate IncludeLeaseCharges \
         IncludeVehicleInfo IncludeRoommateData IncludeEmployerData",
    ),
    ("GetUnitInformation", "L E YardiPropertyId"),
    ("GetCurrentUnitInformation", "L E YardiPropertyId"),
    ("GetRoommatePromotions", "L E YardiPropertyId MoveOutFrom MoveOutTo"),
    ("GetUnitTransferData", "L E YardiPropertyId FromDate ToDate"),
    ("GetUnitTransferData_DateRange", "L E YardiPropertyId FromDate ToDate"),
    ("GetPermissions", "L E"),
    ("GetRateLimits", "L E"),
    ("GetServerTime", "L E"),
    ("GetUserPropertyAccess", "L E"),
];

const RENTERS_INSURANCE: &[(&str, &str)] = &[("GetUnitConfiguration", "L E PropertyId")];

/// What the server accepts as a boolean.
pub(crate) const BOOLEANS: [&str; 5] = [
    "IncludeLedger",
    "IncludeLeaseCharges",
    "IncludeVehicleInfo",
    "IncludeRoommateData",
    "IncludeEmployerData",
];
