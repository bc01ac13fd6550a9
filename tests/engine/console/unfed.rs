//! What the console says of live residencies that nothing feeds.

use rstest::rstest;
use serde_json::json;

use super::{Console, api_client::Caller, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite};

#[rstest]
#[tokio::test]
async fn a_property_that_nothing_feeds_is_named(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    maple.sync(&[Row::new("t1", "Ana Ruiz", "101"), Row::new("t2", "Ben Ode", "102")]);
    oak.sync(&[Row::new("o1", "Lena Delgado", "7")]);
    operator(oak.folder(), "boss", "admin", &[]);
    operator(oak.folder(), "ola", "manager", &["oak-court"]);
    std::fs::remove_file(maple.toml()).unwrap();
    let console = Console::of(&oak);
    let boss = console.signed_in("boss").await;
    let page = boss.page("/properties").await.body;
    for part in ["Nothing feeds this property", "maple-court, 2 live residencies"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("1 property needs attention"), "{page}");
    // Who may see another property only is not told of this one.
    let ola = console.signed_in("ola").await;
    let page = ola.page("/properties").await.body;
    assert!(!page.contains("maple-court"), "{page}");

    let boss = Caller::program(&console, &oak, "boss");
    let known = boss.get("/properties").await;
    assert_eq!(known["items"].as_array().unwrap().len(), 1);
    let unfed = &known["unfed"][0];
    assert_eq!((&unfed["id"], &unfed["live_linked"]), (&json!("maple-court"), &json!(2)));
    let ola = Caller::program(&console, &oak, "ola");
    assert_eq!(ola.get("/properties").await["unfed"], json!([]));
}
