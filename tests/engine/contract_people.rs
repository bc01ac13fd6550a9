//! People: import, search, show, export.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{Backend, Output, Postgres, Row, Site, Sqlite, emails, homes, person};

const FILE: &str = "email,first_name,last_name,phone,building,unit\n\
                    ana@example.com,Ana,Ruiz,(312) 555-0101,B,101\n\
                    ben@example.com,Ben,Laurent,,,\n\
                    ana@example.com,Ana,Ruiz,(312) 555-0101,B,205\n";

fn import(site: &Site, text: &[u8]) -> Output {
    let file = site.path("people.csv");
    std::fs::write(&file, text).unwrap();
    site.run(&["--json", "people", "import", file.to_str().unwrap()])
}

#[rstest]
fn an_import_can_be_repeated(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let done = import(&site, FILE.as_bytes()).exits(0).json();
    assert_eq!(
        done["counts"],
        json!({"rows": 3, "created": 2, "linked": 1, "updated": 0, "unchanged": 0, "left_out": 0})
    );
    let people = site.people();
    let ana = person(&people, "ana@example.com");
    assert_eq!(ana["phone"], "+13125550101");
    assert_eq!(homes(ana), ["maple-court - 101 current -", "maple-court - 205 current -"]);
    let again = import(&site, FILE.as_bytes()).exits(0).json();
    assert_eq!(again["counts"]["unchanged"], 3);
    assert_eq!(site.people(), people);

    let changed = FILE.replace("Ben,Laurent,,", "BEN,Laurent,312-555-0199,");
    let done = import(&site, changed.as_bytes()).exits(0).json();
    assert_eq!(done["counts"]["updated"], 1);
    let people = site.people();
    let ben = person(&people, "ben@example.com");
    assert_eq!((&ben["first_name"], &ben["phone"]), (&json!("BEN"), &json!("+13125550199")));

    // Another name is another person.
    let changed = FILE.replace("Ben,Laurent", "Ben,Lawrence");
    let done = import(&site, changed.as_bytes()).exits(1).json();
    assert_eq!((&done["counts"]["updated"], &done["counts"]["left_out"]), (&json!(0), &json!(1)));
    assert_eq!(site.people(), people);
}

#[rstest]
#[case::no_email("new@example.com,New,Person,,,1\n,No,Body,,,2\n", &[":3:", "no usable email"])]
#[case::bad_email("new@example.com,New,Person,,,1\nnot-an-email,No,Body,,,2\n", &[":3:", "no usable email"])]
#[case::short_row("new@example.com,New,Person,,,1\nx@example.com,No\n", &[":3:", "2 fields"])]
#[case::control("new@example.com,New,Person,,,1\nx@example.com,N\u{7}o,Body,,,2\n", &[":3:", "first_name"])]
fn a_bad_row_refuses_the_whole_file(
    #[values(Sqlite, Postgres)] on: Backend,
    #[case] rows: &str,
    #[case] says: &[&str],
) {
    let Some(site) = Site::on(on) else { return };
    import(&site, FILE.as_bytes()).exits(0);
    let before = site.people();
    let text = format!("email,first_name,last_name,phone,building,unit\n{rows}");
    let refused = import(&site, text.as_bytes()).exits(1);
    refused.says(says);
    refused.says(&["people.csv", "nothing was imported"]);
    assert!(!refused.stderr.contains("Body"), "{}", refused.stderr);
    assert_eq!(site.people(), before);
}

#[test]
fn a_file_with_other_columns_is_refused() {
    let site = Site::new();
    import(&site, b"email,name\nana@example.com,Ana\n").exits(1).says(&["first_name"]);
    import(&site, b"email,email,first_name,last_name\n").exits(1).says(&["\"email\"", "twice"]);
    import(&site, b"email,first_name,last_name\n\xff@example.com,A,B\n").exits(1).says(&["UTF-8"]);
    site.run(&["people", "import", "/nowhere/people.csv"]).exits(1).says(&["/nowhere/people.csv"]);
    assert_eq!(site.people(), json!([]));
}

#[rstest]
fn people_are_found_by_any_of_their_facts(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, FILE.as_bytes()).exits(0);
    site.sync(&[Row::new("t0777", "Chika Farouk", "305"), Row::new("t2", "Dov 50%", "306")]);
    let found = |text: &str| emails(&site.json(&["people", "--search", text]));
    assert_eq!(found("ANA"), ["ana@example.com"]);
    assert_eq!(found("laurent"), ["ben@example.com"]);
    assert_eq!(found("5550101"), ["ana@example.com"]);
    assert_eq!(found("305"), ["chika.farouk@example.com"]);
    assert_eq!(found("t0777"), ["chika.farouk@example.com"]);
    assert_eq!(found("50%"), ["dov.50%@example.com"]);
    assert_eq!(found("%"), ["dov.50%@example.com"], "no wildcard");
    assert_eq!(found("nobody"), [] as [&str; 0]);
    site.run(&["people", "show", "nobody@example.com"])
        .exits(1)
        .says(&["nobody in the directory has that ID or email"]);
}

#[rstest]
fn an_export_holds_every_residency(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, FILE.as_bytes()).exits(0);
    site.sync(&[Row::new("t1", "Chika \"Chi\" Farouk", "305")
        .move_out("2026-12-01")
        .email("c@example.com")]);
    let text = site.run(&["people", "export"]).exits(0).stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<Value> = reader
        .deserialize::<std::collections::BTreeMap<String, String>>()
        .map(|row| json!(row.unwrap()))
        .collect();
    assert_eq!(rows.len(), 4);
    let chika = rows.iter().find(|row| row["email"] == "c@example.com").unwrap();
    assert_eq!((&chika["external_id"], &chika["move_out"]), (&json!("t1"), &json!("2026-12-01")));
    assert_eq!(chika["last_name"], "\"Chi\" Farouk");
    // An export can be imported elsewhere, except residents whom a PMS of the database knows.
    let oak = site.neighbour("oak-court");
    let done = import(&oak, text.as_bytes()).exits(1).json();
    assert_eq!(done["left_out"].as_array().unwrap().len(), 1, "{done}");
    assert_eq!(emails(&oak.people()), ["ana@example.com", "ben@example.com"]);
    let elsewhere = Site::new();
    import(&elsewhere, text.as_bytes()).exits(0);
    assert_eq!(emails(&elsewhere.people()), emails(&site.people()));
}
