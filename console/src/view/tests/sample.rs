//! Made-up people in a made-up building.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde_json::{Value, json};
use tenantry_core::{
    Text,
    model::{
        Account, AccountId, AccountKind, AccountStatus, AlertFacts, AlertId, AlertKind, Identity,
        Link, Place, Residency, ResidencyId, Resolution, Role, Status,
    },
    reconcile::{Action, Counts, Field, FieldChange, Reach, Reason},
};
use tenantry_store::{AlertRecord, ChangeRecord, Outcome, Person, RunKind, RunRecord, RunSeq};

use super::super::{Clock, PropertyLink, Shell, Viewer};

pub(crate) const PROPERTY: &str = "maple-court";

/// 22 Nov 2026, 16:05 in Chicago.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T22:05:00Z".parse().unwrap()
}

pub(crate) fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() - minutes * 60).unwrap()
}

pub(crate) fn clock() -> Clock {
    Clock { now: now(), zone: TimeZone::get("America/Chicago").unwrap() }
}

pub(crate) fn shell() -> Shell {
    let link = |id: &str, name: &str| PropertyLink { id: id.into(), name: name.into() };
    Shell {
        viewer: Viewer {
            name: "Dana Reyes".into(),
            role: "manager".into(),
            may_act: true,
            csrf: "c5f1".into(),
        },
        clock: clock(),
        property: Some(link(PROPERTY, "Maple Court")),
        properties: vec![
            link(PROPERTY, "Maple Court"),
            link("harbor-view", "Harbor View"),
            link("the-elms", "The Elms"),
        ],
        waiting: 12,
        is_read_only: false,
        notice: None,
    }
}

pub(crate) struct Who<'a> {
    pub(crate) id: &'a str,
    pub(crate) first: &'a str,
    pub(crate) last: &'a str,
    pub(crate) email: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) unit: &'a str,
}

pub(crate) fn who<'a>(
    id: &'a str,
    first: &'a str,
    last: &'a str,
    email: &'a str,
    phone: &'a str,
    unit: &'a str,
) -> Who<'a> {
    Who { id, first, last, email, phone, unit }
}

pub(crate) fn resident(who: &Who) -> Value {
    let blank = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "external_id": who.id, "first_name": who.first, "last_name": who.last,
        "email": blank(who.email), "phone": blank(who.phone), "unit": blank(who.unit),
        "pms_status": "Current", "status": "current", "role": "primary",
        "lease_start": "2026-01-01", "lease_end": "2026-12-31",
    })
}

pub(crate) fn account(who: &Who, same_unit: bool, same_phone: bool) -> Value {
    json!({
        "id": who.id, "email": who.email, "first_name": who.first, "last_name": who.last,
        "phone": if who.phone.is_empty() { Value::Null } else { json!(who.phone) },
        "status": "active", "units": if who.unit.is_empty() { json!([]) } else { json!([who.unit]) },
        "evidence": {"same_unit": same_unit, "same_phone": same_phone},
    })
}

pub(crate) fn alert(id: i64, kind: AlertKind, mut details: Value) -> AlertRecord {
    details["kind"] = kind.as_str().into();
    let facts: AlertFacts = serde_json::from_value(details).unwrap();
    AlertRecord {
        id: AlertId(id),
        property: PROPERTY.into(),
        subject: "t0001".into(),
        open: true,
        version: 0x0123_4567_89ab_cdef_u64.rotate_left(u32::try_from(id % 64).unwrap()),
        residents: facts.resident_ids(),
        accounts: facts.account_handles(),
        offered: facts.resolutions().to_vec(),
        reach: Reach::default(),
        is_veiled: false,
        facts,
        opened_at: ago(id * 137),
        opened_run: None,
        shown_run: None,
        closed_at: None,
        closed_by: None,
        resolution: None,
    }
}

