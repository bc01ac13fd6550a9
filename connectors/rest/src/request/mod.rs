//! Requests to the PMS, and the parts of a response other than its records.

mod auth;
mod body;
mod endpoint;
mod exchange;
mod faults;
mod pager;
mod paging;
mod proof;
mod template;

pub(crate) use auth::{Auth, Granted, Keys, SendClient, Token};
pub(crate) use body::BodyTemplate;
pub(crate) use endpoint::{Endpoint, QueryValue, Total};
pub(crate) use exchange::{Exchange, Page, Reading, Taker};
pub(crate) use faults::{ErrorText, Faults, Kind};
pub(crate) use pager::Turn;
pub(crate) use paging::{Declared, Next, Paging, Send, Size, Until};
pub(crate) use template::{Template, Values};
