use super::{
    clock::Clock,
    url,
    words::{count, plural},
};

/// The operator who looks.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// Name, as it goes into the audit.
    pub(crate) name: String,
    /// Role at the property shown, or overall: `viewer`, `manager`, `admin`.
    pub(crate) role: String,
    /// Whether that role may sync, answer, confirm and undo here.
    pub(crate) may_act: bool,
    /// The token that every form sends back.
    pub(crate) csrf: String,
}

/// A property that the operator may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PropertyLink {
    /// Its id in the configuration.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
}

/// What surrounds every page of somebody signed in.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// Who looks.
    pub(crate) viewer: Viewer,
    /// Now, in the zone of the property.
    pub(crate) clock: Clock,
    /// The property that the page is about.
    pub(crate) property: Option<PropertyLink>,
    /// Every property that the operator may see.
    pub(crate) properties: Vec<PropertyLink>,
    /// Open alerts of the property; without one, of all that may be seen.
    pub(crate) waiting: u64,
    /// What was just done, or went wrong.
    pub(crate) notice: Option<Notice>,
}

/// What was just done, or went wrong, at the top of a page.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) is_error: bool,
    /// Where the *Undo* button beside it posts to.
    pub(crate) undo: Option<String>,
}

impl Notice {
    /// Something was done.
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: false, undo: None }
    }

    /// Something was refused: what, and what to do.
    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_error: true, undo: None }
    }

    /// With a button that takes the answer to an alert back.
    pub(crate) fn undo_answer(mut self, property: &str, alert: i64) -> Self {
        self.undo = Some(url::alert_undo(property, alert));
        self
    }
}

impl Shell {
    /// The id of the property shown, blank where there is none.
    pub(crate) fn property_id(&self) -> &str {
        self.property.as_ref().map_or("", |property| &property.id)
    }

    /// The name of a property, where the operator may see it.
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
        match self.waiting {
            0 => "No alert waits".into(),
            waiting => {
                format!("{} {}", count(waiting), plural(waiting, "alert waits", "alerts wait"))
            }
        }
    }

    pub(super) fn waiting_short(&self) -> String {
        if self.waiting > 999 { "999+".into() } else { self.waiting.to_string() }
    }

    pub(super) fn others(&self) -> impl Iterator<Item = &PropertyLink> {
        self.properties.iter().filter(|known| known.id != self.property_id())
    }
}
