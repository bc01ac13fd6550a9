use askama::Template;

/// The sign-in page.
#[derive(Debug, Template)]
#[template(path = "sign_in.html", whitespace = "minimize")]
pub(crate) struct SignInPage {
    csrf: String,
    name: String,
    next: Option<String>,
    error: Option<String>,
    is_read_only: bool,
}

impl SignInPage {
    /// `name` is what was entered before; `next` is where to go afterwards;
    /// `error` says what was wrong; if the directory `is_read_only`, the page says so.
    pub(crate) fn new(
        csrf: impl Into<String>,
        name: impl Into<String>,
        next: Option<String>,
        error: Option<String>,
        is_read_only: bool,
    ) -> Self {
        Self { csrf: csrf.into(), name: name.into(), next, error, is_read_only }
    }
}