/// At least one alert of every kind.
pub(crate) fn alerts() -> Vec<AlertRecord> {
    let nora =
        who("t0001050", "Nora", "Hansen", "hansen.family@example.com", "(555) 010-1050", "601");
    let erik = who("t0001051", "Erik", "Hansen", "hansen.family@example.com", "", "601");
    let robert =
        who("t0001052", "Robert", "Keller", "bob.keller@example.com", "(555) 010-1052", "602");
    let bob = who("14", "Bob", "Keller", "bob.keller@example.com", "", "602");
    let lind =
        who("t0001060", "Maja", "Lindquist", "maja.lindqvist@example.com", "(555) 010-1060", "614");
    let lindq = who("60", "Maja", "Lindqvist", "maja.lindqvist@example.com", "+15550101060", "614");
    let sofia =
        who("t0001053", "Sofia", "Lindqvist", "sofia.l@example.com", "(555) 010-2603", "603");
    let old = who("15", "Sofia", "Lindqvist", "sofia.lindqvist@example.com", "+15550102603", "603");
    let older = who("16", "Sofia", "Lindqvist", "sofia88@example.com", "", "210");
    let quinn =
        who("t0001016", "Quinn", "Zhang", "another.address@example.com", "(555) 010-1016", "207");
    let quinn_known = who("24", "Quinn", "Zhang", "quinn.zhang@example.com", "+15550101016", "207");
    let ivan =
        who("t0001012", "Ivan", "Horvat", "ivan.horvat@example.com", "(555) 010-1012", "203");
    let marco = who("13", "Marco", "Aydin", "marco.aydin@example.com", "+15550101012", "203");
    let theo = who("t0001054", "Theo", "Okafor", "noemail@example.com", "(555) 010-1054", "604");
    let maya =
        who("t0001056", "Maya", "Iversen", "maya.iversen@example.com", "(555) 010-1056", "606");
    let hannah =
        who("t0001095", "Hannah", "Stein", "quinn.zhang@example.com", "(555) 010-1095", "610");
    let kofi_now =
        who("t0001010", "Kofi", "Mensah", "kofi.mensah@example.com", "(555) 010-1010", "201");
    let kofi = who("11", "Kofi", "Mensah", "kofi.mensah@example.com", "+15550101010", "201");
    vec![
        alert(
            1,
            AlertKind::DuplicateEmail,
            json!({"email": "hansen.family@example.com", "residents": [resident(&nora), resident(&erik)], "accounts": []}),
        ),
        alert(
            2,
            AlertKind::NameMismatch,
            json!({"grade": "nickname", "residents": [resident(&robert)], "accounts": [account(&bob, true, false)]}),
        ),
        alert(
            3,
            AlertKind::NameMismatch,
            json!({"grade": "spelling", "residents": [resident(&lind)], "accounts": [account(&lindq, true, true)]}),
        ),
        alert(
            4,
            AlertKind::EmailMismatch,
            json!({"residents": [resident(&sofia)], "accounts": [account(&old, true, true), account(&older, false, false)]}),
        ),
        alert(
            5,
            AlertKind::EmailMismatch,
            json!({"linked_account": "24", "linked_residency": "24", "residents": [resident(&quinn)], "accounts": [account(&quinn_known, true, true)]}),
        ),
        alert(
            6,
            AlertKind::IdentityChanged,
            json!({"usable_email": true, "linked_account": "13", "linked_residency": "13", "residents": [resident(&ivan)], "accounts": [account(&marco, true, true)]}),
        ),
        alert(7, AlertKind::MissingEmail, json!({"residents": [resident(&theo)], "accounts": []})),
        alert(
            8,
            AlertKind::InvalidRecord,
            json!({"code": "bad_date", "field": "lease_end", "location": "line 64", "external_id": "t0001097", "residents": [], "accounts": []}),
        ),
        alert(
            9,
            AlertKind::UnknownStatus,
            json!({"pms_status": "Skip", "residents": [resident(&maya)], "accounts": []}),
        ),
        alert(
            10,
            AlertKind::AccountConflict,
            json!({"belongs_to": ["t0001016"], "residents": [resident(&hannah)], "accounts": [account(&quinn_known, false, false)]}),
        ),
        alert(
            11,
            AlertKind::MissingFromPms,
            json!({"people": [{"external_id": "t0001010", "residency": "11", "unit": "201"}], "accounts": [account(&kofi, false, false)]}),
        ),
        hold(12),
        alert(
            14,
            AlertKind::UnknownRole,
            json!({"pms_role": "House sitter", "residents": [resident(&maya), resident(&theo)], "accounts": []}),
        ),
        alert(
            15,
            AlertKind::ManualResidency,
            json!({"residency": "12", "unit": "305", "occasion": "moved_out", "external_id": "t0001010", "accounts": [account(&kofi, false, false)]}),
        ),
        alert(
            13,
            AlertKind::DateConflict,
            json!({"residency": "11", "residents": [moved_out(resident(&kofi_now))], "accounts": [account(&kofi, true, true)]}),
        ),
    ]
}

fn moved_out(mut resident: Value) -> Value {
    resident["move_out"] = json!("2026-10-15");
    resident
}

fn hold(id: i64) -> AlertRecord {
    let names = [
        "Uma Rao",
        "Viktor Marino",
        "Wen Demir",
        "Ximena Fischer",
        "Yusuf Lund",
        "Zoe Klein",
        "Amir Obi",
        "Bella Weber",
    ];
    let people: Vec<Value> = names
        .iter()
        .zip(1020..)
        .map(|(name, number)| json!({"external_id": format!("t000{number}"), "account": format!("p{number}@example.com"), "name": name, "reason": "out_of_scope"}))
        .collect();
    alert(
        id,
        AlertKind::SafetyHold,
        json!({"harm": "ended", "people": people, "limit": 5, "days": 1, "recent": 1}),
    )
}

