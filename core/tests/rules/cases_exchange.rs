//! Addresses that other accounts hold.

use rstest::rstest;
use tenantry_core::{
    model::{AlertId, AlertKind, Resolution, Status},
    reconcile::Refusal,
};

use crate::{
    build::{Record, person, r},
    check::Town,
};

fn zed() -> Record {
    r("99", "Zed Zim").email("zed").unit("900")
}

fn ana() -> Record {
    r("1", "Ana Ruiz").email("ana").unit("101")
}

fn ben() -> Record {
    r("2", "Ben Ode").email("ben").unit("102")
}

fn cy() -> Record {
    r("3", "Cy Moore").email("cy").unit("103")
}

impl Town {
    /// Answers the alert of a kind about one resident.
    fn answers(
        &mut self,
        kind: AlertKind,
        subject: &str,
        answer: Resolution,
    ) -> Result<(), Refusal> {
        let alerts = self.world.site(&self.policy).alerts;
        let mut alerts = alerts.iter();
        let found = alerts.find(|(_, it)| it.kind() == kind && it.subject == subject);
        self.world.resolve(*found.unwrap().0, answer, None, false, &self.policy)
    }

    fn undo_answers(&mut self, from: usize) {
        let rows = from..self.world.log.len();
        self.world.undo_answer(rows, &self.policy).unwrap();
    }
}

#[rstest]
#[case::one("1")]
#[case::the_other("2")]
fn an_exchange_is_one_answer(#[case] answered: &str) {
    let mut town = Town::of(&[zed(), ana(), ben()]);
    let exchanged = || [zed(), ana().email("ben"), ben().email("ana")];
    town.check(&exchanged(), &["open email_mismatch 1", "open email_mismatch 2"]);
    let (before, from) = (town.world.people(), town.world.log.len());
    town.answers(AlertKind::EmailMismatch, answered, Resolution::UsePmsEmail).unwrap();
    town.has("ben@example.com", "Ana Ruiz active 1@101");
    town.has("ana@example.com", "Ben Ode active 2@102");
    let mut undone = Town { world: town.world.clone(), ..Town::new() };
    undone.undo_answers(from);
    assert_eq!(undone.world.people(), before);
    let closes = format!("close email_mismatch {}", if answered == "1" { "2" } else { "1" });
    town.check(&exchanged(), &[&closes]);
}

#[rstest]
fn a_ring_of_three_is_one_answer(#[values("1", "2", "3")] answered: &str) {
    let mut town = Town::of(&[zed(), ana(), ben(), cy()]);
    let turned = || [zed(), ana().email("ben"), ben().email("cy"), cy().email("ana")];
    town.sync(&turned());
    town.answers(AlertKind::EmailMismatch, answered, Resolution::UsePmsEmail).unwrap();
    town.has("ben@example.com", "Ana Ruiz active 1@101");
    town.has("cy@example.com", "Ben Ode active 2@102");
    town.has("ana@example.com", "Cy Moore active 3@103");
    town.sync(&turned());
    assert!(town.world.site(&town.policy).alerts.is_empty());
}

/// Ben gives his address to Ana and gets a new one.
#[test]
fn a_chain_ends_at_an_address_that_is_free() {
    let mut town = Town::of(&[zed(), ana(), ben()]);
    let told = || [zed(), ana().email("ben"), ben().email("new")];
    town.sync(&told());
    town.answers(AlertKind::EmailMismatch, "1", Resolution::UsePmsEmail).unwrap();
    town.has("ben@example.com", "Ana Ruiz active 1@101");
    town.has("new@example.com", "Ben Ode active 2@102");
}

#[test]
fn an_exchange_may_make_an_account_of_its_own() {
    let mut town = Town::of(&[zed(), ana(), ben()]);
    let exchanged = || [zed(), ana().email("ben"), ben().email("ana")];
    town.sync(&exchanged());
    town.answers(AlertKind::EmailMismatch, "1", Resolution::CreateSeparate).unwrap();
    town.has("ben@example.com", "Ana Ruiz active 1@101");
    town.has("ana@example.com", "Ben Ode active 2@102");
    town.sync(&exchanged());
    assert!(town.world.site(&town.policy).alerts.is_empty());
}

/// Somebody has said that Ana and Cy, who both have Ben's address now, are one person. Ben has
/// Cy's. If Ana got Ben's address, Cy's account could not get it as well.
#[rstest]
fn an_address_that_two_are_to_get_goes_to_one(
    #[values(Resolution::CreateSeparate, Resolution::UsePmsEmail)] answer: Resolution,
) {
    let mut town = Town::of(&[zed(), ana(), ben(), cy()]);
    let changed = || [zed(), ana().email("ben"), ben().email("cy"), cy().email("ben")];
    town.sync(&changed());
    town.answer(AlertKind::DuplicateEmail, Resolution::OnePerson).unwrap();
    town.sync(&changed());
    let before = town.world.people();
    let alerts = town.world.site(&town.policy).alerts;
    let about_cy = alerts.iter().find(|(_, alert)| alert.subject == "3").map(|(id, _)| *id);
    assert_eq!(
        town.answers(AlertKind::EmailMismatch, "1", answer),
        Err(Refusal::EmailTaken { alert: about_cy.map(AlertId) })
    );
    assert_eq!(town.world.people(), before);
    town.answers(AlertKind::EmailMismatch, "3", answer).unwrap();
    town.has("ben@example.com", "Cy Moore active 3@103");
    town.has("cy@example.com", "Ben Ode active 2@102");
}

