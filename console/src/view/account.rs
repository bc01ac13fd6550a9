use askama::Template;
use jiff::Timestamp;

use super::{clock::When, shell::Shell, words};

/// A token of the HTTP API.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Its number.
    pub(crate) id: i64,
    /// What its owner calls it.
    pub(crate) label: String,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last used.
    pub(crate) last_used_at: Option<Timestamp>,
}

/// The operator's own account. Every form posts to `/account` with a field
/// `do`: `create-token` (`label`), `revoke-token` (`id`) or
/// `sign-out-everywhere`.
#[derive(Debug, Template)]
#[template(path = "account.html", whitespace = "minimize")]
pub(crate) struct AccountPage {
    shell: Shell,
    tokens: Vec<TokenLine>,
    fresh: Option<String>,
    sessions: String,
}

#[derive(Debug)]
struct TokenLine {
    id: i64,
    label: String,
    created: When,
    used: Option<When>,
}

impl AccountPage {
    /// `fresh` is a token that was just made: it is shown this once.
    pub(crate) fn new(
        shell: Shell,
        tokens: &[Token],
        fresh: Option<String>,
        sessions: u64,
    ) -> Self {
        let tokens = tokens
            .iter()
            .map(|token| TokenLine {
                id: token.id,
                label: token.label.clone(),
                created: shell.clock.when(token.created_at),
                used: token.last_used_at.map(|at| shell.clock.when(at)),
            })
            .collect();
        let sessions = words::counted(sessions, "browser", "browsers");
        Self { shell, tokens, fresh, sessions }
    }
}
