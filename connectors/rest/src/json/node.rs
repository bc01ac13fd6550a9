use compact_str::ToCompactString;
use tenantry_core::Text;
use xxhash_rust::xxh3::Xxh3;

use super::Key;

/// Above this, a float does not hold whole numbers exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value, reduced to what the profile reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'d> {
    Null,
    Bool(bool),
    /// A number as text, because nothing calculates with it.
    Number(Text),
    /// Text as it is in the document.
    Borrowed(&'d str),
    /// Text with escapes.
    Owned(Text),
    List(Vec<Node<'d>>),
    /// The members that the profile reads.
    Object(Vec<(Key, Node<'d>)>),
    /// A value that is not kept: a list or an object of which nothing is read,
    /// or a number beyond the precision of a float.
    Other,
}

impl<'d> Node<'d> {
    pub(super) fn integer(number: impl ToCompactString) -> Self {
        Node::Number(number.to_compact_string())
    }

    pub(super) fn float(number: f64) -> Self {
        match number {
            whole if whole.fract() == 0.0 && whole.abs() < EXACT => Self::integer(whole as i64),
            // The last digits are lost: two IDs could look the same.
            large if large.abs() >= EXACT => Node::Other,
            number => Node::Number(number.to_compact_string()),
        }
    }

    /// A member of an object.
    pub(crate) fn member(&self, key: Key) -> Option<&Node<'d>> {
        let Node::Object(members) = self else { return None };
        members.iter().find(|(known, _)| *known == key).map(|(_, node)| node)
    }

    /// The elements of a list. An object counts as a list of one, as some
    /// systems write it; an object without members counts as an empty list.
    pub(crate) fn elements(&self) -> &[Node<'d>] {
        match self {
            Node::List(elements) => elements,
            Node::Object(members) if !members.is_empty() => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// The value of text, a number or a boolean as text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Node::Bool(true) => Some("true"),
            Node::Bool(false) => Some("false"),
            Node::Number(text) | Node::Owned(text) => Some(text),
            Node::Borrowed(text) => Some(text),
            Node::Null | Node::List(_) | Node::Object(_) | Node::Other => None,
        }
    }

    /// Whether the value is null or blank text.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Node::Null => true,
            other => other.text().is_some_and(|text| text.trim().is_empty()),
        }
    }

    /// Adds the value to a fingerprint.
    pub(crate) fn hash(&self, hasher: &mut Xxh3) {
        match self {
            Node::Null => hasher.update(&[0]),
            Node::Other => hasher.update(&[1]),
            Node::List(elements) => {
                hasher.update(&[2]);
                elements.iter().for_each(|element| element.hash(hasher));
                hasher.update(&[3]);
            }
            Node::Object(members) => {
                hasher.update(&[4]);
                for (key, node) in members {
                    hasher.update(&key.to_le_bytes());
                    node.hash(hasher);
                }
                hasher.update(&[5]);
            }
            scalar => {
                hasher.update(scalar.text().unwrap_or_default().as_bytes());
                hasher.update(&[6]);
            }
        }
    }

    /// The same value, independent of the document's lifetime.
    pub(crate) fn into_owned(self) -> Node<'static> {
        match self {
            Node::Null => Node::Null,
            Node::Bool(value) => Node::Bool(value),
            Node::Number(text) => Node::Number(text),
            Node::Borrowed(text) => Node::Owned(text.into()),
            Node::Owned(text) => Node::Owned(text),
            Node::List(elements) => {
                Node::List(elements.into_iter().map(Node::into_owned).collect())
            }
            Node::Object(members) => Node::Object(
                members.into_iter().map(|(key, node)| (key, node.into_owned())).collect(),
            ),
            Node::Other => Node::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(801.0, Some("801"))]
    #[case(-2.5, Some("-2.5"))]
    #[case(1e16, None)]
    fn floats(#[case] number: f64, #[case] text: Option<&str>) {
        assert_eq!(Node::float(number).text(), text);
    }

    #[test]
    fn an_object_is_a_list_of_one() {
        let object = Node::Object(vec![(1, Node::Borrowed("a"))]);
        assert_eq!(object.elements(), std::slice::from_ref(&object));
        assert_eq!(Node::List(vec![Node::Null]).elements(), [Node::Null]);
        assert!(Node::Borrowed("a").elements().is_empty());
        assert!(Node::Object(Vec::new()).elements().is_empty());
        assert_eq!(object.member(1).and_then(Node::text), Some("a"));
        assert_eq!(object.clone().into_owned(), Node::Object(vec![(1, Node::Owned("a".into()))]));
    }

    #[test]
    fn blank_values() {
        assert!(Node::Null.is_blank() && Node::Borrowed(" ").is_blank());
        assert!(!Node::Bool(false).is_blank() && !Node::List(Vec::new()).is_blank());
    }
}
