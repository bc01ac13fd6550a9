use std::collections::{HashMap, hash_map::Entry};

use tenantry_core::{
    Text,
    connector::{ConnectorError, ErrorKind},
};
use tenantry_http::Sink;

use crate::{
    json::Node,
    path::{Scope, Steps},
    request::Taker,
};

/// The most records allowed in a table.
const MOST: usize = 2_000_000;

/// The records of a request that other records are joined with, by key.
#[derive(Debug)]
pub(crate) struct Table {
    on: Steps,
    /// Whether the credentials cover it.
    covered: bool,
    records: HashMap<Text, Node<'static>>,
}

/// The tables of a fetch.
#[derive(Debug, Default)]
pub(crate) struct Tables(pub(crate) Vec<Table>);

impl Tables {
    /// Whether the credentials cover a table.
    pub(crate) fn has(&self, table: usize) -> bool {
        self.0.get(table).is_some_and(|table| table.covered)
    }

    /// The record with this key.
    pub(crate) fn find(&self, table: usize, key: &str) -> Option<&Node<'static>> {
        self.0.get(table)?.records.get(key.trim())
    }
}

impl Table {
    /// A table without records.
    pub(crate) fn new(on: Steps) -> Self {
        Self { on, covered: true, records: HashMap::new() }
    }

    /// A table that the credentials do not cover.
    pub(crate) fn not_covered(on: Steps) -> Self {
        Self { covered: false, ..Self::new(on) }
    }
}

impl Taker for Table {
    fn take<'n>(
        &mut self,
        _: u64,
        records: &[&'n Node<'n>],
        _: &Sink,
    ) -> Result<(), ConnectorError> {
        let scope = Scope::of_answer();
        for record in records {
            let Some(key) = self.on.filled(record, &scope).and_then(|node| node.text()) else {
                continue;
            };
            if let Entry::Vacant(vacant) = self.records.entry(key.trim().into()) {
                vacant.insert((*record).clone().into_owned());
            }
            if self.records.len() > MOST {
                let message = format!("there are more than {MOST} records to join");
                return Err(ConnectorError::new(ErrorKind::TooLarge, message)
                    .hint("set `properties`, or ask for fewer records"));
            }
        }
        Ok(())
    }
}
