//! MITS, the XML vocabulary in which property-management systems exchange
//! residents: ResidentTransactions 2.0, ResidentData 4.0 and LeaseApplication
//! 3.0 and 4.0, from any vendor and in any namespace.
//!
//! [`Reader`] reads the elements of a document that contain residents, for
//! connectors whose PMS sends MITS within its own protocol. [`MitsSettings`] is
//! the connector for a standalone document.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should panic"))]

mod connector;
mod dialect;
mod household;
mod lease_application;
mod lease_file;
mod person;
mod reader;
mod resident_list;
mod settings;
mod tally;
mod tenancy;
mod transactions;
mod words;

pub use dialect::{Dialect, LeaseIds};
pub use lease_file::Household;
pub use person::Person;
pub use reader::{Emit, Reader};
pub use settings::MitsSettings;
pub use tally::Tally;
pub use tenancy::{Tenancy, Tenant, tenancy};
pub use words::is_pseudo_status;
