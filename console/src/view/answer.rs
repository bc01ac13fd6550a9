//! The second step of an answer: what it will do to each alert.

use askama::Template;
use tenantry_core::model::Resolution;
use tenantry_engine::document::version;
use tenantry_store::AlertRecord;

use super::{
    card::beyond_words, effect::effect, facts::chosen, heading::heading, shell::Shell, url, words,
};

/// The answer that was chosen.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) resolution: Resolution,
    /// With *Create separate*: delete the old account.
    pub(crate) delete_old: bool,
    /// The email of the chosen account, if there are several.
    pub(crate) account: Option<String>,
    /// The reason, if already entered.
    pub(crate) reason: Option<String>,
}

/// An alert to answer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) alert: AlertRecord,
    /// Why the engine refuses the answer, if it does.
    pub(crate) refusal: Option<String>,
}

/// The page that shows what will happen, with the button to do it.
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
    /// `asked` are the alerts to answer, each with why it cannot be answered that way.
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
                None => {
                    let account = wish.account.as_deref();
                    let mut text = effect(facts, wish.resolution, wish.delete_old, account);
                    text.extend(beyond_words(&asked.alert).map(|beyond| format!(" {beyond}")));
                    ready.push(line(text));
                }
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
        return Some(format!("{by} has already resolved this alert. There is nothing left to do."));
    }
    if !alert.facts.resolutions().contains(&wish.resolution) {
        return Some("This alert can't be answered that way. Open it to see the options.".into());
    }
    let on_account = !matches!(wish.resolution, Resolution::Dismiss | Resolution::Confirm);
    if on_account && chosen(&alert.facts, wish.account.as_deref()).is_none() {
        return Some(
            "There are several accounts to choose from. Open the alert and choose one.".into(),
        );
    }
    None
}
