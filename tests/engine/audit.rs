//! Replaying the audit on an empty directory reproduces the directory.

use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Map, Value, json};

use crate::harness::{Backend, Postgres, Row, Site, Sqlite, alert, crowd, database, kinds};

/// The columns of a table by row ID, in the audit's format.
type Rows = BTreeMap<i64, BTreeMap<String, String>>;

/// The fields in the audit that are columns of an account.
const OF_ACCOUNT: [&str; 6] =
    ["email", "first_name", "last_name", "phone", "kind", "account_status"];

fn set(row: &mut BTreeMap<String, String>, name: &str, value: &Value) {
    match value.as_str() {
        Some(text) => drop(row.insert(name.to_owned(), text.to_owned())),
        None => drop(row.remove(name)),
    }
}

/// Accounts and residencies according to the audit.
fn replayed(site: &Site) -> (Rows, Rows) {
    let sql = "SELECT account_id, residency_id, action, new_account, new_residency, fields \
               FROM changes ORDER BY id";
    let (mut accounts, mut residencies) = (Rows::new(), Rows::new());
    for row in database::query(&site.url, sql) {
        let account: i64 = row.try_get_by_index(0).unwrap();
        let residency: Option<i64> = row.try_get_by_index(1).unwrap();
        let action: String = row.try_get_by_index(2).unwrap();
        let made = |index| row.try_get_by_index::<bool>(index).unwrap();
        let fields: String = row.try_get_by_index(5).unwrap();
        let fields: Map<String, Value> = serde_json::from_str(&fields).unwrap();
        if made(3) {
            assert!(accounts.insert(account, BTreeMap::new()).is_none(), "made twice: {account}");
        }
        if let (true, Some(residency)) = (made(4), residency) {
            let home = BTreeMap::from([("account".to_owned(), account.to_string())]);
            assert!(residencies.insert(residency, home).is_none(), "made twice: {residency}");
        }
        for (name, pair) in &fields {
            let row = if OF_ACCOUNT.contains(&name.as_str()) {
                accounts.get_mut(&account)
            } else {
                residency.and_then(|residency| residencies.get_mut(&residency))
            };
            let row = row.unwrap_or_else(|| panic!("{action} of {account}: {name} of nothing"));
            set(row, name, &pair[1]);
        }
        match (action.as_str(), residency) {
            ("delete", Some(residency)) => drop(residencies.remove(&residency)),
            // Deleting an account also deletes its residencies.
            ("delete", None) => {
                accounts.remove(&account);
                residencies.retain(|_, home| home["account"] != account.to_string());
            }
            _ => {}
        }
    }
    (accounts, residencies)
}

/// Accounts and residencies as stored.
fn stored(site: &Site) -> (Rows, Rows) {
    let read = |table: &str, columns: &[(&str, &str)]| -> Rows {
        let list: Vec<String> = columns
            .iter()
            .map(|(column, _)| format!("nullif(cast({column} AS text), '')"))
            .collect();
        let sql = format!("SELECT id, {} FROM {table}", list.join(", "));
        let rows = database::query(&site.url, &sql);
        let each = rows.iter().map(|row| {
            let mut fields = BTreeMap::new();
            for (index, (_, name)) in columns.iter().enumerate() {
                let text: Option<String> = row.try_get_by_index(index + 1).unwrap();
                set(&mut fields, name, &json!(text));
            }
            (row.try_get_by_index(0).unwrap(), fields)
        });
        each.collect()
    };
    let accounts =
        OF_ACCOUNT.map(|name| (if name == "account_status" { "status" } else { name }, name));
    let residencies = [
        "account",
        "external_id",
        "lease_id",
        "building",
        "unit",
        "status",
        "lease_start",
        "lease_end",
        "move_in",
        "move_out",
        "ended_on",
        "property_code",
        "household_id",
        "role",
        "pms_status",
        "last_live_status",
        "end_reason",
    ]
    .map(|name| (if name == "account" { "account_id" } else { name }, name));
    (read("accounts", &accounts), read("residencies", &residencies))
}

