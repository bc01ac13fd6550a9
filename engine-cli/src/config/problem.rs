//! What can be wrong with a value, as serde reports it through calls rather
//! than text.

use std::{
    fmt::{self, Display},
    path::Path,
};

use serde::de::{Error, Expected, Unexpected};

use super::{
    ConfigError, nearest,
    tree::{Node, Origin, Table},
};

/// A problem with a value or a key.
#[derive(Debug)]
pub(crate) struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    what: What,
    /// The path to the value, innermost step first.
    path: Vec<Step>,
    origin: Option<Origin>,
}

/// What is wrong. No variant holds the value, because it may be a secret.
#[derive(Debug, PartialEq, Eq)]
enum What {
    UnknownKey {
        key: String,
        known: Known,
    },
    MissingKey {
        key: &'static str,
    },
    /// A key and an alias of it are both set.
    DuplicateKey {
        key: &'static str,
    },
    UnknownChoice {
        near: Option<&'static str>,
        known: Known,
    },
    WrongType {
        found: &'static str,
        expected: String,
    },
    WrongValue {
        expected: String,
    },
    WrongLength {
        expected: String,
    },
    /// The type rejected the value with its own message, which is not shown
    /// because it may quote the value.
    Unsaid,
}

type Known = &'static [&'static str];

/// A step from a table or list into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    /// The index in a list.
    Item(usize),
}

impl Step {
    /// The path as error messages show it: `connector.sites[1]`.
    pub(super) fn join<'s>(path: impl IntoIterator<Item = &'s Step>) -> String {
        let mut text = String::new();
        for step in path {
            match step {
                Self::Key(key) if text.is_empty() => text.push_str(key),
                Self::Key(key) => text = text + "." + key,
                Self::Item(index) => text = format!("{text}[{index}]"),
            }
        }
        text
    }
}

impl Problem {
    fn new(what: What) -> Self {
        Self(Box::new(Inner { what, path: Vec::new(), origin: None }))
    }

    /// A value of the wrong type.
    pub(super) fn wrong_type(found: &'static str, expected: impl Into<String>) -> Self {
        Self::new(What::WrongType { found, expected: expected.into() })
    }

    /// A value of the right type that is out of range.
    pub(super) fn wrong_value(expected: String) -> Self {
        Self::new(What::WrongValue { expected })
    }

    /// The same problem, seen from the table or list that contains `node`.
    #[must_use]
    pub(super) fn within(mut self, step: Step, node: &Node) -> Self {
        self.0.origin.get_or_insert_with(|| node.origin.clone());
        self.0.path.push(step);
        self
    }

    /// The same problem, with the line of the key that the type rejected.
    #[must_use]
    pub(super) fn of_key_in(mut self, table: &Table) -> Self {
        let key = match &self.0.what {
            What::UnknownKey { key, .. } => key.as_str(),
            What::DuplicateKey { key } => key,
            _ => return self,
        };
        if self.0.origin.is_none() {
            self.0.origin = table.get(key).map(|node| node.origin.clone());
        }
        self
    }

    /// The error to show; `file` is used if no line is known.
    pub(super) fn into_error(self, file: &Path) -> ConfigError {
        let Inner { what, mut path, origin } = *self.0;
        path.reverse();
        match &what {
            What::UnknownKey { key, .. } => path.push(Step::Key(key.clone())),
            What::MissingKey { key } | What::DuplicateKey { key } => {
                path.push(Step::Key((*key).to_owned()));
            }
            _ => {}
        }
        if let (What::MissingKey { key: key @ ("property" | "database") }, [_]) = (&what, &path[..])
        {
            let problem = format!("the [{key}] table is missing");
            return ConfigError::of(None, file, problem).with_hint(what.hint());
        }
        // A missing key belongs into the file, not into the environment.
        let origin = match (&what, origin) {
            (What::MissingKey { .. }, Some(Origin::Variable(_))) => None,
            (_, origin) => origin,
        };
        ConfigError::at(origin.as_ref(), file, &Step::join(&path), &format!(": {what}"))
            .with_hint(what.hint())
    }
}

impl Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { .. } => f.write_str("unknown key"),
            Self::MissingKey { .. } => f.write_str("this key is missing"),
            Self::DuplicateKey { .. } => f.write_str("this key is set twice, under two names"),
            Self::UnknownChoice { .. } => f.write_str("the value is not allowed here"),
            Self::WrongType { found, expected } => {
                write!(f, "expected {expected}, found {found}")
            }
            Self::WrongValue { expected } => {
                write!(f, "the value is not valid; expected {expected}")
            }
            Self::WrongLength { expected } => {
                write!(f, "the list is too short or too long; expected {expected}")
            }
            Self::Unsaid => f.write_str("the value is not valid"),
        }
    }
}

impl What {
    fn hint(&self) -> Option<String> {
        let meant = |near: Option<&str>| {
            near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default()
        };
        match self {
            Self::UnknownKey { key, known } if !known.is_empty() => {
                let meant = meant(nearest(key, known));
                Some(format!("{meant}Known keys: {}", known.join(", ")))
            }
            Self::UnknownChoice { near, known } if !known.is_empty() => {
                Some(format!("{}Allowed: {}", meant(*near), known.join(", ")))
            }
            Self::MissingKey { .. } => Some("add it to the file".into()),
            _ => None,
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.what.fmt(f)
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: Display>(_: T) -> Self {
        Self::new(What::Unsaid)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
            Unexpected::Float(_) => "a number with a decimal point",
            Unexpected::Char(_) | Unexpected::Str(_) => "a string",
            Unexpected::Seq => "a list",
            Unexpected::Map => "a table",
            _ => "something else",
        };
        Self::wrong_type(found, expected.to_string())
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong_value(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(What::WrongLength { expected: expected.to_string() })
    }

    fn unknown_variant(value: &str, known: Known) -> Self {
        Self::new(What::UnknownChoice { near: nearest(value, known), known })
    }

    fn unknown_field(key: &str, known: Known) -> Self {
        Self::new(What::UnknownKey { key: key.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(What::MissingKey { key })
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new(What::DuplicateKey { key })
    }
}
