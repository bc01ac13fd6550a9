use super::scope::MOST_NAMES;
use crate::json::{Key, Names, Place, Shape};

/// The position of a value: the index of a request, and the place in the shape
/// of its response. There are several if a name may refer to values from
/// several places.
pub(crate) type At = Vec<(usize, Place)>;

/// State while the paths of a profile are compiled: the shape of each response,
/// and the names that paths may begin with.
#[derive(Debug)]
pub(crate) struct Naming {
    names: Names,
    shapes: Vec<Shape>,
    bound: Vec<(String, At)>,
}

impl Naming {
    /// For this number of requests, without any names.
    pub(crate) fn new(requests: usize, ignore_case: bool) -> Self {
        Self {
            names: Names::default(),
            shapes: vec![Shape::new(ignore_case); requests],
            bound: Vec::new(),
        }
    }

    /// The response to a request.
    pub(crate) fn document(&self, request: usize) -> At {
        vec![(request, Shape::ROOT)]
    }

    /// The shape of the response to a request.
    pub(crate) fn shape(&self, request: usize) -> &Shape {
        &self.shapes[request]
    }

    /// Gives a value a name that paths may begin with from now on. Returns its
    /// index in the scope.
    ///
    /// # Errors
    /// If the name is taken or not valid in a path.
    pub(crate) fn bind(&mut self, name: &str, at: At) -> Result<usize, String> {
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Err(format!("{name:?} is not a valid name: use letters, digits and _"));
        }
        if self.bound.iter().any(|(known, _)| known == name) {
            return Err(format!("{name:?} is already used: give each value its own name"));
        }
        if self.bound.len() == MOST_NAMES {
            return Err(format!("more than {MOST_NAMES} names"));
        }
        self.bound.push((name.to_owned(), at));
        Ok(self.bound.len() - 1)
    }

    /// The index of a name, and the position of its value.
    ///
    /// # Errors
    /// If the name does not exist.
    pub(super) fn slot(&self, name: &str) -> Result<(usize, At), String> {
        let slot = self.bound.iter().position(|(known, _)| known == name).ok_or_else(|| {
            let known: Vec<String> =
                self.bound.iter().map(|(known, _)| format!("$.{known}")).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            format!("there is no {name:?} here; a path may begin with: {known}")
        })?;
        Ok((slot, self.bound[slot].1.clone()))
    }

    /// Moves to a member, and records that it is read.
    pub(super) fn member(&mut self, at: &mut At, name: &str) -> Key {
        let key = self.names.key(name);
        for (request, place) in at {
            *place = self.shapes[*request].add(*place, name, key);
        }
        key
    }
}
