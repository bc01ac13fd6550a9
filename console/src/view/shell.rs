use super::{clock::Clock, url, words::open_alerts};

/// The signed-in operator.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// The name, as recorded in the history.
    pub(crate) name: String,
    /// The role at the property shown, or overall: `viewer`, `manager`, `admin`.
    pub(crate) role: String,
    /// Whether the role may sync, answer alerts, confirm and undo here.
    pub(crate) may_act: bool,
    /// The CSRF token that every form sends back.
    pub(crate) csrf: String,
}

/// A property that the operator may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PropertyLink {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// The frame of every page for signed-in operators.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) viewer: Viewer,
    /// The current time in the property's time zone.
    pub(crate) clock: Clock,
    /// The property that the page is about.
    pub(crate) property: Option<PropertyLink>,
    /// All properties that the operator may see.
    pub(crate) properties: Vec<PropertyLink>,
    /// The number of open alerts of the property or, if none is shown, of all
    /// properties that the operator may see.
    pub(crate) waiting: u64,
    /// Whether the database cannot be written, so that nobody can change anything.
    pub(crate) is_read_only: bool,
    /// What was just done, or what went wrong.
    pub(crate) notice: Option<Notice>,
}

/// A notice at the top of a page: what was just done, or what went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) is_error: bool,
    /// Where the *Undo* button posts to, if there is one.
    pub(crate) undo: Option<String>,
}

impl Notice {
    /// A notice that something was done.
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false, undo: None }
    }

    /// A notice that something was refused: what, and what to do.
    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true, undo: None }
    }

    /// Adds a button that undoes the answer to an alert.
    pub(crate) fn undo_answer(mut self, property: &str, alert: i64) -> Self {
        self.undo = Some(url::alert_undo(property, alert));
        self
    }
}

impl Shell {
    /// The ID of the property shown; blank if there is none.
    pub(crate) fn property_id(&self) -> &str {
        self.property.as_ref().map_or("", |property| &property.id)
    }

    /// The name of a property, if the operator may see it.
    pub(crate) fn name_of(&self, property: &str) -> Option<&str> {
        let found = self.properties.iter().find(|known| known.id == property);
        found.or(self.property.as_ref().filter(|known| known.id == property)).map(|p| &*p.name)
    }

    pub(super) fn may_act(&self) -> bool {
        self.viewer.may_act
    }

    pub(super) fn csrf(&self) -> &str {
        &self.viewer.csrf
    }

    pub(super) fn url(&self, page: &str) -> String {
        url::page(self.property_id(), page)
    }

    pub(super) fn alerts_url(&self) -> String {
        if self.property.is_some() { self.url("alerts") } else { "/properties".into() }
    }

    pub(super) fn waiting_text(&self) -> String {
        open_alerts(self.waiting)
    }

    pub(super) fn waiting_short(&self) -> String {
        if self.waiting > 999 { "999+".into() } else { self.waiting.to_string() }
    }

    pub(super) fn others(&self) -> impl Iterator<Item = &PropertyLink> {
        self.properties.iter().filter(|known| known.id != self.property_id())
    }
}
