use askama::Template;
use tenantry_store::ChangeRecord;

use super::{history::Event, shell::Shell, url};

/// The page that explains why a resident is linked, held or missing.
#[derive(Debug, Template)]
#[template(path = "why.html", whitespace = "minimize")]
pub(crate) struct WhyPage {
    shell: Shell,
    external_id: String,
    person_url: Option<String>,
    sentences: Vec<String>,
    error: Option<String>,
    events: Vec<Event>,
    people_url: String,
}

impl WhyPage {
    /// `answer` is the engine's explanation, or why there is none; empty if
    /// neither side knows the ID. `account` is the linked account; `changes` are
    /// the changes to the resident, in order.
    pub(crate) fn new(
        shell: Shell,
        external_id: &str,
        account: Option<i64>,
        answer: Result<Vec<String>, String>,
        changes: &[ChangeRecord],
    ) -> Self {
        let (sentences, error) = match answer {
            Ok(sentences) => (sentences, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Self {
            external_id: external_id.to_owned(),
            person_url: account.map(|account| url::person(shell.property_id(), account)),
            sentences,
            error,
            events: changes.iter().rev().map(|change| Event::of(&shell, change)).collect(),
            people_url: shell.url("people"),
            shell,
        }
    }
}
