use askama::Template;
use jiff::Timestamp;

use super::{clock::When, shell::Shell, words};

/// A token of the HTTP API.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) id: i64,
    /// What the token is for, in the owner's words.
    pub(crate) label: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// The page of the operator's own account. Every form posts to `/account` with a
/// field `do`: `create-token` (`label`), `revoke-token` (`id`) or
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
    /// `fresh` is a token that was just created; it is shown only once.
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
