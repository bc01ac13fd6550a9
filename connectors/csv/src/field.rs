use schemars::JsonSchema;
use serde::Deserialize;
use strum::IntoStaticStr;

/// What a column can hold: one of a resident's fields, by its canonical name,
/// or `name`, a first and last name in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// The PMS's property code.
    PropertyCode,
    /// The property's name.
    PropertyName,
    /// The PMS's ID for the person.
    ExternalId,
    /// The ID that tells one person's leases apart.
    LeaseId,
    /// The ID shared by the people on one lease.
    HouseholdId,
    /// The person's role in the lease.
    Role,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// Email address.
    Email,
    /// Phone number.
    Phone,
    /// Building.
    Building,
    /// Unit.
    Unit,
    /// The status in the PMS's own words.
    PmsStatus,
    /// The status.
    Status,
    /// First day of the lease.
    LeaseStart,
    /// Last day of the lease.
    LeaseEnd,
    /// Move-in date.
    MoveIn,
    /// Move-out date.
    MoveOut,
    /// The ID the PMS used for this person before.
    PreviousExternalId,
    /// First and last name in one cell.
    Name,
    /// Not read.
    Ignore,
}

impl Field {
    /// The number of fields.
    pub(crate) const COUNT: usize = Field::Ignore as usize + 1;

    /// The canonical name, as in settings.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
