//! PMSs that return JSON over HTTP: lists of records, each in the vendor's own
//! envelope and with the vendor's own authentication.

mod acme;
mod appfolio;
mod buildium;
mod doorloop;
mod entrata;
mod rentmanager;
mod tokens;

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use crate::{Answer, Pms, Seen};

/// A PMS with its lists of records.
#[derive(Debug)]
pub struct Rest {
    vendor: Box<dyn Vendor>,
    lists: BTreeMap<String, Vec<Value>>,
    /// The most records per page, if fewer than the vendor's.
    pub rows: Option<usize>,
    /// What goes wrong with paging, if anything.
    pub slip: Option<Slip>,
}

/// A way in which paging can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// The second page is repeated forever.
    Repeats,
    /// Each page announces more records.
    Grows,
    /// A record was inserted at the front while pages were read.
    Moves,
    /// The last record is announced but never sent.
    Withholds,
    /// Every page is the first one.
    Stays,
    /// After the first page come empty ones that link to themselves.
    Loops,
}

/// What differs between vendors.
trait Vendor: fmt::Debug + Send {
    /// Reads a request; returns the response to an invalid one.
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer>;

    /// A page in the vendor's envelope.
    fn page(&self, seen: &Seen, page: Page) -> Answer;
}

/// A request for a page of a list.
struct Ask {
    list: String,
    from: From,
    rows: usize,
    keep: Box<dyn Fn(&Value) -> bool>,
}

/// Where a page begins.
enum From {
    /// At this record, counted from 0.
    Record(usize),
    /// At this page, counted from 0.
    Page(usize),
}

/// A page of records.
struct Page {
    records: Vec<Value>,
    /// The number of records on all pages.
    total: usize,
    /// The record that the next page begins with.
    next: Option<usize>,
}

impl Rest {
    /// The PMS for a profile, or the invented `acme`, without any records.
    ///
    /// # Panics
    ///
    /// If there is no such PMS.
    pub fn of(profile: &str) -> Self {
        let vendor: Box<dyn Vendor> = match profile {
            "acme" => Box::new(acme::Acme::default()),
            "appfolio" => Box::new(appfolio::Reports),
            "appfolio-v0" => Box::new(appfolio::Stack),
            "buildium" => Box::new(buildium::BUILDIUM),
            "doorloop" => Box::new(doorloop::DoorLoop),
            "entrata" | "entrata-customers" => Box::new(entrata::Entrata),
            "propertyware" => Box::new(buildium::PROPERTYWARE),
            "rentmanager" => Box::new(rentmanager::RentManager::default()),
            other => panic!("no fake for {other}"),
        };
        Self { vendor, lists: BTreeMap::new(), rows: None, slip: None }
    }

    /// Sets the records of every list in a document.
    ///
    /// # Panics
    ///
    /// If a member is not a list.
    pub fn set(&mut self, lists: &Value) {
        for (name, records) in lists.as_object().expect("an object of lists") {
            let records = records.as_array().expect("a list of records");
            self.lists.insert(name.clone(), records.clone());
        }
    }

    /// The records of a list, to change them.
    pub fn list(&mut self, name: &str) -> &mut Vec<Value> {
        self.lists.entry(name.into()).or_default()
    }

    /// The records of all lists, to change them.
    pub fn lists(&mut self) -> impl Iterator<Item = &mut Vec<Value>> {
        self.lists.values_mut()
    }

    fn turn(&self, ask: &Ask) -> Page {
        let all: Vec<&Value> =
            self.lists.get(&ask.list).into_iter().flatten().filter(|one| (ask.keep)(one)).collect();
        let rows = self.rows.map_or(ask.rows, |most| most.min(ask.rows)).max(1);
        let start = match ask.from {
            From::Record(start) => start,
            From::Page(page) => page * rows,
        };
        let (first, slip) = (start == 0, self.slip);
        let from = match slip {
            Some(Slip::Repeats) => start.min(rows),
            Some(Slip::Stays) => 0,
            Some(Slip::Moves) => start.saturating_sub(1),
            _ => start,
        };
        let here = match slip {
            Some(Slip::Withholds) => &all[..all.len().saturating_sub(1)],
            Some(Slip::Loops) if !first => &[],
            _ => &all[..],
        };
        let records: Vec<Value> =
            here.iter().skip(from).take(rows).map(|record| (*record).clone()).collect();
        let next = match slip {
            Some(Slip::Loops) if !first => Some(start),
            Some(Slip::Repeats) => Some(start + rows),
            _ => Some(start + rows).filter(|next| *next < all.len()),
        };
        let grown = if slip == Some(Slip::Grows) { start / rows } else { 0 };
        Page { records, total: all.len() + grown, next }
    }
}

impl Pms for Rest {
    /// The last part of the path.
    fn operation(&self, seen: &Seen) -> String {
        seen.path.rsplit('/').next().unwrap_or_default().into()
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        match self.vendor.ask(seen) {
            Ok(ask) => {
                let page = self.turn(&ask);
                self.vendor.page(seen, page)
            }
            Err(answer) => answer,
        }
    }
}

/// An ID as text, whether the document has text or a number.
fn id(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Keeps records whose member is one of these IDs; all if there are none.
fn one_of(member: &'static str, ids: Vec<String>) -> Box<dyn Fn(&Value) -> bool> {
    Box::new(move |record| ids.is_empty() || ids.contains(&id(&record[member])))
}

/// The values of a query parameter; its name must match in letter case.
fn values(seen: &Seen, name: &str) -> Vec<String> {
    seen.parameters().into_iter().filter(|(found, _)| found == name).map(|(_, v)| v).collect()
}

/// The number in a query parameter; `None` if it is not a number.
fn number(seen: &Seen, name: &str, default: usize) -> Option<usize> {
    values(seen, name).first().map_or(Some(default), |text| text.parse().ok())
}
