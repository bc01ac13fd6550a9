use super::support::*;

#[tokio::test]
async fn people_are_found_and_sorted() {
    on_each(async |store| {
        let residents = [
            resident("t2", "Zoe", "Zed", "102"),
            resident("t1", "Ana", "de Ruíz", "A-101"),
            resident("t3", "Bea", "zed", "103"),
        ];
        sync(&store, &residents, plan(create(&residents))).await;
        let tx = store.begin().await.unwrap();
        let (maple, oak) = (tx.property("maple").await.unwrap(), property(&tx, "oak").await);
        for (search, found) in [
            (None, vec!["Ana", "Bea", "Zoe"]),
            (Some(" "), vec!["Ana", "Bea", "Zoe"]),
            (Some("ruiz"), vec!["Ana"]),
            (Some("ana DE"), vec!["Ana"]),
            (Some("ZOE@example"), vec!["Zoe"]),
            (Some("a-101"), vec!["Ana"]),
            (Some("t3"), vec!["Bea"]),
            (Some("5550100"), vec!["Ana", "Bea", "Zoe"]),
            (Some("_"), vec![]),
        ] {
            let people = tx.people(maple, search).await.unwrap();
            let names: Vec<_> =
                people.iter().map(|person| person.account.first_name.as_str()).collect();
            assert_eq!(names, found, "{search:?}");
            assert!(people.iter().all(|person| person.residencies.len() == 1));
        }
        assert_eq!(tx.people(Some(oak), None).await.unwrap(), []);
        let ana = tx.person(" Ana@EXAMPLE.com").await.unwrap().unwrap();
        assert_eq!(tx.person(&ana.account.id.0.to_string()).await.unwrap(), Some(ana));
        assert_eq!(tx.person("999").await.unwrap(), None);
        assert_eq!(tx.person("nobody").await.unwrap(), None);
    })
    .await;
}
