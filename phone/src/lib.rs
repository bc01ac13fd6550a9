//! The key of a phone number.
