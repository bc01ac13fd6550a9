//! The Yardi example works with its own files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tenantry_fakes::{Fake, Service, Yardi};

use crate::harness::{ENGINE, Output, kinds, person};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/yardi").join(name)
}

fn serve(fake: &Fake<Yardi>, operation: &str, name: &str) {
    let document = fs::read_to_string(file(name)).unwrap();
    fake.pms().set(Service::ResidentData, operation, "maple", &document);
}

#[test]
fn two_days() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["yardi.toml", "yardi.lic"] {
        fs::copy(file(name), folder.path().join(name)).unwrap();
    }
    let fake = Fake::start(Yardi::demo("maple", "Maple Court"));
    let run = |args: &[&str]| -> Value {
        let mut command = Command::new(ENGINE);
        command
            .arg("--json")
            .arg("--config")
            .arg(folder.path().join("yardi.toml"))
            .args(["--today", "2026-11-23"])
            .args(args)
            .env("ENGINE__CONNECTOR__URL", format!("{}/webservices", fake.url()))
            .env("YARDI_PASSWORD", "demo-password");
        Output::of(command.output().unwrap()).exits(0).json()
    };
    serve(&fake, "GetUnitInformation", "units.xml");
    serve(&fake, "GetRoommatePromotions", "promotions.xml");

    let check = run(&["check"]);
    assert!(check[1]["message"].as_str().unwrap().contains("property maple: Maple Court"));
    serve(&fake, "GetResidentsByStatus", "residents-monday.xml");
    run(&["sync"]);
    assert_eq!(kinds(&run(&["alerts"])), ["duplicate_email"]);
    let mira = person(&run(&["people"]), "mira.kaplan@example.com")["id"].clone();

    serve(&fake, "GetResidentsByStatus", "residents-tuesday.xml");
    run(&["sync"]);
    assert_eq!(kinds(&run(&["alerts"])), Vec::<String>::new());
    let people = run(&["people"]);
    assert_eq!(people.as_array().unwrap().len(), 8);
    let promoted = person(&people, "mira.kaplan@example.com");
    assert_eq!(promoted["id"], mira);
    assert_eq!(promoted["residencies"][0]["external_id"], "t0000106");
}
