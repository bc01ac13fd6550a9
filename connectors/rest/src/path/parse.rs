use jsonpath_rust::parser::{
    model::{
        Comparable, Comparison as Parsed, Filter, FilterAtom, JpQuery, Literal, Segment, Selector,
        SingularQuery, SingularQuerySegment, Test,
    },
    parse_json_path,
};

use super::{
    Path, Step, Steps,
    condition::{Comparison, Condition, Operand},
    naming::{At, Naming},
};

/// A JSONPath that is not resolved yet.
pub(crate) type Query = Vec<Segment>;

/// Parses a JSONPath.
///
/// # Errors
/// What is wrong with the path.
pub(crate) fn parse(text: &str) -> Result<Query, String> {
    match parse_json_path(text.trim()) {
        Ok(JpQuery { segments }) => Ok(segments),
        Err(_) => Err(format!(
            "{text:?} is not a JSONPath; one looks like $.lease.Tenants[*].Id or \
             $.person.phones[?@.type == 'mobile'].number"
        )),
    }
}

/// Compiles a path that begins with a name in the scope. Returns the position
/// it leads to.
///
/// # Errors
/// If profiles do not support it.
pub(crate) fn path_of(query: &[Segment], naming: &mut Naming) -> Result<(Path, At), String> {
    let (Some(Segment::Selector(Selector::Name(name))), rest) = (query.first(), query.get(1..))
    else {
        return Err("the path must begin with a name, such as $.lease".into());
    };
    let (slot, mut at) = naming.slot(unquoted(name))?;
    let steps = steps_of(rest.unwrap_or_default(), &mut at, naming)?;
    Ok((Path { slot, steps }, at))
}

/// Compiles the steps from a position, which is moved along.
///
/// # Errors
/// If profiles do not support them.
pub(crate) fn steps_of(
    segments: &[Segment],
    at: &mut At,
    naming: &mut Naming,
) -> Result<Steps, String> {
    let mut steps = Vec::with_capacity(segments.len());
    for segment in segments {
        let Segment::Selector(selector) = segment else {
            return Err(
                "a path must name each step: `..` and lists of names are not supported".into()
            );
        };
        steps.push(match selector {
            Selector::Name(name) => Step::Member(naming.member(at, unquoted(name))),
            Selector::Wildcard => Step::All,
            Selector::Index(index) => Step::At(*index),
            Selector::Filter(filter) => Step::Where(condition(filter, at, naming)?),
            Selector::Slice(..) => return Err("slices such as [0:2] are not supported".into()),
        });
    }
    Ok(Steps(steps))
}

fn condition(filter: &Filter, at: &At, naming: &mut Naming) -> Result<Condition, String> {
    let all = |filters: &[Filter], naming: &mut Naming| {
        filters.iter().map(|filter| condition(filter, at, naming)).collect::<Result<Vec<_>, _>>()
    };
    Ok(match filter {
        Filter::Or(any) => Condition::Any(all(any, naming)?),
        Filter::And(every) => Condition::Every(all(every, naming)?),
        Filter::Atom(FilterAtom::Filter { expr, not }) => {
            negated(condition(expr, at, naming)?, *not)
        }
        Filter::Atom(FilterAtom::Test { expr, not }) => {
            let operand = match &**expr {
                Test::RelQuery(segments) => {
                    Operand::Element(steps_of(segments, &mut at.clone(), naming)?)
                }
                Test::AbsQuery(query) => Operand::Scope(path_of(&query.segments, naming)?.0),
                Test::Function(_) => return Err(NO_FUNCTIONS.into()),
            };
            negated(Condition::Exists(operand), *not)
        }
        Filter::Atom(FilterAtom::Comparison(parsed)) => {
            let (left, right) = parsed.vals();
            let (left, right) = (operand(left, at, naming)?, operand(right, at, naming)?);
            match **parsed {
                Parsed::Eq(..) => Condition::Compare(Comparison::Same, left, right),
                Parsed::Ne(..) => negated(Condition::Compare(Comparison::Same, left, right), true),
                Parsed::Lt(..) => Condition::Compare(Comparison::Less, left, right),
                Parsed::Lte(..) => Condition::Compare(Comparison::LessOrSame, left, right),
                Parsed::Gt(..) => Condition::Compare(Comparison::Less, right, left),
                Parsed::Gte(..) => Condition::Compare(Comparison::LessOrSame, right, left),
            }
        }
    })
}

const NO_FUNCTIONS: &str = "functions such as length() are not supported";

fn negated(condition: Condition, not: bool) -> Condition {
    if not { Condition::Not(Box::new(condition)) } else { condition }
}

