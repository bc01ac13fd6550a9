use rstest::rstest;
use tenantry_core::model::{AlertFacts, Resolution};

use super::{super::effect::effect, sample};

/// The sentences, word for word: a manager decides by them.
#[rstest]
#[case(
    2,
    Resolution::Merge,
    false,
    None,
    "The account bob.keller@example.com is renamed from Bob Keller to Robert Keller and linked to t0001052 (unit 602). It keeps its keys and history."
)]
#[case(
    5,
    Resolution::UsePmsEmail,
    false,
    None,
    "The account of Quinn Zhang changes its email from quinn.zhang@example.com to another.address@example.com. It keeps its keys and history."
)]
#[case(
    4,
    Resolution::UsePmsEmail,
    false,
    Some("sofia88@example.com"),
    "The account of Sofia Lindqvist changes its email from sofia88@example.com to sofia.l@example.com and is linked to t0001053 (unit 603). It keeps its keys and history."
)]
#[case(
    4,
    Resolution::UsePmsEmail,
    false,
    None,
    "The account that you choose gets the PMS's email sofia.l@example.com and is linked to t0001053 (unit 603). It keeps its keys and history."
)]
#[case(
    4,
    Resolution::CreateSeparate,
    false,
    None,
    "A new account sofia.l@example.com is made for Sofia Lindqvist, t0001053 (unit 603). The other accounts stay as they are."
)]
#[case(
    4,
    Resolution::CreateSeparate,
    true,
    Some("sofia88@example.com"),
    "A new account sofia.l@example.com is made for Sofia Lindqvist, t0001053 (unit 603). The old account sofia88@example.com is deleted with its keys; its history stays in the audit."
)]
#[case(
    5,
    Resolution::CreateSeparate,
    false,
    None,
    "A new account another.address@example.com takes over Quinn Zhang, t0001016 (unit 207). The old account quinn.zhang@example.com stays, without this residency; with none left it becomes inactive."
)]
#[case(
    6,
    Resolution::SamePerson,
    false,
    None,
    "The account of Marco Aydin gets the name Ivan Horvat and the email ivan.horvat@example.com. Keys and history stay."
)]
#[case(
    6,
    Resolution::NewPerson,
    false,
    None,
    "The residency of Marco Aydin under t0001012 ends today, and Ivan Horvat gets an account of their own with ivan.horvat@example.com in unit 203. Marco Aydin keeps only other residencies, if there are any."
)]
#[case(
    11,
    Resolution::EndAccess,
    false,
    None,
    "The residency of Kofi Mensah in unit 201 ends today. Unless it is staff or has another residency, the account kofi.mensah@example.com becomes inactive and opens no door."
)]
#[case(
    12,
    Resolution::Confirm,
    false,
    None,
    "The PMS is read again. If it still says exactly this, 8 residencies end and the rest of the held sync is applied; otherwise nothing is."
)]
#[case(
    1,
    Resolution::Dismiss,
    false,
    None,
    "Nothing is changed. The alert closes, and stays closed until the PMS or the directory says something else."
)]
fn what_will_happen(
    #[case] id: i64,
    #[case] resolution: Resolution,
    #[case] delete_old: bool,
    #[case] account: Option<&str>,
    #[case] expected: &str,
) {
    let alert = sample::alerts().into_iter().find(|alert| alert.id.0 == id).unwrap();
    assert_eq!(effect(&alert.facts, resolution, delete_old, account), expected);
}

#[test]
fn without_a_usable_email_the_account_keeps_its_own() {
    let mut all = sample::alerts().into_iter().map(|alert| alert.facts);
    let mut facts = all.find(|facts| matches!(facts, AlertFacts::IdentityChanged { .. })).unwrap();
    if let AlertFacts::IdentityChanged { usable_email, .. } = &mut facts {
        *usable_email = false;
    }
    let said = effect(&facts, Resolution::SamePerson, false, None);
    assert_eq!(
        said,
        "The account of Marco Aydin gets the name Ivan Horvat but keeps the email marco.aydin@example.com. Keys and history stay."
    );
}

#[test]
fn every_answer_of_every_kind_is_told() {
    for alert in sample::alerts() {
        let account = alert.accounts.first().map(ToString::to_string);
        for resolution in alert.kind().resolutions() {
            let said = effect(&alert.facts, *resolution, false, account.as_deref());
            assert!(said.len() > 40 && said.ends_with('.'), "{said}");
        }
    }
}
