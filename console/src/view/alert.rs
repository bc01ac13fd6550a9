use askama::Template;
use tenantry_store::AlertRecord;

use super::{
    card::{Card, group_of},
    kinds::Group,
    message::message,
    shell::Shell,
};

/// One alert by itself.
#[derive(Debug, Template)]
#[template(path = "alert.html", whitespace = "minimize")]
pub(crate) struct AlertPage {
    shell: Shell,
    group: &'static Group,
    card: Card,
    answer_url: String,
    message: String,
}

impl AlertPage {
    /// From an alert, open or closed.
    pub(crate) fn new(shell: Shell, alert: &AlertRecord) -> Self {
        Self {
            group: group_of(alert),
            card: Card::new(&shell, alert),
            answer_url: shell.url("alerts/answer"),
            message: message(&alert.facts),
            shell,
        }
    }
}