fn operand(comparable: &Comparable, at: &At, naming: &mut Naming) -> Result<Operand, String> {
    Ok(match comparable {
        Comparable::Literal(Literal::Null) => Operand::Literal(None),
        Comparable::Literal(Literal::String(text)) => Operand::Literal(Some(text.as_str().into())),
        Comparable::Literal(other) => Operand::Literal(Some(other.to_string().into())),
        Comparable::Function(_) => return Err(NO_FUNCTIONS.into()),
        Comparable::SingularQuery(SingularQuery::Current(singular)) => {
            Operand::Element(steps_of(&segments(singular), &mut at.clone(), naming)?)
        }
        Comparable::SingularQuery(SingularQuery::Root(singular)) => {
            Operand::Scope(path_of(&segments(singular), naming)?.0)
        }
    })
}

fn segments(singular: &[SingularQuerySegment]) -> Vec<Segment> {
    let segment = |segment: &SingularQuerySegment| {
        Segment::Selector(match segment {
            SingularQuerySegment::Index(index) => Selector::Index(*index),
            SingularQuerySegment::Name(name) => Selector::Name(name.clone()),
        })
    };
    singular.iter().map(segment).collect()
}

/// A name as in the document: the parser keeps the quotation marks of `['a
/// name']`.
fn unquoted(name: &str) -> &str {
    let name = name.trim();
    let inner = |mark| name.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner('\'').or_else(|| inner('"')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::Date;

    use super::*;
    use crate::{
        json::{Node, parse as read},
        path::Scope,
    };

    const DOCUMENT: &str = r#"{"id": 7, "kind": "b", "people": [
        {"id": "7", "kind": "a", "name": "Ada", "phones": {"number": "1"}},
        {"id": 8, "kind": "B", "name": null, "phones": [{"number": "2"}, {"number": "3"}]},
        {"id": 10, "kind": "c", "name": "Cy"}]}"#;

    /// What a path finds in a document with the name `doc`.
    fn find(path: &str) -> Result<Vec<String>, String> {
        let mut naming = Naming::new(1, false);
        let document = naming.document(0);
        naming.bind("doc", document)?;
        let (path, _) = path_of(&parse(path)?, &mut naming)?;
        let node = read(DOCUMENT.as_bytes(), naming.shape(0)).unwrap();
        let scope = Scope::new(Date::constant(2026, 11, 15)).with(0, Some(&node));
        let mut found = Vec::new();
        path.each(&scope, &mut |node: &Node<'_>| {
            found.push(node.text().unwrap_or("-").to_owned());
            true
        });
        let first = path.first(&scope).map(|node| node.text().unwrap_or("-").to_owned());
        assert_eq!(first.as_ref(), found.first());
        Ok(found)
    }

    #[rstest]
    #[case("$.doc.id", &["7"])]
    #[case("$.doc['id']", &["7"])]
    #[case("$.doc.people[*].name", &["Ada", "-", "Cy"])]
    #[case("$.doc.people[0].name", &["Ada"])]
    #[case("$.doc.people[-1].name", &["Cy"])]
    #[case("$.doc.people[-4].name", &[])]
    #[case("$.doc.people[3].name", &[])]
    #[case("$.doc.people[*].phones[*].number", &["1", "2", "3"])]
    #[case("$.doc.people[*].phones[0].number", &["1", "2"])]
    #[case("$.doc.people[?@.kind == 'b'].id", &["8"])]
    #[case("$.doc.people[?@.kind != 'b'].id", &["7", "10"])]
    #[case("$.doc.people[?@.id == $.doc.id].name", &["Ada"])]
    #[case("$.doc.people[?@.kind == $.doc.kind].id", &[])]
    #[case("$.doc.people[?@.id > 7].id", &["8", "10"])]
    #[case("$.doc.people[?@.id >= 7 && @.id < 10].id", &["7", "8"])]
    #[case("$.doc.people[?@.id <= 7 || @.kind == 'c'].id", &["7", "10"])]
    #[case("$.doc.people[?@.name].id", &["7", "10"])]
    #[case("$.doc.people[?!@.name].id", &["8"])]
    #[case("$.doc.people[?!(@.kind == 'a')].id", &["8", "10"])]
    #[case("$.doc.people[?@.name == null].id", &["8"])]
    #[case("$.doc.people[?@.phones == null].id", &["7", "8", "10"])]
    #[case("$.doc.none.none[*].id", &[])]
    fn paths(#[case] path: &str, #[case] expected: &[&str]) {
        assert_eq!(find(path).unwrap(), expected);
    }

    #[rstest]
    #[case("lease.id", "not a JSONPath")]
    #[case("$.doc[", "not a JSONPath")]
    #[case("$", "must begin with a name")]
    #[case("$[*]", "must begin with a name")]
    #[case("$.lease.id", "there is no \"lease\" here")]
    #[case("$.doc..id", "must name each step")]
    #[case("$.doc[0:2]", "slices")]
    #[case("$.doc[?length(@.name) > 2]", "functions")]
    fn refused(#[case] path: &str, #[case] says: &str) {
        let error = find(path).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}
