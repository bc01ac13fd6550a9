use askama::Template;

use super::shell::Shell;

/// An error page: what is wrong, what to do, and a way back.
#[derive(Debug)]
pub(crate) struct ErrorPage(Kind);

#[derive(Debug)]
enum Kind {
    Inside(Box<Inside>),
    Outside(Outside),
}

#[derive(Debug, Template)]
#[template(path = "error.html", whitespace = "minimize")]
struct Inside {
    shell: Shell,
    words: Words,
}

#[derive(Debug, Template)]
#[template(path = "error_outside.html", whitespace = "minimize")]
struct Outside {
    words: Words,
}

#[derive(Debug)]
struct Words {
    status: u16,
    title: &'static str,
    advice: &'static str,
    /// The details from the failure.
    detail: Option<String>,
    back: String,
    back_text: &'static str,
}

impl ErrorPage {
    /// The page for an HTTP status. `shell` is set for signed-in operators,
    /// `detail` says more than the status, `back` is the previous page.
    pub(crate) fn new(
        shell: Option<Shell>,
        status: u16,
        detail: Option<String>,
        back: Option<String>,
    ) -> Self {
        let (title, advice) = words(status);
        let (back, back_text) = match (back, &shell) {
            (Some(back), _) => (back, "Go back"),
            (None, Some(shell)) if shell.property.is_some() => {
                (shell.url("people"), "Go to People")
            }
            _ => ("/".into(), "Go to the start"),
        };
        let words = Words { status, title, advice, detail, back, back_text };
        Self(match shell {
            Some(shell) => Kind::Inside(Box::new(Inside { shell, words })),
            None => Kind::Outside(Outside { words }),
        })
    }

    /// Renders the page as HTML.
    pub(crate) fn render(&self) -> askama::Result<String> {
        match &self.0 {
            Kind::Inside(page) => page.render(),
            Kind::Outside(page) => page.render(),
        }
    }
}

fn words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 | 422 => (
            "The request is not valid",
            "Nothing was changed. Go back, check what you entered, and try again.",
        ),
        401 => ("Please sign in", "Your session has ended. Sign in, then try again."),
        403 => (
            "You are not allowed to do this",
            "Nothing was changed. Your role does not allow it, or the page was open for too long. Go back and reload the page. If that does not help, ask an administrator.",
        ),
        404 => (
            "This page does not exist",
            "It may have been removed, or it belongs to a property that you may not see.",
        ),
        405 => ("This page cannot be opened directly", "Go back and use the button on the page."),
        408 => (
            "The request took too long",
            "Nothing was changed. Try again, over a faster connection if you can.",
        ),
        409 => (
            "Something has changed in the meantime",
            "Your request changed nothing. Go back and look again: somebody else may have resolved it.",
        ),
        413 => (
            "The request is too large",
            "Nothing was changed. Shorten what you entered and try again.",
        ),
        429 => ("Too many attempts", "Wait a minute, then try again."),
        503 => ("Busy right now", "Nothing was changed. Wait a few seconds, then try again."),
        _ => (
            "Something went wrong",
            "Nothing was changed. Try again in a minute. If it keeps happening, tell your administrator what time it happened.",
        ),
    }
}
