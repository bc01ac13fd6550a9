//! The second step: what an answer will do to each alert, before it is given.

use askama::Template;
use tenantry_core::model::Resolution;
use tenantry_engine::document::version;
use tenantry_store::AlertRecord;

use super::{card::heading, effect::effect, facts::chosen, shell::Shell, url, words};

/// How somebody wishes to answer.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// The answer.
    pub(crate) resolution: Resolution,
    /// With *Create separate*: the old account is deleted.
    pub(crate) delete_old: bool,
    /// Which of several accounts is meant, by email.
    pub(crate) account: Option<String>,
    /// Why, where that was typed already.
    pub(crate) reason: Option<String>,
}

/// An alert that somebody wishes to answer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The alert.
    pub(crate) alert: AlertRecord,
    /// Why it cannot be answered that way, if the engine says so already.
    pub(crate) refusal: Option<String>,
}

/// What will happen, and the button that makes it happen.
#[derive(Debug, Template)]
#[template(path = "answer.html", whitespace = "minimize")]
pub(crate) struct AnswerPage {
    shell: Shell,
    title: String,
    resolution: &'static str,
    button: String,
    is_grave: bool,
    delete_old: bool,
    account: Option<String>,
    needs_reason: bool,
    reason: String,
    answer_url: String,
    back: String,
    ready: Vec<Line>,
    refused: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    id: i64,
    url: String,
    version: String,
    title: String,
    about: String,
    text: String,
}

impl AnswerPage {
    /// From the alerts that are meant, each with why it cannot be answered that way.
    pub(crate) fn new(shell: Shell, asked: &[Asked], wish: &Wish) -> Self {
        let (mut ready, mut refused) = (Vec::new(), Vec::new());
        for asked in asked {
            let facts = &asked.alert.facts;
            let why_not = asked.refusal.clone().or_else(|| why_not(&asked.alert, wish));
            let (title, about) = heading(&asked.alert);
            let line = |text| Line {
                id: asked.alert.id.0,
                url: url::alert(&asked.alert.property, asked.alert.id.0),
                version: version(&asked.alert),
                title,
                about,
                text,
            };
            match why_not {
                Some(why_not) => refused.push(line(why_not)),
                None => ready.push(line(effect(
                    facts,
                    wish.resolution,
                    wish.delete_old,
                    wish.account.as_deref(),
                ))),
            }
        }
        let label = words::button(wish.resolution);
        let grave = matches!(wish.resolution, Resolution::EndAccess | Resolution::Confirm);
        let what = match wish.delete_old {
            true => format!("{label} and delete the old account"),
            false => label.to_owned(),
        };
        let all = ready.len() as u64;
        let button = match all {
            0 | 1 => what.clone(),
            _ => format!("{what}: {}", words::counted(all, "alert", "alerts")),
        };
        Self {
            title: format!("{what}?"),
            resolution: wish.resolution.as_str(),
            button,
            is_grave: grave || wish.delete_old,
            delete_old: wish.delete_old,
            account: wish.account.clone(),
            needs_reason: wish.resolution == Resolution::Dismiss,
            reason: wish.reason.clone().unwrap_or_default(),
            answer_url: shell.url("alerts/answer"),
            back: shell.url("alerts"),
            ready,
            refused,
            shell,
        }
    }
}

fn why_not(alert: &AlertRecord, wish: &Wish) -> Option<String> {
    if !alert.open {
        let by = alert.closed_by.as_deref().filter(|by| *by != "sync").unwrap_or("a sync");
        return Some(format!(
            "{by} has resolved this alert in the meantime. There is nothing left to do."
        ));
    }
    if !alert.kind().resolutions().contains(&wish.resolution) {
        return Some("This alert can't be answered that way. Open it to see the options.".into());
    }
    let on_account = !matches!(wish.resolution, Resolution::Dismiss | Resolution::Confirm);
    if on_account && chosen(&alert.facts, wish.account.as_deref()).is_none() {
        return Some("Several accounts are possible. Open it and choose one.".into());
    }
    None
}
