//! Access that an old directory has and the PMS does not.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, alert, explained, kinds, person};

fn bo() -> Row {
    Row::new("t2", "Bo Lund", "12")
}

fn nina() -> Row {
    Row::new("t1", "Nina Kraft", "15")
}

/// The old directory has Nina in 12, where Bo lives now.
fn imported(on: Backend) -> Option<Site> {
    let site = Site::on(on)?;
    let file = site.path("old.csv");
    let email = nina().cell("email").to_owned();
    std::fs::write(&file, format!("email,first_name,last_name,unit\n{email},Nina,Kraft,12\n"))
        .unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    site.sync(&[nina(), bo()]);
    Some(site)
}

fn live(site: &Site) -> Vec<String> {
    let people = site.people();
    let homes = person(&people, nina().cell("email"))["residencies"].as_array().unwrap().clone();
    let live = homes.iter().filter(|home| home["ended_on"].is_null());
    let mut units: Vec<String> =
        live.map(|home| home["unit"].as_str().unwrap().to_owned()).collect();
    units.sort();
    units
}

fn answer(site: &Site, answer: &str) -> String {
    let id = alert(&site.alerts(), "manual_residency")["id"].as_str().unwrap().to_owned();
    site.json(&["alerts", "resolve", &id, answer]);
    id
}

#[rstest]
fn another_door_is_asked_about_and_ended(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = imported(on) else { return };
    assert_eq!(live(&site), ["12", "15"]);
    let alerts = site.alerts();
    let asked = alert(&alerts, "manual_residency");
    assert_eq!(asked["resolutions"], json!(["end", "keep", "dismiss"]));
    let said = asked["message"].as_str().unwrap();
    assert!(said.contains("unit 12") && said.contains("Nina Kraft"), "{said}");
    explained(&site, "t1", &["unit 12", "`end`"]);
    // It stays open, whatever else the sync has to look at.
    site.sync(&[nina(), bo(), Row::new("t3", "Chika Farouk", "103")]);
    assert_eq!(kinds(&site.alerts()), ["manual_residency"]);
    let before = site.people();
    let id = answer(&site, "end");
    assert_eq!(live(&site), ["15"]);
    site.json(&["alerts", "undo", &id]);
    assert_eq!(site.people(), before);
    answer(&site, "end");
    let rows = [nina(), bo(), Row::new("t3", "Chika Farouk", "103")];
    assert_eq!(site.sync(&rows)["alerts"], json!([]));
}

#[rstest]
fn what_is_kept_is_asked_about_at_the_move_out(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = imported(on) else { return };
    answer(&site, "keep");
    for unit in ["103", "104"] {
        let report = site.sync(&[nina(), bo(), Row::new("t3", "Chika Farouk", unit)]);
        assert_eq!(report["alerts"], json!([]));
    }
    site.sync(&[nina().status("Past"), bo(), Row::new("t3", "Chika Farouk", "104")]);
    let alerts = site.alerts();
    let occasion: &Value = &alert(&alerts, "manual_residency")["details"]["occasion"];
    assert_eq!(occasion, "moved_out");
    assert_eq!(live(&site), ["12"]);
    answer(&site, "end");
    assert_eq!(person(&site.people(), nina().cell("email"))["status"], "inactive");
}
