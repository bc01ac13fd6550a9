//! Answering several alerts at once.

use super::{Console, server::operator};
use crate::harness::{Row, Site};

#[tokio::test]
async fn the_same_answer_to_several_is_previewed_and_given() {
    let site = Site::new();
    let people = site.path("people.csv");
    let text = "email,first_name,last_name,unit\na@example.com,Anna,Ruitz,101\n\
                b@example.com,Benn,Laurant,102\nc@example.com,Shika,Faruk,103\n";
    std::fs::write(&people, text).unwrap();
    site.json(&["people", "import", people.to_str().unwrap()]);
    site.sync(&[
        Row::new("t1", "Ana Ruiz", "101").email("a@example.com"),
        Row::new("t2", "Ben Laurent", "102").email("b@example.com"),
        Row::new("t3", "Chika Farouk", "103").email("c@example.com"),
    ]);
    operator(&site.toml(), "ana", "manager", &[]);
    let console = Console::of(&site);
    let ana = console.signed_in("ana").await;
    let window = ana.page("/p/maple-court/alerts").await.body;
    assert_eq!(window.matches("type=\"checkbox\"").count(), 3, "{window}");

    let path = "/p/maple-court/alerts/answer";
    let preview = ana.page(&format!("{path}?resolution=merge&id=1&id=2&id=3")).await.body;
    for name in ["Ana Ruiz", "Ben Laurent", "Chika Farouk"] {
        assert!(preview.contains(name), "{name}: {preview}");
    }
    let versions: Vec<&str> = preview
        .split("name=\"version\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(versions.len(), 3);
    assert_eq!(site.alerts().as_array().unwrap().len(), 3, "a preview changes nothing");

    // Somebody else answers one of them first.
    site.json(&["alerts", "resolve", "2", "dismiss", "--reason", "later"]);
    let form = [
        ("resolution", "merge"),
        ("id", "1"),
        ("version", versions[0]),
        ("id", "2"),
        ("version", versions[1]),
        ("id", "3"),
        ("version", versions[2]),
    ];
    let answered = ana.post(path, &form).await;
    assert_eq!(answered.status, 303, "{}", answered.body);
    let after = ana.page(answered.header("location")).await.body;
    assert!(after.contains("2 alerts were resolved") && after.contains("1 could not"), "{after}");
    assert_eq!(site.alerts(), serde_json::json!([]));
    let closed = site.json(&["alerts", "--all"]);
    let how: Vec<(&str, &str)> = closed
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["resolution"].as_str().unwrap(), a["closed_by"].as_str().unwrap()))
        .collect();
    assert_eq!(how, [("merge", "ana"), ("dismiss", "tester"), ("merge", "ana")]);
    // All of them were answered already: nothing but refusals.
    let late = ana.post(path, &form).await;
    let after = ana.page(late.header("location")).await.body;
    assert!(after.contains("No alerts were resolved"), "{after}");
}
