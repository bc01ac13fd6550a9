use tenantry_core::connector::{DateOrder, parse_date};

use super::Tables;
use crate::{
    json::Node,
    path::{Path, Scope, Steps},
};

/// Gives a name to a value that is looked up for a record.
#[derive(Debug, Clone)]
pub(crate) struct Binding {
    pub(crate) slot: usize,
    pub(crate) find: Find,
}

/// How a value is looked up.
#[derive(Debug, Clone)]
pub(crate) enum Find {
    /// Every value of the first path that has any: the following steps are repeated for each.
    Each { paths: Vec<Path>, or_without: bool },
    /// The first value of the first path that has one.
    First(Vec<Path>),
    /// The record of another request. If it is `required`, the record must
    /// exist.
    Join { table: usize, by: Vec<Path>, required: bool },
    /// The current one of several, such as a person's leases; else the one with
    /// the highest number.
    Running { path: Path, begins: Steps, ends: Steps, highest: Steps },
}

impl Binding {
    /// Calls `visit` with the scope extended by the value, once for each value
    /// of `Each`, until it returns false.
    pub(crate) fn bind<'n>(
        &self,
        scope: &Scope<'n>,
        tables: &'n Tables,
        dates: DateOrder,
        visit: &mut dyn FnMut(Scope<'n>) -> bool,
    ) -> bool {
        let found = match &self.find {
            Find::Each { paths, or_without } => {
                for path in paths {
                    let mut any = false;
                    let whole = path.each(scope, &mut |node| {
                        any = true;
                        visit(scope.with(self.slot, Some(node)))
                    });
                    if any {
                        return whole;
                    }
                    if path.is_no_list(scope) {
                        return visit(scope.unreadable());
                    }
                }
                if !or_without {
                    return true;
                }
                None
            }
            Find::First(paths) => paths.iter().find_map(|path| path.filled(scope)),
            Find::Join { table, by, required } => {
                let key = by.iter().find_map(|path| path.filled(scope)?.text());
                let found = key.and_then(|key| tables.find(*table, key));
                if *required && key.is_some() && found.is_none() && tables.has(*table) {
                    return visit(scope.unreadable());
                }
                found
            }
            Find::Running { path, begins, ends, highest } => {
                let mut all = Vec::new();
                path.each(scope, &mut |node| {
                    all.push(node);
                    true
                });
                let runs = |node: &&&'n Node<'n>| runs(node, scope, begins, ends, dates);
                let number = |node: &&&'n Node<'n>| {
                    let text = highest.filled(node, scope).and_then(|node| node.text());
                    text.and_then(|text| text.parse::<i64>().ok()).unwrap_or(i64::MIN)
                };
                all.iter()
                    .filter(runs)
                    .max_by_key(number)
                    .or(all.iter().max_by_key(number))
                    .copied()
            }
        };
        visit(scope.with(self.slot, found))
    }
}

/// Whether something has begun and not ended by the date of the run.
fn runs<'n>(
    node: &'n Node<'n>,
    scope: &Scope<'n>,
    begins: &Steps,
    ends: &Steps,
    dates: DateOrder,
) -> bool {
    let date = |steps: &Steps| {
        let text = steps.filled(node, scope)?.text()?;
        parse_date(text.trim(), dates).ok().flatten()
    };
    date(begins).is_some_and(|begin| begin <= scope.today)
        && date(ends).is_none_or(|end| end >= scope.today)
}
