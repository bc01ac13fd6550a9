//! The fakes behave on the wire as documented.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod faults;
mod faults_on_the_wire;
mod fixtures;
mod mri;
mod realpage;
mod resman;
mod rest;
mod yardi;
