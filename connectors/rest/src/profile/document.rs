//! The keys of a profile's TOML; docs/rest-profiles.md explains them.

use std::{collections::BTreeMap, num::NonZeroU32};

use serde::Deserialize;
use tenantry_core::{
    connector::DateOrder,
    model::{Role, Status},
};
use tenantry_http::Timeout;
use toml::Spanned;

use super::lists::{Defined, OneOrMore, Sources};
use crate::{
    request::{ErrorText, Kind, Send, SendClient, Until},
    roster::Day,
};

/// Text whose line is shown in errors.
pub(super) type Line = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) url: Line,
    #[serde(default)]
    pub(super) properties: Properties,
    #[serde(default)]
    pub(super) ignore_case: bool,
    #[serde(default)]
    pub(super) dates: DateOrder,
    #[serde(default)]
    pub(super) requests_per_minute: Option<NonZeroU32>,
    #[serde(default)]
    pub(super) credentials: BTreeMap<String, Defined>,
    #[serde(default)]
    pub(super) auth: Auth,
    #[serde(default)]
    pub(super) errors: Errors,
    pub(super) requests: BTreeMap<String, Spanned<Request>>,
    pub(super) roster: Roster,
    pub(super) resident: Resident,
}

/// Whether the settings must list the PMS's properties.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Properties {
    /// Without any, all properties that the credentials have access to.
    #[default]
    Optional,
    Required,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Auth {
    pub(super) headers: BTreeMap<String, Line>,
    pub(super) basic: Option<Basic>,
    pub(super) bearer: Option<Line>,
    pub(super) oauth2: Option<OAuth2>,
    pub(super) login: Option<Login>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Basic {
    pub(super) username: Line,
    pub(super) password: Line,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OAuth2 {
    /// A path below the address, or a full URL.
    pub(super) token: Line,
    pub(super) client_id: Line,
    pub(super) client_secret: Line,
    #[serde(default)]
    pub(super) scope: Option<Line>,
    #[serde(default)]
    pub(super) client: SendClient,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    pub(super) post: Line,
    pub(super) body: Spanned<toml::Table>,
    /// The path of the token in the response.
    pub(super) token: Line,
    pub(super) header: String,
    #[serde(default)]
    pub(super) value: Option<Line>,
    #[serde(default)]
    pub(super) lifetime: Option<Timeout>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Errors {
    /// A response with a value at this path is an error, whatever its status.
    pub(super) at: Option<Line>,
    pub(super) code: Option<Spanned<OneOrMore>>,
    pub(super) message: Option<Spanned<OneOrMore>>,
    pub(super) codes: BTreeMap<String, Kind>,
    /// The meaning of HTTP statuses, if different from the usual one.
    pub(super) statuses: BTreeMap<String, Kind>,
    pub(super) texts: Vec<ErrorText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    #[serde(default)]
    pub(super) get: Option<Line>,
    #[serde(default)]
    pub(super) post: Option<Line>,
    #[serde(default)]
    pub(super) query: BTreeMap<String, Spanned<OneOrMore>>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Line>,
    #[serde(default)]
    pub(super) body: Option<Spanned<toml::Table>>,
    pub(super) records: Spanned<OneOrMore>,
    #[serde(default)]
    pub(super) key: Option<Spanned<OneOrMore>>,
    #[serde(default)]
    pub(super) total: Option<Spanned<Total>>,
    #[serde(default)]
    pub(super) paging: Option<Spanned<Paging>>,
    /// Whether a response without content means that there are no records.
    #[serde(default)]
    pub(super) empty: bool,
    /// Whether the fetch continues if the credentials do not cover this.
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Total {
    #[serde(default)]
    pub(super) header: Option<String>,
    #[serde(default)]
    pub(super) path: Option<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paging {
    pub(super) by: By,
    /// The name of the page parameter.
    #[serde(default)]
    pub(super) param: Option<String>,
    /// The name of the parameter for the number of records per page.
    #[serde(default)]
    pub(super) size: Option<String>,
    #[serde(default)]
    pub(super) rows: Option<NonZeroU32>,
    /// The number of the first page, or the first offset.
    #[serde(default)]
    pub(super) first: Option<u32>,
    #[serde(default)]
    pub(super) until: Until,
    /// The path of the cursor or of the link to the next page.
    #[serde(default)]
    pub(super) next: Option<Line>,
    /// The header with the link to the next page.
    #[serde(default)]
    pub(super) header: Option<String>,
    #[serde(default)]
    pub(super) send: Send,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    Page,
    Offset,
    Cursor,
    Link,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roster {
    pub(super) from: Line,
    #[serde(rename = "as")]
    pub(super) name: Line,
    #[serde(default)]
    pub(super) steps: Vec<Spanned<Step>>,
    #[serde(default)]
    pub(super) skip: Vec<Spanned<Skip>>,
    #[serde(default)]
    pub(super) one_primary: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    #[serde(rename = "as")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) each: Option<OneOrMore>,
    /// With `each`: if there are no values, continue without one.
    #[serde(default)]
    pub(super) or_without: bool,
    #[serde(default)]
    pub(super) first: Option<OneOrMore>,
    #[serde(default)]
    pub(super) join: Option<String>,
    #[serde(default)]
    pub(super) on: Option<String>,
    #[serde(default)]
    pub(super) by: Option<OneOrMore>,
    /// With `join`: whether the record must exist.
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) running: Option<String>,
    #[serde(default)]
    pub(super) begins: Option<String>,
    #[serde(default)]
    pub(super) ends: Option<String>,
    #[serde(default)]
    pub(super) else_highest: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skip {
    pub(super) what: String,
    pub(super) when: Vec<When>,
}

/// A condition on a value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub(super) path: String,
    #[serde(default)]
    pub(super) is: Option<OneOrMore>,
    #[serde(default)]
    pub(super) not: Option<OneOrMore>,
    #[serde(default)]
    pub(super) set: Option<bool>,
    #[serde(default)]
    pub(super) date: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resident {
    pub(super) external_id: Spanned<Sources>,
    pub(super) status: StatusRules,
    #[serde(default)]
    pub(super) property_code: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) lease_id: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) household_id: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) first_name: Option<Spanned<Sources>>,
    pub(super) last_name: Spanned<Sources>,
    #[serde(default)]
    pub(super) email: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) phone: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) building: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) unit: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) lease_start: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) lease_end: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) move_in: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) move_out: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) previous_external_id: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) role: Option<RoleRules>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusRules {
    pub(super) from: Spanned<Sources>,
    /// The PMS's own word, if it is another value than the deciding one.
    #[serde(default)]
    pub(super) word: Option<Spanned<Sources>>,
    #[serde(default)]
    pub(super) words: BTreeMap<String, Status>,
    #[serde(default)]
    pub(super) change: Vec<Spanned<Change>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(default)]
    pub(super) from: Vec<Status>,
    pub(super) to: Status,
    pub(super) when: Vec<When>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleRules {
    pub(super) from: Spanned<Sources>,
    pub(super) words: BTreeMap<String, Role>,
    #[serde(default)]
    pub(super) otherwise: Role,
}
