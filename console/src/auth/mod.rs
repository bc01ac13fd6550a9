//! Authentication and authorization: the only place where either is decided.

mod password;
mod rights;
mod secret;
mod setup;
mod signed_in;
mod throttle;

pub(crate) use password::verify;
pub use password::{WeakPassword, hash_password};
pub(crate) use rights::{Right, may, may_administer, may_everywhere, within};
pub use secret::new_token;
pub(crate) use secret::{Secret, same};
pub(crate) use setup::Setup;
pub(crate) use signed_in::{Guest, SignedIn, session_cookie, sign_in_cookie, sign_out_cookie};
pub(crate) use throttle::Throttle;
