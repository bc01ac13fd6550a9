use super::scope::MOST_NAMES;
use crate::json::{Key, Names, Place, Shape};

/// Where in documents a value stands: the number of a request, and the place
/// in the shape of its answer. Several, where a name may stand for values
/// from several places.
pub(crate) type At = Vec<(usize, Place)>;

/// What is known while the paths of a profile are compiled: what each answer
/// is read for, and the names that paths may begin with.
#[derive(Debug)]
pub(crate) struct Naming {
    names: Names,
    shapes: Vec<Shape>,
    bound: Vec<(String, At)>,
}

impl Naming {
    /// For so many requests, without any name.
    pub(crate) fn new(requests: usize, ignore_case: bool) -> Self {
        Self {
            names: Names::default(),
            shapes: vec![Shape::new(ignore_case); requests],
            bound: Vec::new(),
        }
    }

    /// The answer of a request.
    pub(crate) fn document(&self, request: usize) -> At {
        vec![(request, Shape::ROOT)]
    }

    /// What the answer of a request is read for.
    pub(crate) fn shape(&self, request: usize) -> &Shape {
        &self.shapes[request]
    }

    /// Gives a value a name, which paths may begin with from now on. Returns
    /// its slot in the scope.
    ///
    /// # Errors
    /// Where the name is taken, or cannot stand in a path.
    pub(crate) fn bind(&mut self, name: &str, at: At) -> Result<usize, String> {
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Err(format!("{name:?} is no name: use letters, digits and _"));
        }
        if self.bound.iter().any(|(known, _)| known == name) {
            return Err(format!("{name:?} is taken: give each value a name of its own"));
        }
        if self.bound.len() == MOST_NAMES {
            return Err(format!("more than {MOST_NAMES} names"));
        }
        self.bound.push((name.to_owned(), at));
        Ok(self.bound.len() - 1)
    }

    /// The slot of a name, and where its value stands.
    ///
    /// # Errors
    /// Where there is no such name.
    pub(super) fn slot(&self, name: &str) -> Result<(usize, At), String> {
        let slot = self.bound.iter().position(|(known, _)| known == name).ok_or_else(|| {
            let known: Vec<String> =
                self.bound.iter().map(|(known, _)| format!("$.{known}")).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            format!("there is no {name:?} here; a path may begin with: {known}")
        })?;
        Ok((slot, self.bound[slot].1.clone()))
    }

    /// Goes to a member, and notes that it is read.
    pub(super) fn member(&mut self, at: &mut At, name: &str) -> Key {
        let key = self.names.key(name);
        for (request, place) in at {
            *place = self.shapes[*request].add(*place, name, key);
        }
        key
    }
}
