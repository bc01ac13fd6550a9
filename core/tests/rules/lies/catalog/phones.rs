//! Rosters with wrong phone numbers.

use tenantry_core::{Text, model::Resident};

use super::{Lie, Likeness};
use crate::lies::feed::{Feed, edit};

fn phones(feed: &mut Feed, change: impl Fn(&str) -> String) {
    feed.all(|record| edit(&mut record.phone, &change));
}

fn phone(record: &mut Resident) -> &mut Option<Text> {
    &mut record.phone
}

fn other(record: &mut Resident) {
    record.phone = Some(format!("773-555-{}", &record.external_id[4..]).into());
}

fn blank(record: &mut Resident) {
    record.phone = None;
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The phones are lost", |feed| feed.all(blank)),
        Lie::new("5 phones are lost", |feed| feed.some_phones(5, blank))
            .like(Likeness::Corrections),
        Lie::new("12 phones are lost", |feed| feed.some_phones(12, blank))
            .like(Likeness::Corrections),
        Lie::new("13 phones are lost", |feed| feed.some_phones(13, blank)),
        Lie::new("12 more phones are lost each day", |feed| feed.more_each_day(12, blank))
            .like(Likeness::Corrections),
        Lie::new("Everybody has the office's phone", |feed| {
            phones(feed, |_| "(312) 555-0199".into());
        }),
        Lie::new("5 have other phones", |feed| feed.some_phones(5, other))
            .like(Likeness::Corrections),
        Lie::new("30 have other phones", |feed| feed.some_phones(30, other))
            .like(Likeness::Corrections),
        Lie::new("31 have other phones", |feed| feed.some_phones(31, other)),
        Lie::new("20 more have other phones each day", |feed| feed.more_each_day(20, other))
            .like(Likeness::Corrections),
        Lie::new("The column of phones slipped by a row", |feed| feed.shift(phone)),
        Lie::new("The column of phones was sorted", |feed| feed.sort(phone)),
        Lie::new("Couples have each other's phones", |feed| feed.exchange_in_couples(phone))
            .like(Likeness::Corrections),
        Lie::new("Both of each couple have the primary's phone", |feed| feed.as_primary(phone))
            .like(Likeness::Corrections),
        Lie::new("Phones became 3.13E+09", |feed| phones(feed, |_| "3.13E+09".into())),
        Lie::new("Phones lost their last digit", |feed| {
            phones(feed, |phone| phone[..phone.len() - 1].into());
        }),
        Lie::new("Phones are work numbers", |feed| {
            phones(feed, |phone| phone.replace("312", "847"))
        }),
        Lie::new("Phones are written in another way", |feed| {
            phones(feed, |phone| phone.replace(['(', ')', ' ', '-'], ""));
        }),
        Lie::new("Phones have the country's code", |feed| {
            phones(feed, |phone| format!("+1 {phone}"));
        }),
        Lie::new("Phones have extensions", |feed| phones(feed, |phone| format!("{phone} x1")))
            .like(Likeness::Corrections),
        Lie::new("Phones are zeros", |feed| phones(feed, |_| "000-000-0000".into())),
        Lie::new("Phones are masked", |feed| {
            phones(feed, |phone| format!("***-***-{}", &phone[phone.len() - 4..]));
        }),
        Lie::new("Phones are negative numbers", |feed| {
            phones(feed, |phone| format!("-{}", phone.replace(['(', ')', ' ', '-'], "")));
        }),
        Lie::new("10 phones are those of the unit's last resident", |feed| {
            feed.some(10, |record| record.phone = Some("(312) 555-0164".into()));
        })
        .like(Likeness::Corrections),
        Lie::new("Phones are there on every other day", |feed| {
            if feed.day != 2 {
                feed.all(blank);
            }
        }),
    ]
}
