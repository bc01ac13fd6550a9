use askama::Template;

use super::url;

/// The page on which the first operator chooses a name and a password.
#[derive(Debug, Template)]
#[template(path = "setup.html", whitespace = "minimize")]
pub(crate) struct SetupPage {
    action: String,
    csrf: String,
    name: String,
    shortest: usize,
    error: Option<String>,
}

impl SetupPage {
    /// `token` is the token of the one-time link; `shortest` is the minimum
    /// length of a password.
    pub(crate) fn new(
        token: &str,
        csrf: impl Into<String>,
        name: impl Into<String>,
        shortest: usize,
        error: Option<String>,
    ) -> Self {
        let action = format!("/setup/{}", url::segment(token));
        Self { action, csrf: csrf.into(), name: name.into(), shortest, error }
    }
}
