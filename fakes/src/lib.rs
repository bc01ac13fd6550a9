//! Fake property-management systems for the tests of Tenantry's connectors.
//!
//! A [`Fake`] is an HTTP server on this machine that checks each request as the
//! real system would and returns what the test configured. A [`Fault`] makes it
//! misbehave. [`fixtures`] are documents with the residents expected from each.

mod answer;
mod basic;
mod bomb;
mod fault;
pub mod fixtures;
mod mri;
mod realpage;
mod resman;
mod rest;
mod seen;
mod served;
mod server;
mod soap;
mod wire;
mod xml;
mod yardi;

pub use answer::Answer;
pub use fault::{Fault, RetryAfter};
pub use mri::{Mri, MriLogin};
pub use realpage::{RealPage, RealPageCall};
pub use resman::{ResMan, ResManLogin};
pub use rest::{Rest, Slip};
pub use seen::Seen;
pub use served::Served;
pub use server::{Fake, Pms};
pub use soap::SoapVersion;
pub use yardi::{Call, License, Login, Reply, Service, Yardi};
