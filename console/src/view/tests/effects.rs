use rstest::rstest;
use tenantry_core::model::{AlertFacts, Resolution};

use super::{super::effect::effect, sample};

/// The exact sentences, because managers base their decisions on them.
#[rstest]
#[case(
    2,
    Resolution::Merge,
    false,
    None,
    "The account bob.keller@example.com is renamed from Bob Keller to Robert Keller and matched to t0001052 (unit 602). The account and its history stay."
)]
#[case(
    5,
    Resolution::UsePmsEmail,
    false,
    None,
    "The email of Quinn Zhang's account changes from quinn.zhang@example.com to another.address@example.com. The account and its history stay."
)]
#[case(
    4,
    Resolution::UsePmsEmail,
    false,
    Some("sofia88@example.com"),
    "The email of Sofia Lindqvist's account changes from sofia88@example.com to sofia.l@example.com, and the account is matched to t0001053 (unit 603). The account and its history stay."
)]
#[case(
    4,
    Resolution::UsePmsEmail,
    false,
    None,
    "The account that you choose gets the PMS's email sofia.l@example.com and is matched to t0001053 (unit 603). The account and its history stay."
)]
#[case(
    4,
    Resolution::CreateSeparate,
    false,
    None,
    "A new account sofia.l@example.com is created for Sofia Lindqvist, t0001053 (unit 603). The other accounts do not change."
)]
#[case(
    4,
    Resolution::CreateSeparate,
    true,
    Some("sofia88@example.com"),
    "A new account sofia.l@example.com is created for Sofia Lindqvist, t0001053 (unit 603). The old account sofia88@example.com is deleted with its keys; its history is kept."
)]
#[case(
    5,
    Resolution::CreateSeparate,
    false,
    None,
    "A new account another.address@example.com takes over Quinn Zhang, t0001016 (unit 207). The old account quinn.zhang@example.com stays but loses this home; if it has no other home, it becomes inactive."
)]
#[case(
    6,
    Resolution::SamePerson,
    false,
    None,
    "Marco Aydin's account gets the name Ivan Horvat and the email ivan.horvat@example.com. The account and its history stay."
)]
#[case(
    6,
    Resolution::NewPerson,
    false,
    None,
    "Marco Aydin's access as t0001012 ends today, and Ivan Horvat gets a new account with ivan.horvat@example.com in unit 203. Marco Aydin keeps access only to other homes, if any."
)]
#[case(
    11,
    Resolution::EndAccess,
    false,
    None,
    "Kofi Mensah's access to unit 201 ends today. Unless this is a staff account or has another home, the account kofi.mensah@example.com becomes inactive and opens no doors."
)]
#[case(
    13,
    Resolution::KeepAccess,
    false,
    None,
    "Nothing changes: Kofi Mensah keeps access. The alert closes and stays closed until the PMS changes the move-out date, 15 Oct 2026."
)]
#[case(
    12,
    Resolution::Confirm,
    false,
    None,
    "The PMS is read again, and what it still says of this is applied: 8 residents would lose access. Anything else that it asks for by then has to pass the limits like any other sync."
)]
#[case(
    1,
    Resolution::Dismiss,
    false,
    None,
    "Nothing changes. The alert closes and stays closed until something changes in the PMS or in the directory."
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
        "Marco Aydin's account gets the name Ivan Horvat but keeps the email marco.aydin@example.com. The account and its history stay."
    );
}

#[test]
fn every_answer_of_every_kind_is_told() {
    for alert in sample::alerts() {
        let account = alert.accounts.first().map(ToString::to_string);
        for resolution in alert.facts.resolutions() {
            let said = effect(&alert.facts, *resolution, false, account.as_deref());
            assert!(said.len() > 40 && said.ends_with('.'), "{said}");
        }
    }
}

/// The alerts of Sofia and of Marco, with accounts that have no email.
#[rstest]
#[case(
    4,
    Resolution::UsePmsEmail,
    "Sofia Lindqvist's account, which has no email, gets sofia.l@example.com, and the account is matched to t0001053 (unit 603). The account and its history stay."
)]
#[case(
    4,
    Resolution::CreateSeparate,
    "A new account sofia.l@example.com is created for Sofia Lindqvist, t0001053 (unit 603). The old account Sofia Lindqvist (no email) does not change."
)]
fn an_account_without_an_email_is_called_by_its_name(
    #[case] id: i64,
    #[case] resolution: Resolution,
    #[case] expected: &str,
) {
    let alert = sample::alerts().into_iter().find(|alert| alert.id.0 == id).unwrap();
    let mut facts = alert.facts;
    let AlertFacts::EmailMismatch { candidates, .. } = &mut facts else { panic!() };
    candidates.iter_mut().for_each(|account| account.email = None);
    let chosen = candidates[0].handle();
    assert_eq!(effect(&facts, resolution, false, Some(&chosen)), expected);
}
