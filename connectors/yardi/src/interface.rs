use schemars::JsonSchema;
use serde::Deserialize;

use crate::operation::Operation;

/// A web service of Voyager. Each one is licensed separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Interface {
    /// Billing and Payments, `ItfResidentTransactions20`.
    ResidentTransactions,
    /// Resident Data, `ItfResidentData`.
    ResidentData,
    /// Common Data, `ItfCommonData`: the newer name of Resident Data.
    CommonData,
    /// Renters Insurance, `ItfRentersInsurance`.
    RentersInsurance,
}

impl Interface {
    pub(crate) const ALL: [Interface; 4] = [
        Interface::ResidentTransactions,
        Interface::ResidentData,
        Interface::CommonData,
        Interface::RentersInsurance,
    ];

    /// The name in the settings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Interface::ResidentTransactions => "resident-transactions",
            Interface::ResidentData => "resident-data",
            Interface::CommonData => "common-data",
            Interface::RentersInsurance => "renters-insurance",
        }
    }

    /// The service's file within the base address.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Interface::ResidentTransactions => "ItfResidentTransactions20.asmx",
            Interface::ResidentData => "ItfResidentData.asmx",
            Interface::CommonData => "ItfCommonData.asmx",
            Interface::RentersInsurance => "ItfRentersInsurance.asmx",
        }
    }

    /// The namespace of operations and parameters.
    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Interface::ResidentTransactions => {
                "http://tempuri.org/YSI.Interfaces.WebServices/ItfResidentTransactions20"
            }
            Interface::ResidentData => {
                "http://tempuri.org/YSI.Interfaces.WebServices/ItfResidentData"
            }
            Interface::CommonData => "http://tempuri.org/YSI.Interfaces.WebServices/ItfCommonData",
            // The file has no version in its name, the namespace has.
            Interface::RentersInsurance => {
                "http://tempuri.org/YSI.Interfaces.WebServices/ItfRentersInsurance30"
            }
        }
    }

    /// The interface whose service is named by an address.
    pub(crate) fn of_file(file: &str) -> Option<Self> {
        let file = file.to_ascii_lowercase();
        let has = |name: &str| file.starts_with(name);
        match () {
            () if has("itfresidenttransactions") => Some(Interface::ResidentTransactions),
            () if has("itfresidentdata") => Some(Interface::ResidentData),
            () if has("itfcommondata") => Some(Interface::CommonData),
            () if has("itfrentersinsurance") => Some(Interface::RentersInsurance),
            () => None,
        }
    }

    /// The operations that return residents, the best first. Which of them a
    /// server has depends on its version.
    pub(crate) fn operations(self) -> &'static [Operation] {
        match self {
            Interface::ResidentTransactions => &[Operation::GetResidentTransactionsLogin],
            Interface::ResidentData | Interface::CommonData => &[
                Operation::GetResidentsByStatus,
                Operation::GetResidents,
                Operation::GetRentroll,
                Operation::GetResidentData,
            ],
            Interface::RentersInsurance => &[Operation::GetUnitConfiguration],
        }
    }

    /// Whether roommate promotions and units can be requested separately.
    pub(crate) fn has_resident_data(self) -> bool {
        matches!(self, Interface::ResidentData | Interface::CommonData)
    }
}
