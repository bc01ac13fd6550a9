//! Calls of SOAP services and what they answer.

mod answer;
mod call;

pub use answer::{Fault, fault, read_result};
pub use call::{Call, Parameter, Version};
