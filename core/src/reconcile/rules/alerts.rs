use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{PlannedAlert, after::After};
use crate::{
    Text,
    model::{AccountId, AlertKind, ResidencyId, Resident},
};

/// An alert that is drawn up when the plan is made.
pub(crate) type Late<'a> = Box<dyn FnOnce(&After) -> Draft<'a> + 'a>;

/// An alert in the making.
pub(crate) struct Draft<'a> {
    pub(crate) kind: AlertKind,
    pub(crate) subject: Text,
    pub(crate) message: String,
    pub(crate) residents: Vec<&'a Resident>,
    pub(crate) accounts: Vec<Value>,
    pub(crate) emails: Vec<Text>,
    /// The id of a resident that the alert names without a record.
    pub(crate) unread: Option<Text>,
    /// More facts: they count for dismissals, and are shown.
    pub(crate) facts: Map<String, Value>,
    /// Shown, and of no weight for dismissals.
    pub(crate) remarks: Map<String, Value>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(kind: AlertKind, subject: impl Into<Text>, message: String) -> Self {
        Self {
            kind,
            subject: subject.into(),
            message,
            residents: Vec::new(),
            accounts: Vec::new(),
            emails: Vec::new(),
            unread: None,
            facts: Map::new(),
            remarks: Map::new(),
        }
    }

    pub(crate) fn resident(mut self, resident: &'a Resident) -> Self {
        self.residents.push(resident);
        self
    }

    /// Names an account, and how it compares with a resident.
    pub(crate) fn account(
        mut self,
        after: &After,
        id: AccountId,
        resident: Option<&Resident>,
    ) -> Self {
        if let Some(account) = after.account(id) {
            self.accounts.push(after.shown(account, resident));
            self.emails.push(account.email.clone());
        }
        self
    }

    /// The account and the residency that the resident is linked to.
    pub(crate) fn linked(self, account: AccountId, residency: Option<ResidencyId>) -> Self {
        let this = self.remark("linked_account", account.0.to_string());
        match residency {
            Some(id) => this.remark("linked_residency", id.0.to_string()),
            None => this,
        }
    }

    pub(crate) fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.into(), value.into());
        self
    }

    pub(crate) fn remark(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.remarks.insert(name.into(), value.into());
        self
    }

    pub(crate) fn finish(self) -> PlannedAlert {
        let mut hash = Xxh3::new();
        let mut feed = |text: &str| {
            hash.update(text.as_bytes());
            hash.update(&[0xFF]);
        };
        for resident in &self.residents {
            feed(&resident.external_id);
            feed(&resident.first_name);
            feed(&resident.last_name);
            for text in [
                &resident.lease_id,
                &resident.email,
                &resident.phone,
                &resident.building,
                &resident.unit,
            ] {
                feed(text.as_deref().unwrap_or_default());
            }
        }
        for account in &self.accounts {
            for key in ["id", "email", "first_name", "last_name"] {
                feed(account[key].as_str().unwrap_or_default());
            }
        }
        feed(&Value::Object(self.facts.clone()).to_string());
        let facts = hash.digest();
        let mut residents: Vec<Text> =
            self.residents.iter().map(|resident| resident.external_id.clone()).collect();
        residents.dedup();
        residents.extend(self.unread);
        let mut details = self.facts;
        details.extend(self.remarks);
        details.insert("residents".into(), json!(self.residents));
        details.insert("accounts".into(), Value::Array(self.accounts));
        let details = Value::Object(details).to_string();
        let shown = xxh3_64(format!("{}\n{details}", self.message).as_bytes());
        PlannedAlert {
            id: None,
            kind: self.kind,
            subject: self.subject,
            facts,
            shown,
            changed: false,
            residents,
            accounts: self.emails,
            message: self.message,
            details,
        }
    }
}

/// What an alert about one record is about.
pub(crate) fn subject(resident: &Resident) -> Text {
    match &resident.lease_id {
        None => resident.external_id.clone(),
        Some(lease) => compact_str::format_compact!("{} lease {lease}", resident.external_id),
    }
}

/// A resident in a sentence: id, name and unit.
pub(crate) fn named(resident: &Resident) -> String {
    let unit = resident.unit.as_deref().map(|unit| format!(" (unit {unit})")).unwrap_or_default();
    format!("{} {}{unit}", resident.external_id, resident.full_name())
}
