//! The shapes of answers that are Yardi's own. Those of MITS are read by
//! `tenantry_mits`.

mod promotions;
mod unit_information;
mod units;

pub(crate) use promotions::Promotions;
pub(crate) use unit_information::Homes;
pub(crate) use units::read_unit;
