use askama::Template;
use tenantry_store::AlertRecord;

use super::{
    card::{Card, group_of},
    kinds::Group,
    message::message,
    shell::Shell,
};

/// The page of one alert.
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
    /// The page of an alert, open or closed.
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
