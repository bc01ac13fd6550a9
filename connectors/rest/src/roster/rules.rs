use serde::Deserialize;
use tenantry_core::{
    Date, Text,
    connector::{DateOrder, StatusWords, fold, parse_date},
    model::Status,
};

use super::{Sources, value::Unreadable};
use crate::{
    json::Node,
    path::{Path, Scope},
};

/// A condition on a value.
#[derive(Debug, Clone)]
pub(crate) struct When {
    pub(crate) path: Path,
    pub(crate) test: Test,
}

/// A test of one value.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    /// One of these words, folded.
    Is(Vec<Text>),
    /// Anything except these words; also no value.
    Not(Vec<Text>),
    /// Whether there is a value: not `null`, blank or an empty list.
    Set(bool),
    Date(Day),
}

impl When {
    pub(crate) fn holds(&self, scope: &Scope<'_>, dates: DateOrder) -> bool {
        let node = self.path.filled(scope);
        let text = node.and_then(|node| node.text()).unwrap_or_default();
        match &self.test {
            Test::Is(words) => words.contains(&fold(text)),
            Test::Not(words) => !words.contains(&fold(text)),
            Test::Set(set) => {
                let is_set = node.is_some_and(|node| match node {
                    Node::List(elements) => !elements.is_empty(),
                    _ => true,
                });
                *set == is_set
            }
            Test::Date(day) => parse_date(text.trim(), dates)
                .ok()
                .flatten()
                .is_some_and(|date| day.fits(date, scope.today)),
        }
    }
}

/// A date compared with the date of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Day {
    /// Any date, except those that mean no date, such as `0001-01-01`.
    Any,
    /// Before the date of the run.
    GoneBy,
    /// On the date of the run, or later.
    ToCome,
    /// After the date of the run.
    Later,
}

impl Day {
    fn fits(self, date: Date, today: Date) -> bool {
        match self {
            Day::Any => true,
            Day::GoneBy => date < today,
            Day::ToCome => date >= today,
            Day::Later => date > today,
        }
    }
}

/// Whether all conditions hold.
pub(crate) fn all(conditions: &[When], scope: &Scope<'_>, dates: DateOrder) -> bool {
    conditions.iter().all(|when| when.holds(scope, dates))
}

/// Records that are not people who could live there.
#[derive(Debug, Clone)]
pub(crate) struct Skip {
    /// Who they are, for a note.
    pub(crate) what: String,
    pub(crate) when: Vec<When>,
}

/// What decides a person's status.
#[derive(Debug, Clone)]
pub(crate) struct StatusRules {
    pub(crate) from: Sources,
    /// The PMS's own word, if it is another value than the deciding one.
    pub(crate) word: Sources,
    pub(crate) words: StatusWords,
    pub(crate) change: Vec<Change>,
}

/// A rule that changes one status into another.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The statuses it applies to; empty for any.
    pub(crate) from: Vec<Status>,
    pub(crate) to: Status,
    pub(crate) when: Vec<When>,
}

impl StatusRules {
    /// The PMS's word and its meaning. `configured` takes precedence over the
    /// profile.
    pub(crate) fn read(
        &self,
        scope: &Scope<'_>,
        configured: &StatusWords,
        dates: DateOrder,
    ) -> Result<(Text, Status), Unreadable> {
        let from = self.from.text(scope)?;
        let word = match self.word.text(scope)? {
            blank if blank.trim().is_empty() => from.clone(),
            word => word,
        };
        let word = Text::from(word.trim());
        if let Some(status) = configured.get(&word) {
            return Ok((word, status));
        }
        let status = self.words.get(&from).unwrap_or_default();
        let fits = |change: &&Change| {
            (change.from.is_empty() || change.from.contains(&status))
                && all(&change.when, scope, dates)
        };
        Ok((word, self.change.iter().find(fits).map_or(status, |change| change.to)))
    }
}
