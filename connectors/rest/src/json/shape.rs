/// A member's name, as a number.
pub(crate) type Key = u16;

/// A place in a [`Shape`].
pub(crate) type Place = usize;

/// The names of members that a profile reads.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<Box<str>>);

impl Names {
    /// The key of a name; the same name always has the same key.
    pub(crate) fn key(&mut self, name: &str) -> Key {
        let known = self.0.iter().position(|known| **known == *name);
        let at = known.unwrap_or_else(|| {
            self.0.push(name.into());
            self.0.len() - 1
        });
        Key::try_from(at).unwrap_or(Key::MAX)
    }
}

/// The parts of a document that are read: a tree of member names. Lists are not
/// part of it: their elements have the list's place.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    places: Vec<Vec<Member>>,
    ignore_case: bool,
}

#[derive(Debug, Clone)]
struct Member {
    name: Box<str>,
    key: Key,
    place: Place,
}

impl Shape {
    /// The place of the whole document.
    pub(crate) const ROOT: Place = 0;

    /// A shape with nothing in it. `ignore_case` says whether the letter case
    /// of names in documents is ignored.
    pub(crate) fn new(ignore_case: bool) -> Self {
        Self { places: vec![Vec::new()], ignore_case }
    }

    /// Adds a member, and returns its place.
    pub(crate) fn add(&mut self, at: Place, name: &str, key: Key) -> Place {
        if let Some(member) = self.places[at].iter().find(|member| member.key == key) {
            return member.place;
        }
        let place = self.places.len();
        self.places.push(Vec::new());
        self.places[at].push(Member { name: name.into(), key, place });
        place
    }

    /// Whether any member at this place is read.
    pub(crate) fn has_members(&self, at: Place) -> bool {
        !self.places[at].is_empty()
    }

    /// The number of members read at this place.
    pub(crate) fn members(&self, at: Place) -> usize {
        self.places[at].len()
    }

    /// The member with this name, if it is read.
    pub(crate) fn find(&self, at: Place, name: &str) -> Option<(Key, Place)> {
        let same = |member: &&Member| {
            if self.ignore_case {
                member.name.eq_ignore_ascii_case(name)
            } else {
                *member.name == *name
            }
        };
        self.places[at].iter().find(same).map(|member| (member.key, member.place))
    }

    /// The name of a member.
    pub(crate) fn name(&self, at: Place, key: Key) -> &str {
        let member = self.places[at].iter().find(|member| member.key == key);
        member.map_or("", |member| &*member.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_number() {
        let mut names = Names::default();
        assert_eq!((names.key("a"), names.key("b"), names.key("a")), (0, 1, 0));
    }

    #[test]
    fn members_are_found_in_their_place() {
        let mut shape = Shape::new(true);
        let lease = shape.add(Shape::ROOT, "lease", 0);
        assert_eq!(shape.add(Shape::ROOT, "lease", 0), lease);
        let id = shape.add(lease, "Id", 1);
        assert_eq!(shape.find(lease, "iD"), Some((1, id)));
        assert_eq!(shape.find(Shape::ROOT, "id"), None);
        assert!(shape.has_members(lease) && !shape.has_members(id));
        assert_eq!((shape.name(lease, 1), shape.name(lease, 7)), ("Id", ""));
        assert_eq!(Shape::new(false).find(Shape::ROOT, "lease"), None);
    }
}
