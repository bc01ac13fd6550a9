//! Rosters with wrong emails.

use tenantry_core::{
    Text,
    model::{Resident, Status},
};

use super::{Lie, Likeness};
use crate::lies::{
    feed::{Feed, edit},
    house,
};

fn emails(feed: &mut Feed, change: impl Fn(&str) -> String) {
    feed.all(|record| edit(&mut record.email, &change));
}

fn email(record: &mut Resident) -> &mut Option<Text> {
    &mut record.email
}

fn other(record: &mut Resident) {
    record.email = Some(format!("{}@example.net", record.external_id).into());
}

pub(super) fn lies() -> Vec<Lie> {
    vec![
        Lie::new("The emails are lost", |feed| feed.all(|record| record.email = None)),
        Lie::new("5 emails are lost", |feed| feed.some(5, |record| record.email = None)),
        Lie::new("Everybody has the office's email", |feed| {
            emails(feed, |_| "office@example.com".into());
        }),
        Lie::new("5 have the office's email", |feed| {
            feed.some(5, |record| record.email = Some("office@example.com".into()));
        }),
        Lie::new("Everybody has noemail@", |feed| emails(feed, |_| "noemail@example.com".into())),
        Lie::new("5 have noemail@", |feed| {
            feed.some(5, |record| record.email = Some("noemail@example.com".into()));
        }),
        Lie::new("All emails are of one other domain", |feed| {
            emails(feed, |email| email.replace("example.com", "residents.example.net"));
        }),
        Lie::new("The domain is misspelled in 8 emails", |feed| {
            feed.some(8, |record| edit(&mut record.email, |email| email.replace(".com", ".co")));
        }),
        Lie::new("Everybody has a new email", |feed| feed.all(other)),
        Lie::new("5 have new emails", |feed| feed.some(5, other)),
        Lie::new("12 have new emails", |feed| feed.some(12, other)),
        Lie::new("13 have new emails", |feed| feed.some(13, other)),
        Lie::new("12 more have new emails each day", |feed| feed.more_each_day(12, other)),
        Lie::new("The column of emails slipped by a row", |feed| feed.shift(email)),
        Lie::new("The column of emails was sorted", |feed| feed.sort(email)),
        Lie::new("Couples have each other's emails", |feed| feed.exchange_in_couples(email)),
        Lie::new("3 couples have each other's emails", |feed| {
            let rest = feed.residents.split_off(8);
            feed.exchange_in_couples(email);
            feed.add(rest);
        }),
        Lie::new("Both of each couple have the primary's email", |feed| feed.as_primary(email)),
        Lie::new("One couple shares an email", |feed| {
            feed.residents[1].email = feed.residents[0].email.clone();
        }),
        Lie::new("10 residents have Ana's email", |feed| {
            feed.some(10, |record| record.email = Some("ana.ruiz@example.com".into()));
        }),
        Lie::new("5 have emails of South's residents", |feed| {
            let mut south = house::south().into_iter();
            feed.some(5, |record| {
                record.email = south.next().and_then(|other| other.email);
            });
        }),
        Lie::new("3 have the emails of people who left", |feed| {
            let left: Vec<Resident> =
                house::north().into_iter().filter(|known| known.status == Status::Past).collect();
            let mut left = left.into_iter();
            feed.some(3, |record| record.email = left.next().and_then(|other| other.email));
        }),
        Lie::new("Emails are in capitals", |feed| emails(feed, str::to_uppercase)),
        Lie::new("Emails are links", |feed| emails(feed, |email| format!("mailto:{email}"))),
        Lie::new("Emails have a plus-tag", |feed| {
            emails(feed, |email| email.replace('@', "+north@"));
        }),
        Lie::new("Every cell has two emails", |feed| {
            emails(feed, |email| format!("{email}; office@example.com"));
        }),
        Lie::new("Emails are masked", |feed| {
            emails(feed, |email| format!("{}***@example.com", &email[..1]));
        }),
        Lie::new("Emails are cut to 12 characters", |feed| {
            emails(feed, |email| email.chars().take(12).collect());
        }),
        Lie::new("Emails have no @", |feed| emails(feed, |email| email.replace('@', " at "))),
        Lie::new("Emails end in a period", |feed| emails(feed, |email| format!("{email}."))),
        Lie::new("New emails on every other day", |feed| {
            if feed.day != 2 {
                feed.all(other);
            }
        }),
        Lie::new("Everybody has the email of the row's charge code", |feed| {
            for (n, record) in feed.residents.iter_mut().enumerate() {
                record.email = Some(format!("charge{}@example.com", n % 7).into());
            }
        }),
        Lie::new("4 have new emails and other last names", |feed| {
            feed.some(4, |record| {
                other(record);
                record.last_name = format!("{}ton", record.last_name).into();
            });
        }),
        Lie::new("The people who moved in last have the emails of those before", |feed| {
            feed.those(
                |record| record.full_name() == "Ruth Levy",
                |record| record.email = Some("stefan.kruse@example.com".into()),
            );
        })
        .like(Likeness::Corrections),
    ]
}
