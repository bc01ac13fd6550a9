use std::path::Path;

use rstest::rstest;
use serde::Deserialize;

use crate::{
    config::{
        deserialize,
        load::Merged,
        source::Source,
        testing::{tree, variables},
    },
    registry::{BuildError, Registry},
};

const FILE: &str = "\
[property]
id = 'maple'
timezone = 'America/Chicago'

[connector]
kind = 'csv'

[sync]
include_roles = [
  'minor',
  'guarantor',
]

[sync.safety]
min_ended = 5

[database]
url = 'sqlite://maple.db'
";

/// The error message after one replacement in the file, with a variable if given.
fn refused(from: &str, to: &str, variable: Option<(&str, &str)>) -> String {
    assert!(FILE.contains(from), "{from}");
    let file = Path::new("maple.toml");
    let source = Source::parse(file, &FILE.replacen(from, to, 1)).unwrap();
    let merged = Merged::new(file, Path::new(""), None, source, variables(variable)).unwrap();
    merged.settings().unwrap_err().to_string()
}

#[rstest]
#[case::unknown_key(
    "id =",
    "nmae = 'x'\nid =",
    "maple.toml:2: `property.nmae`: unknown key\n  did you mean `name`? Known keys: id, name, timezone, country"
)]
#[case::unknown_table(
    "[database]",
    "[conector]\n[database]",
    "maple.toml:17: `conector`: unknown key\n  did you mean `connector`? Known keys: property, connector, sync, console, database"
)]
#[case::nothing_near(
    "id =",
    "zzz = 1\nid =",
    "maple.toml:2: `property.zzz`: unknown key\n  Known keys: id, name, timezone, country"
)]
#[case::missing(
    "id = 'maple'",
    "",
    "maple.toml:1: `property.id`: this key is missing\n  add it to the file"
)]
#[case::missing_table(
    "[database]\nurl = 'sqlite://maple.db'",
    "",
    "maple.toml: the [database] table is missing\n  add it to the file"
)]
#[case::list_for_text(
    "'maple'",
    "[1]",
    "maple.toml:2: `property.id`: expected a string, found a list"
)]
#[case::text_for_number(
    "= 5",
    "= 'five'",
    "maple.toml:15: `sync.safety.min_ended`: expected a whole number, found a string"
)]
#[case::out_of_range(
    "= 5",
    "= -1",
    "maple.toml:15: `sync.safety.min_ended`: the value is not valid; expected a whole number, 0 or more"
)]
#[case::table(
    "[sync.safety]\nmin_ended = 5",
    "safety = 5",
    "maple.toml:14: `sync.safety`: expected a table with the keys min_ended, max_ended_percent, ended, returned, let_in, moved, renamed, wiped, overwritten, missing, found a whole number"
)]
#[case::item(
    "'guarantor'",
    "'guarantr'",
    "maple.toml:11: `sync.include_roles[1]`: the value is not allowed here\n  did you mean `guarantor`? Allowed: primary, roommate, occupant, guarantor, minor, unknown"
)]
#[case::item_type(
    "'guarantor'",
    "7",
    "maple.toml:11: `sync.include_roles[1]`: expected one of primary, roommate, occupant, guarantor, minor, unknown, found a whole number"
)]
#[case::percentage(
    "min_ended = 5",
    "max_ended_percent = 200",
    "maple.toml:15: `sync.safety.max_ended_percent`: the value is not valid; expected a whole percentage from 0 to 100"
)]
#[case::percentage_of_a_harm(
    "min_ended = 5",
    "moved = { min = 5, percent = 101 }",
    "maple.toml:15: `sync.safety.moved.percent`: the value is not valid; expected a whole percentage from 0 to 100"
)]
#[case::text_for_list(
    "[sync]\ninclude_roles = [\n  'minor',\n  'guarantor',\n]",
    "[sync]\nexclude_statuses = 'Past'",
    "maple.toml:9: `sync.exclude_statuses`: expected a list in brackets, such as [\"one\", \"two\"], found a string"
)]
#[case::time(
    "[sync]",
    "[sync]\nevery = '5s'",
    "maple.toml:9: `sync.every`: the value is not valid; expected a number and its unit, such as \"1h\" or \"15m\", from a minute to seven days"
)]
fn a_mistake_in_the_file(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    assert_eq!(refused(from, to, None), expected);
}