/// The next tenant uses the mailbox of somebody who left.
/// Ana rents two units with one account. Her second lease becomes an account of its own with Ben's
/// address, he gets hers, and what is left of her account follows her first lease.
#[test]
fn an_exchange_with_one_of_two_leases_leaves_the_other_its_own_address() {
    let second = || r("9", "Ana Ruiz").unit("204");
    let mut town = Town::of(&[zed(), ana(), second().email("ana"), ben()]);
    town.has("ana@example.com", "Ana Ruiz active 1@101 9@204");
    let exchanged = || [zed(), ana().email("third"), second().email("ben"), ben().email("ana")];
    town.check(
        &exchanged(),
        &["open email_mismatch 1", "open email_mismatch 9", "open email_mismatch 2"],
    );
    let (before, from) = (town.world.people(), town.world.log.len());
    town.answers(AlertKind::EmailMismatch, "9", Resolution::CreateSeparate).unwrap();
    town.has("ben@example.com", "Ana Ruiz active 9@204");
    town.has("ana@example.com", "Ben Ode active 2@102");
    town.has("third@example.com", "Ana Ruiz active 1@101");
    town.undo_answers(from);
    assert_eq!(town.world.people(), before);
}

#[test]
fn the_address_of_somebody_who_left_is_released() {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().status(Status::Past)]);
    let next = || r("5", "Lena Voss").email("ana").unit("101");
    town.check(&[zed(), next()], &["open name_mismatch 5"]);
    let from = town.world.log.len();
    let before = town.world.people();
    town.answers(AlertKind::NameMismatch, "5", Resolution::CreateSeparate).unwrap();
    town.has("ana@example.com", "Lena Voss active 5@101");
    assert_eq!(town.world.accounts.len(), 3);
    let mut undone = Town { world: town.world.clone(), ..Town::new() };
    undone.undo_answers(from);
    assert_eq!(undone.world.people(), before);
    town.check(&[zed(), next()], &[]);
}

#[test]
fn a_name_mismatch_with_somebody_who_lives_here_is_no_separate_account() {
    let mut town = Town::of(&[zed(), ana()]);
    town.sync(&[zed(), ana().named("Lena Voss")]);
    let answer = town.answers(AlertKind::NameMismatch, "1", Resolution::CreateSeparate);
    assert_eq!(answer, Err(Refusal::NotThisWay));
}

#[test]
fn a_holder_who_has_left_or_was_imported_does_not_stand_in_the_way() {
    let mut town = Town::new();
    town.world.import(&[person("Eve Stone", "ruiz", "-")], &town.policy.clone());
    town.sync(&[zed(), ana()]);
    town.sync(&[zed(), ana().email("ruiz")]);
    town.answers(AlertKind::EmailMismatch, "1", Resolution::UsePmsEmail).unwrap();
    town.has("ruiz@example.com", "Ana Ruiz active 1@101");
    town.check(&[zed(), ana().email("ruiz")], &[]);
}

/// The family's address goes from his record to hers.
#[rstest]
#[case::he_has_none(ana().email("-"))]
#[case::he_has_another(ana().email("new"))]
fn an_address_that_the_pms_moved_is_released(#[case] his: Record) {
    let mut town = Town::of(&[zed(), ana()]);
    let hers = || r("5", "Lena Voss").email("ana").unit("101");
    town.sync(&[zed(), his.clone(), hers()]);
    town.answers(AlertKind::AccountConflict, "5", Resolution::ReleaseAddress).unwrap();
    town.sync(&[zed(), his.clone(), hers()]);
    town.has("ana@example.com", "Lena Voss active 5@101");
    let account = town.world.accounts.values().find(|account| account.first_name == "Ana");
    let key = his.0.email.clone();
    assert_eq!(account.unwrap().email, key, "the first address of the PMS goes to him");
    assert!(town.world.site(&town.policy).alerts.is_empty());
    town.check(&[zed(), his, hers()], &[]);
}

#[test]
fn an_address_that_its_holder_still_has_in_the_pms_is_not_released() {
    let mut town = Town::of(&[zed(), ana(), ben()]);
    // Two people with Ben's address, one of them linked to Ana's account: he keeps it.
    let told = || [zed(), ana().email("ben").status(Status::Notice), ben()];
    town.check(
        &told(),
        &["open duplicate_email ben@example.com", "update 1 ana pms_changed status=notice"],
    );
    // A person who may be somebody else has to be settled first.
    let mut town = Town::of(&[zed(), ana(), ben()]);
    let told = || [zed(), ana().email("ben"), ben().named("Eve Sand").email("eve")];
    town.sync(&told());
    let site = town.world.site(&town.policy);
    let first = site.alerts.iter().find(|(_, it)| it.kind() == AlertKind::IdentityChanged);
    let alert = first.map(|(id, _)| AlertId(*id));
    let answer = town.answers(AlertKind::EmailMismatch, "1", Resolution::UsePmsEmail);
    assert_eq!(answer, Err(Refusal::EmailTaken { alert }));
    town.answers(AlertKind::IdentityChanged, "2", Resolution::SamePerson).unwrap();
    town.answers(AlertKind::EmailMismatch, "1", Resolution::UsePmsEmail).unwrap();
    town.check(&told(), &[]);
}
