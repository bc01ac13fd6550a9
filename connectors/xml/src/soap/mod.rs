//! Calls of SOAP services, and their responses.

mod answer;
mod call;

pub use answer::{Fault, fault, read_result};
pub use call::{Call, Parameter, Version};
