//! An import is a run: shown before, in the history, undone as a whole, and never a sync.

use rstest::rstest;
use serde_json::{Value, json};

use crate::harness::{
    Backend, Output, Postgres, Row, Site, Sqlite, actions, emails, homes, person,
};

const HEADINGS: &str = "email,first_name,last_name,phone,building,unit,kind";

/// A couple with one address, a man with two homes, and the front desk.
const FILE: [&str; 5] = [
    "hansen@example.com,Nora,Hansen,312-555-0101,,601,",
    "hansen@example.com,Erik,Hansen,312-555-0102,,601,",
    "ben@example.com,Ben,Ode,,,102,",
    "ben@example.com,Ben,Ode,,,103,",
    "desk@example.com,Joan,Park,,,,staff",
];

/// Runs `people import` with the rows.
fn import(site: &Site, rows: &[&str], options: &[&str]) -> Output {
    let file = site.path("people.csv");
    std::fs::write(&file, format!("{HEADINGS}\n{}\n", rows.join("\n"))).unwrap();
    let args = ["--json", "people", "import", file.to_str().unwrap()];
    let args: Vec<&str> = args.iter().chain(options).copied().collect();
    site.run(&args)
}

/// The rows that were left out: `3 shared_with`.
fn left_out(done: &Value) -> Vec<String> {
    let rows = done["left_out"].as_array().unwrap().iter();
    rows.map(|row| format!("{} {}", row["line"], row["reason"].as_str().unwrap())).collect()
}

#[rstest]
fn a_dry_run_shows_what_an_import_does(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let planned = import(&site, &FILE, &["--dry-run"]).exits(1).json();
    assert_eq!(site.people(), json!([]));
    assert_eq!(site.json(&["runs"]), json!([]));
    assert_eq!((&planned["run_id"], &planned["dry_run"]), (&Value::Null, &json!(true)));

    let done = import(&site, &FILE, &["--by", "joan"]).exits(1).json();
    let counts =
        json!({"rows": 5, "created": 3, "linked": 1, "updated": 0, "unchanged": 0, "left_out": 1});
    assert_eq!((&done["counts"], &planned["counts"]), (&counts, &counts));
    assert_eq!((&done["changes"], &done["left_out"]), (&planned["changes"], &planned["left_out"]));
    assert_eq!(left_out(&done), ["3 shared_with"]);
    assert_eq!(done["left_out"][0]["email"], "hansen@example.com");
    assert!(done["left_out"][0]["message"].as_str().unwrap().contains("line 2"), "{done}");
    let people = site.people();
    assert_eq!(emails(&people), ["ben@example.com", "desk@example.com", "hansen@example.com"]);
    assert_eq!(person(&people, "hansen@example.com")["first_name"], "Nora");
    assert_eq!(person(&people, "desk@example.com")["kind"], "staff");

    // The history tells what it did, and who.
    let runs = site.json(&["runs"]);
    let run = &runs[0];
    assert_eq!((&run["id"], &run["kind"]), (&done["run_id"], &json!("import")));
    assert_eq!((&run["outcome"], &run["asked_by"]), (&json!("completed"), &json!("joan")));
    assert_eq!((&run["counts"]["created"], &run["counts"]["held_back"]), (&json!(3), &json!(1)));
    let shown = site.json(&["runs", "show", run["id"].as_str().unwrap()]);
    assert_eq!(shown["changes"], done["changes"]);
    let shown = site.json(&["people", "show", "ben@example.com"]);
    assert_eq!(shown["history"][0]["run_id"], done["run_id"]);
    assert_eq!(shown["history"][0]["by"], "joan");
}

#[rstest]
fn a_second_import_changes_nothing_and_is_in_the_history(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, &FILE, &[]).exits(1);
    let before = site.people();
    let again = import(&site, &FILE, &[]).exits(1).json();
    assert_eq!((&again["changes"], left_out(&again)), (&json!([]), vec!["3 shared_with".into()]));
    assert_eq!(again["counts"]["unchanged"], 4);
    assert_eq!(site.people(), before);
    let runs = site.json(&["runs"]);
    assert_eq!(runs.as_array().unwrap().len(), 2);
    assert_eq!(runs[0]["id"], again["run_id"]);

    let everything_fits: Vec<&str> = FILE.into_iter().filter(|row| !row.contains("Erik")).collect();
    let again = import(&site, &everything_fits, &[]).exits(0).json();
    assert_eq!(left_out(&again), [] as [&str; 0]);
}

