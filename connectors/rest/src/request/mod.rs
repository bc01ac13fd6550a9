//! What is asked of the PMS, and what an answer says beside its records.

mod auth;
mod body;
mod endpoint;
mod exchange;
mod faults;
mod pager;
mod template;

pub(crate) use auth::{Auth, Granted, Keys, Token};
pub(crate) use body::BodyTemplate;
pub(crate) use endpoint::{Endpoint, QueryValue, Total};
pub(crate) use exchange::{Exchange, Page, Reading, Taker};
pub(crate) use faults::Faults;
pub(crate) use pager::{Next, Paging, Size, Turn};
pub(crate) use template::{Template, Values};