/// Checks that replaying the audit gives what is stored.
#[track_caller]
pub(crate) fn agrees(site: &Site) {
    let (accounts, mut residencies) = replayed(site);
    for home in residencies.values_mut() {
        home.retain(|name, _| name == "pms_status" || !name.starts_with("pms_"));
    }
    let (stored_accounts, stored_residencies) = stored(site);
    assert_eq!(accounts, stored_accounts);
    assert_eq!(residencies, stored_residencies);
}

fn resolve(site: &Site, kind: &str, answer: &[&str]) -> String {
    let alerts = site.alerts();
    let id = alert(&alerts, kind)["id"].as_str().unwrap();
    let args: Vec<&str> =
        ["alerts", "resolve", id].into_iter().chain(answer.iter().copied()).collect();
    site.json(&args);
    id.to_owned()
}

/// Builds a directory whose history has every kind of change.
#[rstest]
fn a_long_history(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(mut site) = Site::on(on) else { return };
    site = site.without_limits();
    let file = site.path("people.csv");
    let text = "email,first_name,last_name,phone,building,unit,kind\n\
                old@example.com,Ana,Ruiz,,,101,resident\n\
                ben.laurent@example.com,Benn,Laurent,,B,102,resident\n\
                desk@example.com,Joan,Park,312-555-0100,,,staff\n";
    std::fs::write(&file, text).unwrap();
    site.json(&["people", "import", file.to_str().unwrap()]);
    agrees(&site);

    let ana = Row::new("t1", "Ana Ruiz", "101");
    let ben = Row::new("t2", "Ben Laurent", "102").with("building", "B");
    let chika =
        Row::new("t3", "Chika Farouk", "103").with("lease_id", "L1").with("household_id", "h3");
    let dov = Row::new("t4", "Dov Petrov", "104");
    let elif = Row::new("t5", "Elif Vega", "104").with("role", "Roommate");
    let gone = Row::new("t6", "Femi Bello", "106");
    let monday = [ana.clone(), ben.clone(), chika.clone(), dov, elif.clone(), gone];
    site.sync(&monday);
    assert_eq!(kinds(&site.alerts()), ["email_mismatch", "name_mismatch"]);
    let answered = resolve(&site, "email_mismatch", &["create-separate", "--delete-old"]);
    agrees(&site);
    site.json(&["alerts", "undo", &answered]);
    agrees(&site);
    resolve(&site, "email_mismatch", &["create-separate", "--delete-old"]);
    resolve(&site, "name_mismatch", &["merge"]);
    agrees(&site);

    // A renewal on a new lease, a takeover, an announced end, a stranger, a missing resident.
    let renewed =
        chika.with("lease_id", "L2").with("lease_end", "2027-12-31").with("household_id", "h9");
    let taken_over = elif.id("t4").with("role", "");
    let stranger = Row::new("t1", "Ivan Horvat", "101");
    let leaving = ben.clone().status("Notice").move_out("2026-11-20");
    let tuesday = [stranger, leaving, renewed.clone(), taken_over.clone()];
    let report = site.sync(&tuesday);
    resolve(&site, "identity_changed", &["new-person"]);
    resolve(&site, "missing_from_pms", &["end-access"]);
    agrees(&site);
    site.json(&["undo", report["run_id"].as_str().unwrap()]);
    agrees(&site);

    site.today = "2026-11-21".into();
    site.sync(&tuesday);
    site.sync(&[ana, ben, renewed, taken_over]);
    agrees(&site);
    let oak = site.neighbour("oak-court");
    oak.sync(&[Row::new("9", "Chika Farouk", "9")]);
    agrees(&site);
}

#[rstest]
fn many_people_at_once(#[values(Sqlite, Postgres)] on: Backend) {
    let Some(site) = Site::on(on) else { return };
    let site = site.without_limits();
    let rows = crowd(1500);
    site.sync(&rows);
    let moved: Vec<Row> =
        rows.into_iter().enumerate().map(|(n, row)| row.unit(&format!("X{n}"))).collect();
    let report = site.sync(&moved);
    assert_eq!(report["counts"]["updated"], 1500);
    agrees(&site);
    site.json(&["undo", report["run_id"].as_str().unwrap()]);
    agrees(&site);
}