#[rstest]
fn an_import_is_undone_where_nothing_came_later(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, &["ben@example.com,Ben,Ode,,,102,"], &[]).exits(0);
    let before = site.people();
    let rows = [
        "ben@example.com,BEN,Ode,312-555-0199,,103,staff",
        "ana@example.com,Ana,Ruiz,,,101,",
        "cleo@example.com,Cleo,Marsh,,,104,",
    ];
    let done = import(&site, &rows, &[]).exits(0).json();
    let run = done["run_id"].as_str().unwrap();
    let ben = site.people();
    assert_eq!(person(&ben, "ben@example.com")["phone"], "+13125550199");

    let undone = site.json(&["undo", run, "--by", "joan"]);
    assert_eq!((&undone["undone"], &undone["kept"]), (&json!(3), &json!([])));
    assert_eq!(undone["undid_kind"], "import");
    assert_eq!(site.people(), before);
    site.run(&["undo", run]).exits(1).says(&["already been undone"]);

    // Once a resident is linked to an account, it stays.
    let done = import(&site, &rows, &[]).exits(0).json();
    let ana = Row::new("t1", "Ana Ruiz", "101").email("ana@example.com");
    assert_eq!(actions(&site.sync(std::slice::from_ref(&ana))), ["link t1"]);
    let undone = site.json(&["undo", done["run_id"].as_str().unwrap()]);
    assert_eq!(undone["kept"].as_array().unwrap().len(), 1, "{undone}");
    let people = site.people();
    assert_eq!(emails(&people), ["ana@example.com", "ben@example.com"]);
    assert_eq!(homes(person(&people, "ana@example.com")), ["maple-court t1 101 current -"]);
}

#[rstest]
fn residents_of_every_property_are_left_alone(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(maple) = Site::on(on) else { return };
    let oak = maple.neighbour("oak-court");
    let kofi = Row::new("o2", "Kofi Mensah", "8");
    let gone = Row::new("o3", "Gia Bianchi", "9");
    oak.sync(&[Row::new("o1", "Lena Delgado", "7"), kofi.clone(), gone.clone()]);
    oak.sync(&[Row::new("o1", "Lena Delgado", "7"), kofi, gone.status("Past")]);
    let before = oak.people();
    let rows = [
        "lena.delgado@example.com,Lina,Delgado,,,101,",
        "kofi.mensah@example.com,Kofi,Mensah,312-555-0100,,102,",
        "gia.bianchi@example.com,Gia,Bianchi,,,103,",
        "ana@example.com,Ana,Ruiz,,,104,",
    ];
    let done = import(&maple, &rows, &[]).exits(1).json();
    assert_eq!(left_out(&done), ["2 other_name", "3 resident", "4 resident"]);
    assert!(done["left_out"][1]["message"].as_str().unwrap().contains("oak-court"), "{done}");
    assert_eq!(emails(&maple.people()), ["ana@example.com"]);
    assert_eq!(oak.people(), before);

    let page = maple.path("people.csv");
    let text = maple.run(&["people", "import", page.to_str().unwrap()]).exits(1);
    text.prints(&["LINE", "gia.bianchi@example.com", "resident of oak-court", "3 left out"]);
    assert_eq!(text.stderr, "");
}

#[rstest]
fn an_import_does_not_count_as_a_sync(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    import(&site, &["ben@example.com,Ben,Ode,,,102,"], &[]).exits(0);
    site.run(&["people"]).exits(0).prints(&["no complete sync yet"]);
    let synced = site.sync(&[Row::new("t1", "Ana Ruiz", "101")]);
    import(&site, &["cleo@example.com,Cleo,Marsh,,,104,"], &[]).exits(0);
    // The next sync of the same roster finds nothing to do.
    let again = site.json(&["sync"]);
    assert_eq!(actions(&again), [] as [&str; 0]);
    assert_eq!(again["counts"]["unchanged"], synced["counts"]["created"]);
}

#[test]
fn people_in_the_file_are_in_no_log() {
    let site = Site::new();
    let file = site.path("people.csv");
    std::fs::write(&file, format!("{HEADINGS}\n{}\n", FILE.join("\n"))).unwrap();
    let mut command = site.command(&["people", "import", file.to_str().unwrap()]);
    let output = Output::of(command.env("RUST_LOG", "trace").output().unwrap()).exits(1);
    for secret in ["hansen", "Nora", "555-0101", "3125550101"] {
        let leaks: Vec<_> = output.stderr.lines().filter(|line| line.contains(secret)).collect();
        assert!(leaks.is_empty(), "{secret} in {leaks:?}");
    }
}