#[rstest]
#[case(
    "ENGINE__SYNC__SAFETY__MIN_ENDED",
    "many",
    "maple.toml: ENGINE__SYNC__SAFETY__MIN_ENDED: expected a whole number, found a string"
)]
#[case(
    "ENGINE__SYNC__SAFTEY__MIN_ENDED",
    "7",
    "maple.toml: ENGINE__SYNC__SAFTEY__MIN_ENDED: unknown key\n  did you mean `safety`? Known keys: every, exclude_statuses, include_roles, placeholder_emails, on_missing, missing_runs, without_email, safety"
)]
#[case(
    "ENGINE__SYNC__WITHOUT_EMAIL",
    "true",
    "maple.toml: ENGINE__SYNC__WITHOUT_EMAIL: the value is not allowed here\n  Allowed: hold, create"
)]
#[case(
    "ENGINE__SYNC__ON_MISSING",
    "hunter2",
    "maple.toml: ENGINE__SYNC__ON_MISSING: the value is not allowed here\n  Allowed: alert, end_access"
)]
#[case(
    "ENGINE__DATABASE",
    "hunter2",
    "maple.toml: ENGINE__DATABASE: expected a table with the keys url, create, found a string"
)]
fn a_mistake_in_a_variable(#[case] name: &str, #[case] value: &str, #[case] expected: &str) {
    assert_eq!(refused("", "", Some((name, value))), expected);
}

#[test]
fn a_variable_becomes_what_its_key_asks_for() {
    let file = Path::new("maple.toml");
    let source = Source::parse(file, FILE).unwrap();
    let all = [("ENGINE__SYNC__SAFETY__MIN_ENDED", "7"), ("ENGINE__PROPERTY__NAME", "12")];
    let merged = Merged::new(file, Path::new(""), None, source, variables(all)).unwrap();
    let settings = merged.settings().unwrap();
    assert_eq!(settings.sync.safety.min_ended, Some(7));
    assert_eq!(settings.property.name.as_deref(), Some("12"));
}

#[rstest]
#[case::defaults(
    "[property]\nid = 1\nnmae = 1",
    "[property]\nid = 'a'",
    "defaults.toml:3: `property.nmae`: unknown key"
)]
#[case::own(
    "[property]\nid = 1\n",
    "\n[property]\nid = [1]",
    "own.toml:3: `property.id`: expected a string"
)]
#[case::missing_in_both(
    "[property]\nid = 'a'\n",
    "\n[property]\nname = 'b'",
    "own.toml:2: `property.timezone`: this key is missing"
)]
fn the_file_that_is_wrong(#[case] defaults: &str, #[case] own: &str, #[case] expected: &str) {
    let defaults = Source::parse(Path::new("defaults.toml"), defaults).unwrap();
    let file = Path::new("own.toml");
    let own = Source::parse(file, own).unwrap();
    let merged = Merged::new(file, Path::new(""), Some(&defaults), own, []).unwrap();
    let error = merged.settings().unwrap_err().to_string();
    assert!(error.starts_with(expected), "{error}");
}

