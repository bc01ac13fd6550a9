//! Everybody who can call the console, at Maple Court and at Oak Court.

use super::{
    Console,
    api_client::Caller,
    server::{operator, operators},
};
use crate::harness::{Site, database};

/// How many callers there are.
pub(crate) const CALLERS: usize = 12;

/// Who calls, in the order of [`callers`].
pub(crate) const WHO: [&str; CALLERS] = [
    "nobody",
    "a viewer",
    "a manager",
    "an admin",
    "a manager of Oak Court",
    "a viewer's token",
    "a manager's session without the CSRF token",
    "a manager's token",
    "an admin's read-only token",
    "an admin's expired token",
    "a manager of both properties",
    "an admin of Maple Court",
];

/// Creates the operators; of Maple Court unless it says otherwise.
pub(crate) fn hire(site: &Site) {
    let folder = site.folder();
    operator(folder, "vera", "viewer", &["maple-court"]);
    operator(folder, "mona", "manager", &["maple-court"]);
    operator(folder, "boss", "admin", &[]);
    operator(folder, "olga", "manager", &["oak-court"]);
    operator(folder, "duo", "manager", &["maple-court", "oak-court"]);
    operator(folder, "adam", "admin", &["maple-court"]);
}

fn token(site: &Site, name: &str, label: &str, more: &[&str]) -> String {
    let args = [&["token", name, "--label", label], more].concat();
    operators(&site.toml(), &args, "").exits(0).stdout.trim().to_owned()
}

/// One caller of each kind.
pub(crate) async fn callers(console: &Console, site: &Site) -> [Caller; CALLERS] {
    let with =
        |name, label, more: &[&str]| Caller::with_token(console, &token(site, name, label, more));
    let expired = with("boss", "expired", &[]);
    let past = "UPDATE api_tokens SET expires_at = '2026-01-01T00:00:00Z' WHERE label = 'expired'";
    database::execute(&site.url, past);
    [
        Caller::nobody(console),
        Caller::browser(console, "vera").await,
        Caller::browser(console, "mona").await,
        Caller::browser(console, "boss").await,
        Caller::browser(console, "olga").await,
        with("vera", "tests", &[]),
        Caller::browser_without_proof(console, "mona").await,
        with("mona", "tests", &[]),
        with("boss", "report", &["--read-only"]),
        expired,
        Caller::browser(console, "duo").await,
        Caller::browser(console, "adam").await,
    ]
}
