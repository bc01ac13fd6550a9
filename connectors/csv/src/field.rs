use schemars::JsonSchema;
use serde::Deserialize;

/// What a column can hold: the fields of a resident by their canonical names,
/// and `name`, a first and a last name in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The PMS's code of the property.
    PropertyCode,
    /// The PMS's id of the person.
    ExternalId,
    /// Tells apart the leases of one person.
    LeaseId,
    /// What the people of one lease are grouped by.
    HouseholdId,
    /// The person's part in the lease.
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
    /// The PMS's own word for the status.
    PmsStatus,
    /// The status.
    Status,
    /// First day of the lease.
    LeaseStart,
    /// Last day of the lease.
    LeaseEnd,
    /// Day of the move in.
    MoveIn,
    /// Day of the move out.
    MoveOut,
    /// The id that the PMS formerly gave this person.
    PreviousExternalId,
    /// First and last name in one cell.
    Name,
    /// Nothing: the column is not read.
    Ignore,
}

impl Field {
    /// How many fields there are.
    pub(crate) const COUNT: usize = Field::Ignore as usize + 1;

    /// The canonical name.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::PropertyCode => "property_code",
            Field::ExternalId => "external_id",
            Field::LeaseId => "lease_id",
            Field::HouseholdId => "household_id",
            Field::Role => "role",
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::Email => "email",
            Field::Phone => "phone",
            Field::Building => "building",
            Field::Unit => "unit",
            Field::PmsStatus => "pms_status",
            Field::Status => "status",
            Field::LeaseStart => "lease_start",
            Field::LeaseEnd => "lease_end",
            Field::MoveIn => "move_in",
            Field::MoveOut => "move_out",
            Field::PreviousExternalId => "previous_external_id",
            Field::Name => "name",
            Field::Ignore => "ignore",
        }
    }
}