/// Resolved alerts: by a person, and by themselves.
pub(crate) fn settled() -> Vec<AlertRecord> {
    let mut all = alerts();
    all.truncate(4);
    let ways = [
        (None, "sync"),
        (Some(Resolution::Merge), "Dana Reyes"),
        (Some(Resolution::Dismiss), "Sam Ortiz"),
        (Some(Resolution::CreateSeparate), "Dana Reyes"),
    ];
    for (alert, (resolution, by)) in all.iter_mut().zip(ways) {
        alert.open = false;
        alert.closed_at = Some(ago(alert.id.0 * 31));
        alert.closed_by = Some(by.into());
        alert.resolution = resolution;
    }
    all
}

/// Many alerts of the kinds that are compared.
pub(crate) fn many_alerts(number: i64) -> Vec<AlertRecord> {
    let some = alerts();
    (1..=number)
        .zip(some.iter().cycle())
        .map(|(id, alert)| AlertRecord { id: AlertId(id), ..alert.clone() })
        .collect()
}

pub(crate) fn residency(
    id: i64,
    of: i64,
    external_id: &str,
    unit: &str,
    status: Status,
) -> Residency {
    let is_linked = !external_id.is_empty();
    Residency {
        id: ResidencyId(id),
        account: AccountId(of),
        property: PROPERTY.into(),
        link: is_linked.then(|| Link { external_id: external_id.into(), lease_id: None }),
        place: Place {
            unit: (!unit.is_empty()).then(|| unit.into()),
            status,
            lease_start: Some(date(2026, 1, 1)),
            lease_end: Some(date(2026, 12, 31)),
            move_in: Some(date(2026, 1, 3)),
            role: is_linked.then_some(Role::Roommate),
            pms_status: is_linked.then(|| "Current resident".into()),
            household_id: is_linked.then(|| "h0042".into()),
            ..Place::default()
        },
        ended_on: None,
        end_reason: None,
        last_live_status: None,
        seen: Identity::default(),
        missing_runs: 0,
    }
}

pub(crate) fn person(id: i64, first: &str, last: &str, residencies: Vec<Residency>) -> Person {
    Person {
        account: Account {
            id: AccountId(id),
            email: Some(
                format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase()).into(),
            ),
            first_name: first.into(),
            last_name: last.into(),
            phone: Some(format!("+155501{:05}", 1000 + id).into()),
            kind: AccountKind::Resident,
            status: AccountStatus::Active,
        },
        residencies,
    }
}

/// People in every standing.
pub(crate) fn people() -> Vec<Person> {
    let mut hugo = residency(108, 8, "t0001007", "108", Status::Notice);
    hugo.place.move_out = Some(date(2027, 1, 31));
    let mut lucia = residency(109, 9, "t0001059", "607", Status::Future);
    lucia.place.move_in = Some(date(2026, 12, 1));
    let mut elif = residency(105, 5, "t0001004", "105", Status::Past);
    elif.ended_on = Some(date(2026, 11, 20));
    elif.end_reason = Some(Reason::OutOfScope);
    let mut elsewhere = residency(110, 6, "h77", "12 B", Status::Current);
    elsewhere.property = "harbor-view".into();
    let mut all = vec![
        person(1, "Ana", "Ruiz", vec![residency(101, 1, "t0001000", "101", Status::Current)]),
        person(14, "Bob", "Keller", vec![residency(114, 14, "", "602", Status::Current)]),
        person(8, "Hugo", "Singh", vec![hugo]),
        person(9, "Lucia", "Romano", vec![lucia]),
        person(
            6,
            "Femi",
            "Adeyemi",
            vec![
                residency(106, 6, "t0001005", "106", Status::Current),
                residency(107, 6, "t0001090", "608", Status::Current),
                elsewhere,
            ],
        ),
        person(5, "Elif", "Vega", vec![elif]),
        person(24, "Quinn", "Zhang", vec![residency(124, 24, "t0001016", "207", Status::Current)]),
        person(30, "Ray", "Diaz", vec![residency(130, 30, "", "", Status::Current)]),
        person(
            31,
            "Wilhelmina-Alexandrina",
            "van der Wolkenstein-Trostburg",
            vec![residency(131, 31, "t0001100", "Tower-North-1204", Status::Eviction)],
        ),
    ];
    all[5].account.status = AccountStatus::Inactive;
    all[7].account.kind = AccountKind::Staff;
    all[7].account.phone = None;
    all
}

