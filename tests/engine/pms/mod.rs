//! Connectors against fake PMS servers, through the command line.

mod csv_layouts;
mod example;
mod exports;
mod faults;
mod field;
mod fixtures;
mod guide;
mod properties_of_a_feed;
mod rest_credentials;
mod rest_faults;
mod rest_fixtures;
mod rest_paging;
mod rest_profiles;
mod rest_sync;
mod samples;
pub(crate) mod settings;
mod sync;
mod tape;
