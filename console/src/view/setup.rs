use askama::Template;

use super::url;

/// Where the first operator chooses a name and a password.
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
    /// `token` is that of the one-time link; `shortest` is how many characters
    /// a password must have.
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