/// A wrong setting per connector, with the error message.
#[rstest]
#[case(
    "csv",
    "delimiter = 'hunter2'",
    "own:1: `delimiter`: the value is not valid; expected \"tab\" or one ASCII character that does not occur within cells"
)]
#[case(
    "csv",
    "path = 'a'\nencoding = 'hunter2'",
    "own:2: `encoding`: the value is not allowed here"
)]
#[case(
    "csv",
    "layout = 'yardi-rent-rol'",
    "own:1: `layout`: the value is not allowed here\n  did you mean `yardi-rent-roll`?"
)]
#[case(
    "csv",
    "max_age = 'hunter2'",
    "own:1: `max_age`: the value is not valid; expected a number and its unit, such as \"26h\" or \"2 days\""
)]
#[case(
    "csv",
    "[columns]\nUnit = 'unit'\nMail = 'e_mail'",
    "own:3: `columns.Mail`: the value is not allowed here\n  did you mean `email`?"
)]
#[case(
    "csv",
    "[credentials]\ntokn = 'hunter2'",
    "own:2: `credentials.tokn`: unknown key\n  did you mean `token`?"
)]
#[case(
    "mits",
    "timeout = true",
    "own:1: `timeout`: expected a time limit such as \"30s\" or \"2m\", or a number of seconds, found true or false"
)]
#[case(
    "mits",
    "timeout = '25h'",
    "own:1: `timeout`: the value is not valid; expected more than zero and at most 24 hours"
)]
#[case("mri", "page_size = 'x'", "own:1: `page_size`: expected a whole number, found a string")]
#[case("resman", "version = 3", "own:1: `version`: the value is not valid; expected 1 or 2")]
#[case(
    "realpage",
    "sites = ['1', ['hunter2']]",
    "own:1: `sites[1]`: expected a string, found a list"
)]
#[case(
    "rest",
    "profile = 'buildium'\n[credentials]\nkey = ['hunter2']",
    "own:3: `credentials.key`: expected a string, found a list"
)]
#[case(
    "rest",
    "profile = 'x'\nrequests_per_minute = 0",
    "own:2: `requests_per_minute`: the value is not valid"
)]
#[case(
    "yardi",
    "join_units = 'maybe'",
    "own:1: `join_units`: expected true or false, found a string"
)]
#[case("yardi", "soap = '1.3'", "own:1: `soap`: the value is not allowed here")]
fn a_connectors_setting(#[case] kind: &str, #[case] settings: &str, #[case] expected: &str) {
    let built = Registry::builtin().build(kind, &tree(settings), &Default::default());
    let Err(BuildError::Settings(problem)) = built else { panic!("{kind}: {built:?}") };
    let error = problem.into_error(Path::new("own")).to_string();
    assert!(error.starts_with(expected), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn ids_may_be_written_as_numbers() {
    let settings = "url = 'https://x.example/a.svc'\npmc_id = 1\nsites = [2]\nlicense_key = 3";
    Registry::builtin().build("realpage", &tree(settings), &Default::default()).unwrap();
}

/// Settings as a third-party connector may define them.
#[derive(Debug, Deserialize)]
struct Foreign {
    #[serde(flatten)]
    login: Login,
    #[serde(default)]
    limit: Option<Limit>,
    #[serde(default)]
    mode: Option<Mode>,
    #[serde(default)]
    place: Option<(u8, u8)>,
}

#[derive(Debug, Deserialize)]
struct Login {
    #[serde(alias = "username")]
    user: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Limit {
    Number(u32),
    Name(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Mode {
    Plain,
    Named(String),
    Full { depth: u8 },
}

#[test]
fn what_serde_can_express_is_read() {
    let text = "user = 'ana'\nlimit = 3\nmode = { full = { depth = 2 } }\nplace = [1, 2]";
    let all: Foreign = deserialize(&tree(text)).unwrap();
    assert_eq!((all.login.user.as_str(), all.place), ("ana", Some((1, 2))));
    assert!(matches!(all.limit, Some(Limit::Number(3))));
    assert!(matches!(all.mode, Some(Mode::Full { depth: 2 })));
    let all: Foreign = deserialize(&tree("user = 'a'\nlimit = 'x'\nmode = 'plain'")).unwrap();
    assert!(matches!(all.limit, Some(Limit::Name(name)) if name == "x"));
    assert!(matches!(all.mode, Some(Mode::Plain)));
    let all: Foreign = deserialize(&tree("user = 'a'\nmode = { named = 'x' }")).unwrap();
    assert!(matches!(all.mode, Some(Mode::Named(name)) if name == "x"));
}

#[rstest]
#[case::flattened("limit = 1", "own: `user`: this key is missing")]
#[case::untagged("user = 'a'\nlimit = ['hunter2']", "own:2: `limit`: the value is not valid")]
#[case::two_names("user = 'a'\nusername = 'hunter2'", "own:1: `user`: this key is set twice")]
#[case::choice(
    "user = 'a'\nmode = 'plan'",
    "own:2: `mode`: the value is not allowed here\n  did you mean `plain`?"
)]
#[case::in_a_choice(
    "user = 'a'\n[mode.full]\ndeph = 1",
    "own:3: `mode.full.deph`: unknown key\n  did you mean `depth`?"
)]
#[case::needs_content(
    "user = 'a'\nmode = 'full'",
    "own:2: `mode`: expected a table, found a string"
)]
#[case::needs_none(
    "user = 'a'\nmode = { plain = 1 }",
    "own:2: `mode`: expected a string, found a table"
)]
#[case::too_long(
    "user = 'a'\nplace = [1, 2, 3]",
    "own:2: `place`: the list is too short or too long; expected 2 items"
)]
#[case::too_short(
    "user = 'a'\nplace = [1]",
    "own:2: `place`: the list is too short or too long; expected a tuple of size 2"
)]
fn what_serde_refuses_has_a_line(#[case] text: &str, #[case] expected: &str) {
    let problem = deserialize::<Foreign>(&tree(text)).unwrap_err();
    let error = problem.into_error(Path::new("own")).to_string();
    assert!(error.starts_with(expected), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}