pub(crate) fn change(
    id: i64,
    action: Action,
    reason: Reason,
    fields: &[(Field, Option<&str>, Option<&str>)],
) -> ChangeRecord {
    ChangeRecord {
        id,
        property: PROPERTY.into(),
        run: Some("01a2055c-da81-7274-abde-22840b90fc88".into()),
        actor: "sync".into(),
        at: ago(20_000 - id * 700),
        action,
        reason,
        external_id: Some("t0001000".into()),
        account: AccountId(1),
        account_email: Some("ana.ruiz@example.com".into()),
        residency: Some(ResidencyId(101)),
        new_account: action == Action::Create,
        new_residency: action == Action::Create,
        fields: fields
            .iter()
            .map(|(field, from, to)| FieldChange {
                field: *field,
                from: from.map(Text::from),
                to: to.map(Text::from),
            })
            .collect(),
    }
}

/// The history of the first person.
pub(crate) fn changes() -> Vec<ChangeRecord> {
    let mut all = vec![
        change(
            1,
            Action::Create,
            Reason::NoMatch,
            &[
                (Field::Email, None, Some("a.ruiz@example.com")),
                (Field::FirstName, None, Some("Ana")),
                (Field::LastName, None, Some("Ruiz")),
                (Field::Phone, None, Some("+15550101001")),
                (Field::AccountStatus, None, Some("active")),
                (Field::ExternalId, None, Some("t0001000")),
                (Field::Unit, None, Some("104")),
                (Field::Status, None, Some("future")),
                (Field::LeaseStart, None, Some("2026-01-01")),
                (Field::LeaseEnd, None, Some("2026-12-31")),
                (Field::MoveIn, None, Some("2026-01-03")),
            ],
        ),
        change(
            9,
            Action::Update,
            Reason::PmsChanged,
            &[(Field::Status, Some("future"), Some("current"))],
        ),
        change(22, Action::Update, Reason::PmsChanged, &[(Field::Unit, Some("104"), Some("101"))]),
        change(
            28,
            Action::Update,
            Reason::Resolution,
            &[(Field::Email, Some("a.ruiz@example.com"), Some("ana.ruiz@example.com"))],
        ),
    ];
    all[3].actor = "Dana Reyes".into();
    all[3].run = None;
    all
}

pub(crate) fn run(id: &str, minutes: i64, outcome: Outcome, counts: Counts) -> RunRecord {
    RunRecord {
        id: id.into(),
        seq: RunSeq(-minutes),
        property: PROPERTY.into(),
        kind: RunKind::Sync,
        started_at: ago(minutes),
        finished_at: Timestamp::from_second(ago(minutes).as_second() + 4).unwrap(),
        outcome,
        applied: outcome != Outcome::Failed,
        counts,
        error: None,
        plan_digest: None,
        confirmed_by: None,
        undone_by: None,
        asked_by: None,
    }
}

/// Runs of every outcome.
pub(crate) fn runs() -> Vec<RunRecord> {
    let quiet =
        Counts { fetched: 63, in_scope: 58, unchanged: 50, held_back: 8, ..Counts::default() };
    let mut all = vec![
        run(
            "01a2055c-dbe1-7076-a6a4-b5fde643932e",
            12,
            Outcome::Held,
            Counts { ended: 8, ..quiet },
        ),
        run("01a2055c-dbe0", 75, Outcome::Failed, Counts::default()),
        run("01a2055c-dbd9", 140, Outcome::Completed, quiet),
        run(
            "01a2055c-db35",
            1500,
            Outcome::Completed,
            Counts { created: 1, ended: 1, updated: 3, ..quiet },
        ),
        run("01a2055c-db34", 1600, Outcome::Completed, Counts { updated: 38, ..Counts::default() }),
        run(
            "01a2055c-da81",
            9000,
            Outcome::Completed,
            Counts {
                created: 38,
                linked: 15,
                fetched: 61,
                in_scope: 58,
                held_back: 5,
                ..Counts::default()
            },
        ),
    ];
    all[1].error = Some("yardi: https://pms.example.com answered 503 Service Unavailable three times; try again later, or ask the PMS's support".into());
    all[3].undone_by = Some("01a2055c-db34".into());
    all[4].kind = RunKind::Undo;
    let rows = Counts { fetched: 21, created: 18, linked: 2, held_back: 1, ..Counts::default() };
    let mut import = run("01a2055c-da70", 9100, Outcome::Completed, rows);
    (import.kind, import.asked_by) = (RunKind::Import, Some("Dana Reyes".into()));
    all.push(import);
    let ends = Counts { ended: 58, ..Counts::default() };
    let mut retired = run("01a2055c-da60", 9200, Outcome::Completed, ends);
    retired.kind = RunKind::Retire;
    all.push(retired);
    all
}
