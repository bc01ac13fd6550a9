//! JSONPath (RFC 9535), as far as profiles need it: names, `[*]`, `[n]` and
//! `[?...]`, compiled so that reading a record needs no search for names.
//!
//! Unlike in the standard, `[*]`, `[n]` and `[?...]` treat an object as a list
//! of one, and comparisons are by text: `4` equals `"4"`.

mod condition;
mod naming;
mod parse;
mod scope;

pub(crate) use condition::Condition;
pub(crate) use naming::{At, Naming};
pub(crate) use parse::{parse, path_of, steps_of};
pub(crate) use scope::Scope;

use crate::json::{Key, Node};

/// The steps from one value to others.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Steps(pub(crate) Vec<Step>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// `.name`
    Member(Key),
    /// `[*]`
    All,
    /// `[0]`, `[-1]`
    At(i64),
    /// `[?@.name == 'x']`
    Where(Condition),
}

/// A path that starts at one of the names in a [`Scope`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    /// The index of the name in the scope.
    pub(crate) slot: usize,
    pub(crate) steps: Steps,
}

impl Path {
    /// Calls `visit` with the values, until it returns false.
    pub(crate) fn each<'n>(
        &self,
        scope: &Scope<'n>,
        visit: &mut dyn FnMut(&'n Node<'n>) -> bool,
    ) -> bool {
        match scope.get(self.slot) {
            Some(node) => self.steps.each(node, scope, visit),
            None => true,
        }
    }

    /// Whether there is something else, such as text, where the path's last
    /// list should be.
    pub(crate) fn is_no_list(&self, scope: &Scope<'_>) -> bool {
        let Some((Step::All | Step::Where(_), way)) = self.steps.0.split_last() else {
            return false;
        };
        let Some(node) = scope.get(self.slot) else { return false };
        !walk(way, node, scope, &mut |node| {
            node.is_blank() || matches!(node, Node::List(_) | Node::Object(_))
        })
    }

    /// The first value, which may be null.
    pub(crate) fn first<'n>(&self, scope: &Scope<'n>) -> Option<&'n Node<'n>> {
        self.steps.first(scope.get(self.slot)?, scope)
    }

    /// The first value that is not blank.
    pub(crate) fn filled<'n>(&self, scope: &Scope<'n>) -> Option<&'n Node<'n>> {
        let node = scope.get(self.slot)?;
        self.steps.find(node, scope, &|node| !node.is_blank())
    }
}

impl Steps {
    /// Calls `visit` with the values, until it returns false.
    pub(crate) fn each<'n>(
        &self,
        from: &'n Node<'n>,
        scope: &Scope<'n>,
        visit: &mut dyn FnMut(&'n Node<'n>) -> bool,
    ) -> bool {
        walk(&self.0, from, scope, visit)
    }

    /// The first value, which may be null.
    pub(crate) fn first<'n>(&self, from: &'n Node<'n>, scope: &Scope<'n>) -> Option<&'n Node<'n>> {
        self.find(from, scope, &|_| true)
    }

    /// The first value that is not blank.
    pub(crate) fn filled<'n>(&self, from: &'n Node<'n>, scope: &Scope<'n>) -> Option<&'n Node<'n>> {
        self.find(from, scope, &|node| !node.is_blank())
    }

    fn find<'n>(
        &self,
        from: &'n Node<'n>,
        scope: &Scope<'n>,
        fits: &dyn Fn(&Node<'n>) -> bool,
    ) -> Option<&'n Node<'n>> {
        // Nearly all paths have a single name.
        if let [Step::Member(key)] = &self.0[..] {
            return from.member(*key).filter(|node| fits(node));
        }
        let mut found = None;
        self.each(from, scope, &mut |node| {
            if fits(node) {
                found = Some(node);
            }
            found.is_none()
        });
        found
    }
}

fn walk<'n>(
    steps: &[Step],
    node: &'n Node<'n>,
    scope: &Scope<'n>,
    visit: &mut dyn FnMut(&'n Node<'n>) -> bool,
) -> bool {
    let Some((step, rest)) = steps.split_first() else { return visit(node) };
    match step {
        Step::Member(key) => {
            node.member(*key).is_none_or(|member| walk(rest, member, scope, visit))
        }
        Step::All => node.elements().iter().all(|element| walk(rest, element, scope, visit)),
        Step::At(at) => {
            let elements = node.elements();
            let back = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
            let at = if *at < 0 { elements.len().checked_sub(back) } else { Some(back) };
            at.and_then(|at| elements.get(at))
                .is_none_or(|element| walk(rest, element, scope, visit))
        }
        Step::Where(condition) => node
            .elements()
            .iter()
            .filter(|element| condition.holds(element, scope))
            .all(|element| walk(rest, element, scope, visit)),
    }
}
