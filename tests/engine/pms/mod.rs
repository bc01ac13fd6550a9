//! Connectors that ask a server, against fakes of it, through the command line.

mod csv_layouts;
mod example;
mod exports;
mod faults;
mod fixtures;
mod samples;
mod settings;
mod sync;
mod tape;
