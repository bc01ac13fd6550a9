//! Shortcuts for reading documents in tests.

use serde_json::Value;

use super::Site;

/// The person with an email.
#[track_caller]
pub(crate) fn person<'a>(people: &'a Value, email: &str) -> &'a Value {
    let list = people.as_array().expect("a list of people");
    let found = list.iter().find(|person| person["email"] == email);
    found.unwrap_or_else(|| panic!("nobody has {email} in {people:#}"))
}

/// The emails of people, in order.
pub(crate) fn emails(people: &Value) -> Vec<String> {
    let mut all: Vec<String> = each(people, "email").collect();
    all.sort();
    all
}

/// One line per residency of a person, ending with the day on which it ended:
/// `maple-court t1 101 current -`.
pub(crate) fn homes(person: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let list = person["residencies"].as_array().expect("residencies");
    let line = |home: &Value| {
        ["property", "external_id", "unit", "status", "ended_on"]
            .map(|key| word(&home[key]))
            .join(" ")
    };
    let mut lines: Vec<String> = list.iter().map(line).collect();
    lines.sort();
    lines
}

/// The kinds of alerts, in order.
pub(crate) fn kinds(alerts: &Value) -> Vec<String> {
    let mut all: Vec<String> = each(alerts, "kind").collect();
    all.sort();
    all
}

/// The only alert of a kind.
#[track_caller]
pub(crate) fn alert<'a>(alerts: &'a Value, kind: &str) -> &'a Value {
    let list = alerts.as_array().expect("a list of alerts");
    let found: Vec<&Value> = list.iter().filter(|alert| alert["kind"] == kind).collect();
    let [only] = found[..] else { panic!("not one {kind} in {alerts:#}") };
    only
}

/// What a plan or a sync does, sorted: `create t1`, `end t2`.
pub(crate) fn actions(report: &Value) -> Vec<String> {
    let list = report["changes"].as_array().expect("changes");
    let word = |change: &Value| {
        let id = change["external_id"].as_str().unwrap_or("-");
        format!("{} {id}", change["action"].as_str().expect("an action"))
    };
    let mut all: Vec<String> = list.iter().map(word).collect();
    all.sort();
    all
}

/// The keys of an object, in order.
pub(crate) fn keys(object: &Value) -> Vec<&str> {
    let mut all: Vec<&str> =
        object.as_object().expect("an object").keys().map(String::as_str).collect();
    all.sort_unstable();
    all
}

fn each<'a>(list: &'a Value, key: &'a str) -> impl Iterator<Item = String> + 'a {
    let list = list.as_array().expect("a list");
    list.iter().map(move |item| item[key].as_str().expect("a text").to_owned())
}

/// Checks that the explanation of a resident contains these words, in JSON and in the terminal.
#[track_caller]
pub(crate) fn explained(site: &Site, id: &str, says: &[&str]) {
    let document = site.json(&["explain", id]);
    assert_eq!(
        (&document["external_id"], &document["property"]),
        (&id.into(), &site.property.as_str().into())
    );
    let sentences = document["explanation"].as_array().unwrap();
    let text: Vec<&str> = sentences.iter().map(|sentence| sentence.as_str().unwrap()).collect();
    let text = text.join("\n");
    for part in says {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    let shown = site.run(&["explain", id]).exits(0).stdout;
    assert!(shown.starts_with(&text), "{shown}");
}
