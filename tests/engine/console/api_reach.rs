//! Answers about accounts that mean something at other properties.

use rstest::rstest;
use serde_json::{Value, json};

use super::{Console, api_client::Caller, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite};

const JOAN: &str = "joan.park@example.com";

/// Joan Park's account is of Oak Court, and Maple Court's feed gives her email to somebody else.
fn house(on: Backend, staff: bool) -> Option<Site> {
    let maple = Site::on(on)?;
    let oak = maple.neighbour("oak-court");
    match staff {
        true => {
            let file = oak.path("desk.csv");
            let text = format!("email,first_name,last_name,phone,kind\n{JOAN},Joan,Park,,staff\n");
            std::fs::write(&file, text).unwrap();
            oak.json(&["people", "import", file.to_str().unwrap()]);
        }
        false => drop(oak.sync(&[Row::new("o1", "Joan Park", "7")])),
    }
    maple.sync(&[Row::new("t1", "Lena Voss", "101").email(JOAN)]);
    Some(maple)
}

async fn asked(caller: &Caller) -> (String, Value) {
    let alerts = caller.get("/properties/maple-court/alerts").await;
    let alert = alerts["items"][0].clone();
    (format!("/properties/maple-court/alerts/{}", alert["id"].as_str().unwrap()), alert)
}

#[rstest]
#[case::staff(true, "a staff account", "a manager of all properties")]
#[case::another_property(false, "also belongs to oak-court", "of oak-court can answer")]
#[tokio::test]
async fn an_operator_of_one_property_does_not_touch_anothers_account(
    #[values(Sqlite, Postgres)] on: Backend,
    #[case] staff: bool,
    #[case] what: &str,
    #[case] who: &str,
) {
    let Some(site) = house(on, staff) else { return };
    operator(&site.toml(), "mona", "manager", &["maple-court"]);
    operator(&site.toml(), "adam", "manager", &[]);
    let console = Console::of(&site);
    let mona = Caller::program(&console, &site, "mona");
    let adam = Caller::program(&console, &site, "adam");

    let (path, alert) = asked(&mona).await;
    let said = alert["message"].as_str().unwrap();
    assert!(said.contains(what) && said.contains(who), "{said}");
    let values = alert["details"]["accounts"].to_string();
    assert!(!values.contains("Joan") && !values.contains(JOAN), "{alert}");
    assert_eq!((&alert["resolutions"], &alert["accounts"]), (&json!(["dismiss"]), &json!([])));
    let version = alert["version"].as_str().unwrap();
    let before = site.people();
    for answer in ["merge", "release-address", "create-separate"] {
        let refused = mona.resolve(&path, version, &json!({"resolution": answer})).await;
        assert!([403, 409, 422].contains(&refused.status), "{answer}: {}", refused.body);
    }
    assert_eq!(site.people(), before);

    // Somebody with rights everywhere is told, and may.
    let (path, alert) = asked(&adam).await;
    assert_eq!(alert["staff"], json!(staff));
    assert_eq!(alert["also_at"], json!(["oak-court"]));
    assert!(alert["message"].as_str().unwrap().contains(JOAN), "{alert}");
    if staff {
        let merged = adam.resolve(&path, version, &json!({"resolution": "merge"})).await;
        assert_eq!(merged.status, 200, "{}", merged.body);
    }
}
