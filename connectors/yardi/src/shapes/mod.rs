//! The shapes of Yardi's own responses. Those of MITS are read by
//! `tenantry_mits`.

mod promotions;
mod unit_information;
mod units;

pub(crate) use promotions::Promotions;
pub(crate) use unit_information::Homes;
pub(crate) use units::read_unit;
