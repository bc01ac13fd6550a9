//! Turns the records of a response into residents.

mod functions;
mod mapper;
mod roles;
mod rules;
mod steps;
mod table;
mod value;

pub(crate) use functions::Function;
pub(crate) use mapper::{Mapper, Tally};
pub(crate) use roles::RoleRules;
pub(crate) use rules::{Change, Day, Skip, StatusRules, Test, When};
pub(crate) use steps::{Binding, Find};
pub(crate) use table::{Table, Tables};
use tenantry_core::connector::DateOrder;
pub(crate) use value::{NamePart, Origin, Source, Sources};

/// How a profile turns records into residents.
#[derive(Debug, Clone)]
pub(crate) struct RosterRules {
    /// What is looked up for a record before people are read from it, in order.
    pub(crate) bindings: Vec<Binding>,
    pub(crate) skip: Vec<Skip>,
    /// Whether only the first primary of a household counts as one.
    pub(crate) one_primary: bool,
    pub(crate) dates: DateOrder,
    pub(crate) status: StatusRules,
    pub(crate) role: Option<RoleRules>,
    pub(crate) fields: Fields,
}

/// The sources of a resident's fields; fields without a source stay empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    pub(crate) property_code: Sources,
    pub(crate) external_id: Sources,
    pub(crate) lease_id: Sources,
    pub(crate) household_id: Sources,
    pub(crate) first_name: Sources,
    pub(crate) last_name: Sources,
    pub(crate) email: Sources,
    pub(crate) phone: Sources,
    pub(crate) building: Sources,
    pub(crate) unit: Sources,
    pub(crate) lease_start: Sources,
    pub(crate) lease_end: Sources,
    pub(crate) move_in: Sources,
    pub(crate) move_out: Sources,
    pub(crate) previous_external_id: Sources,
}
