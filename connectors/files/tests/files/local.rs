use std::fs;

use tenantry_core::connector::ErrorKind;
use tenantry_files::{Pick, Settings};

use crate::{TEXT, bring, text};

#[tokio::test]
async fn a_plain_file_is_read_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rent[1].csv");
    fs::write(&path, TEXT).unwrap();
    let brought = bring(&Settings { path: Some(path.clone()), ..Settings::default() }).await;
    let brought = brought.unwrap();
    assert_eq!(brought.name, path.display().to_string());
    assert!(brought.found.is_empty() && !brought.table);
    assert_eq!(text(brought), TEXT);
}

#[tokio::test]
async fn the_newest_of_a_folder_with_markers() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "a.csv.done", "b.csv"] {
        fs::write(folder.path().join(name), TEXT).unwrap();
    }
    let settings = Settings {
        path: Some(folder.path().join("*.csv")),
        pick: Pick::Newest,
        marker: Some("{name}.done".into()),
        settle: Some("1ms".parse().unwrap()),
        ..Settings::default()
    };
    assert_eq!(bring(&settings).await.unwrap().label, "a.csv");
}

#[tokio::test]
async fn what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path| Settings { path: Some(path), ..Settings::default() };
    let missing = bring(&at(folder.path().join("none.csv"))).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::Unavailable);
    assert!(missing.message.contains("none.csv: cannot open the file: No such file"), "{missing}");
    let folder_itself = bring(&at(folder.path().into())).await.unwrap_err();
    assert!(folder_itself.message.contains("is a folder"));
    let no_folder = bring(&at(folder.path().join("none/*.csv"))).await.unwrap_err();
    assert!(no_folder.message.contains("cannot list the folder"), "{no_folder}");
    let nothing_fits = bring(&at(folder.path().join("*.csv"))).await.unwrap_err();
    assert!(nothing_fits.message.contains("the folder is empty"), "{nothing_fits}");
}
