//! Error messages for mistakes in a configuration, and that no input makes the
//! loader panic.

mod messages;
mod robust;
