//! Alerts that are answered under the rules of core, as the command line does it.

use tenantry_core::{
    model::{AlertId, AlertKind, LinkedTo, Resident, Resolution, Role},
    normalize::email_key,
    reconcile::{
        self, AccountRef, Action, Change, Field, Focus, Plan, PlannedAlert, RecordIx, ResidencyRef,
        Snapshot,
    },
};

use super::{facts::*, support::*};
use crate::{Answer, NewRun, Store};

/// Every column of every row, so that two directories can be compared.
pub(super) async fn directory(store: &Store) -> Vec<String> {
    let tx = store.read().await.unwrap();
    let mut rows = Vec::new();
    for (table, columns) in [
        (
            "accounts",
            "id email email_key first_name last_name name_key sort_key phone kind status created_at",
        ),
        (
            "residencies",
            "id account_id property_id external_id lease_id building unit status lease_start lease_end move_in \
             move_out ended_on property_code household_id role pms_status last_live_status end_reason pms_first_name pms_last_name pms_email pms_phone missing_runs",
        ),
    ] {
        let columns: Vec<&str> = columns.split_whitespace().collect();
        let packed = crate::packed::expression(&columns);
        let sql = format!("SELECT {packed} FROM (SELECT * FROM {table} ORDER BY id) t");
        let all: String = tx.conn.one(&sql, Vec::new()).await.unwrap().unwrap_or_default();
        let each = all.split('\u{1e}').filter(|row| !row.is_empty());
        rows.extend(each.map(|row| format!("{table} {}", row.replace('\u{1f}', "|"))));
    }
    rows
}

/// Ana and Zoe of Maple Court, both linked, and Kim, who was entered by hand. Ana has an ended
/// residency at Maple Court, one at Oak Court from before, and one that was entered by hand.
pub(super) async fn people(store: &Store) {
    let tx = store.begin().await.unwrap();
    let (maple, oak) = (property(&tx, "maple").await, property(&tx, "oak").await);
    let here = [resident("t1", "Ana", "Ruiz", "101"), resident("t2", "Zoe", "Zed", "102")];
    let first = plan(create(&here));
    tx.apply(maple, &NewRun::new(now()), &set(&here, &first.changes), &first, now()).await.unwrap();
    let [ana] = tx.accounts_of(maple, "t1").await.unwrap()[..] else { panic!() };
    let more = |resident| Change {
        resident: Some(RecordIx::new(resident as usize)),
        ..change(Action::Link, AccountRef::Existing(ana), Some(ResidencyRef::New(resident)))
    };
    let there = [resident("x1", "Ana", "Ruiz", "9")];
    let mut ended = more(0);
    ended.patch = vec![
        field(Field::EndedOn, None, Some("2025-12-31")),
        field(Field::LastLiveStatus, None, Some("notice")),
        field(Field::EndReason, None, Some("out_of_scope")),
    ];
    let changes = vec![Change { external_id: Some("x1".into()), ..ended.clone() }];
    import(&tx, oak, &set(&there, &changes)).await.unwrap();
    let mut old = resident("t0", "Ana", "Ruiz", "50");
    (old.lease_id, old.building) = (Some("L1".into()), Some("B".into()));
    (old.household_id, old.role) = (Some("h1".into()), Role::Roommate);
    (old.property_code, old.pms_status) = ("M1".into(), "Past resident".into());
    let changes = vec![Change { external_id: Some("t0".into()), ..ended }, more(1)];
    let residents = [old, resident("", "Ana", "Ruiz", "7")];
    import(&tx, maple, &set(&residents, &changes)).await.unwrap();
    let kim = [resident("", "Kim", "Ruiz", "101")];
    import(&tx, maple, &set(&kim, &create(&kim))).await.unwrap();
    tx.commit().await.unwrap();
}

/// Opens an alert about an account and what the PMS says now.
pub(super) async fn raise(
    store: &Store,
    kind: AlertKind,
    email: &str,
    says: &Resident,
    linked: bool,
) -> AlertId {
    let tx = store.begin().await.unwrap();
    let maple = property(&tx, "maple").await;
    let person = tx.person(email).await.unwrap().unwrap();
    let account = &person.account;
    let of = |residency: &&tenantry_core::model::Residency| {
        residency.link.as_ref().is_some_and(|link| link.external_id == says.external_id)
    };
    let residency = person.residencies.iter().find(of).filter(|_| linked);
    let linked = residency.map(|row| LinkedTo { account: account.id, residency: Some(row.id) });
    let facts = facts(kind, says, shown(account), linked);
    let alert = PlannedAlert::new(says.external_id.clone(), facts);
    let plan = Plan { alerts: vec![alert], ..Plan::default() };
    let before = tx.alerts(Some(maple), true).await.unwrap().len();
    tx.apply(maple, &NewRun::new(now()), &set(&[], &[]), &plan, now()).await.unwrap();
    let alert = tx.alerts(Some(maple), true).await.unwrap()[before].id;
    tx.commit().await.unwrap();
    alert
}

/// Answers an alert at Maple Court.
pub(super) async fn answer(
    store: &Store,
    alert: AlertId,
    resolution: Resolution,
    delete_old: bool,
) {
    let tx = store.begin().await.unwrap();
    let record = tx.alert(alert).await.unwrap();
    let maple = tx.property("maple").await.unwrap().unwrap();
    let focus = Focus {
        external_ids: record.residents.clone(),
        emails: record.accounts.iter().filter_map(|email| email_key(email)).collect(),
        ..Focus::default()
    };
    let (accounts, residencies) = tx.load(maple, &focus).await.unwrap();
    let snapshot = Snapshot { accounts, residencies, ..Snapshot::default() };
    let asked = reconcile::Answer {
        open: &[],
        resolution,
        facts: &record.facts,
        account: None,
        delete_old,
        property: "maple",
        today: "2026-11-02".parse().unwrap(),
    };
    let resolved = reconcile::resolve(&asked, &snapshot).unwrap();
    let given = Answer { alert, actor: "bob", resolution, reason: None };
    let set = set(&resolved.residents, &resolved.changes);
    tx.apply_decision(maple, &given, &set, now()).await.unwrap();
    tx.commit().await.unwrap();
}
