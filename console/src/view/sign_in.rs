use askama::Template;

/// The sign-in page.
#[derive(Debug, Template)]
#[template(path = "sign_in.html", whitespace = "minimize")]
pub(crate) struct SignInPage {
    csrf: String,
    name: String,
    next: Option<String>,
    error: Option<String>,
}

impl SignInPage {
    /// `name` is what was entered before; `next` is where to go afterwards;
    /// `error` says what was wrong.
    pub(crate) fn new(
        csrf: impl Into<String>,
        name: impl Into<String>,
        next: Option<String>,
        error: Option<String>,
    ) -> Self {
        Self { csrf: csrf.into(), name: name.into(), next, error }
    }
}
