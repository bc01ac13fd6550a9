//! Merges in the history of the console, and who may undo them.

use rstest::rstest;

use super::{Console, api_client::Caller, server::operator};
use crate::harness::{Backend, Postgres, Row, Site, Sqlite};

#[rstest]
#[tokio::test]
async fn only_somebody_with_rights_for_all_properties_undoes_a_merge(
    #[values(Sqlite, Postgres)] on: Backend,
) {
    let Some(site) = Site::on(on) else { return };
    let ana = Row::new("t1", "Ana Ruiz", "101");
    let again = Row::new("t9", "Ana Ruiz", "204").email("ruiz@example.com");
    site.sync(&[ana, again]);
    let before = site.people();
    let pair = ["ana.ruiz@example.com", "ruiz@example.com"];
    let done = site.json(&["people", "merge", pair[0], pair[1], "--yes"]);
    operator(&site.toml(), "mia", "manager", &["maple-court"]);
    operator(&site.toml(), "lou", "manager", &[]);
    let console = Console::of(&site);

    let run = done["run_id"].as_str().unwrap();
    let page = console.signed_in("mia").await.page(&format!("/p/maple-court/runs/{run}")).await;
    assert!(page.body.contains("Accounts merged"), "{}", page.body);
    let undo = format!("/properties/maple-court/runs/{run}/undo");
    let limited = Caller::browser(&console, "mia").await;
    let said = limited.post(&undo, None).await.is_problem(403);
    assert!(said.contains("other properties"), "{said}");
    assert_ne!(site.people(), before);
    let unlimited = Caller::browser(&console, "lou").await;
    let undone = unlimited.post(&undo, None).await;
    assert_eq!(undone.json()["undid_kind"], "merge");
    assert_eq!(site.people(), before);
}
