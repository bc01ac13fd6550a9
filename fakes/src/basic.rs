//! HTTP Basic authentication.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Seen;

/// The user name and password in a request.
pub(crate) fn credentials(seen: &Seen) -> Option<(String, String)> {
    let (scheme, encoded) = seen.header("authorization")?.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme == "Basic")?;
    let (user, password) = String::from_utf8(decoded).ok()?.split_once(':').map(owned)?;
    Some((user, password))
}

fn owned((user, password): (&str, &str)) -> (String, String) {
    (user.into(), password.into())
}
