use askama::Template;
use jiff::Timestamp;

use super::{clock::When, shell::Shell, words};

/// A token of the HTTP API.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) id: i64,
    /// What the token is for, in the owner's words.
    pub(crate) label: String,
    pub(crate) is_read_only: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) expires_at: Timestamp,
}

/// The page of the operator's own account. Every form posts to `/account` with a
/// field `do`: `create-token` (`label`, `days`, `read_only`), `revoke-token` (`id`),
/// `revoke-token-of` (`owner`, `id`) or `sign-out-everywhere`.
#[derive(Debug, Template)]
#[template(path = "account.html", whitespace = "minimize")]
pub(crate) struct AccountPage {
    shell: Shell,
    tokens: Vec<TokenLine>,
    others: Option<Vec<(String, TokenLine)>>,
    fresh: Option<String>,
    sessions: String,
}

#[derive(Debug)]
struct TokenLine {
    id: i64,
    label: String,
    is_read_only: bool,
    created: When,
    used: Option<When>,
    expires: String,
}

impl AccountPage {
    /// `others` are the tokens of the other operators, each with its owner's name, for an admin;
    /// `fresh` is a token that was just created; it is shown only once.
    pub(crate) fn new(
        shell: Shell,
        tokens: &[Token],
        others: Option<&[(String, Token)]>,
        fresh: Option<String>,
        sessions: u64,
    ) -> Self {
        let tokens = tokens.iter().map(|token| TokenLine::new(&shell, token)).collect();
        let others = others.map(|others| {
            let line =
                |(owner, token): &(String, Token)| (owner.clone(), TokenLine::new(&shell, token));
            others.iter().map(line).collect()
        });
        let sessions = words::counted(sessions, "browser", "browsers");
        Self { shell, tokens, others, fresh, sessions }
    }
}

impl TokenLine {
    fn new(shell: &Shell, token: &Token) -> Self {
        let clock = &shell.clock;
        let expires = match token.expires_at <= clock.now {
            true => "expired".into(),
            false => format!("expires {}", clock.until(token.expires_at)),
        };
        Self {
            id: token.id,
            label: token.label.clone(),
            is_read_only: token.is_read_only,
            created: clock.when(token.created_at),
            used: token.last_used_at.map(|at| clock.when(at)),
            expires,
        }
    }
}
