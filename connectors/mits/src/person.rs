use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft, fold, yes_or_no},
};
use tenantry_xml::{Content, Document};

/// A person in a MITS document: identity and contact details.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// What could not be read.
    pub draft: Draft,
    /// The PMS's ID for the person.
    pub id: Text,
    /// Given name.
    pub first_name: Text,
    last_name: Text,
    suffix: Text,
    /// The first email address found.
    pub email: Option<Text>,
    phone: Option<(u8, Text)>,
}

impl Person {
    /// The family name with its generational suffix.
    pub fn last_name(&self) -> Text {
        match self.suffix.is_empty() {
            true => self.last_name.clone(),
            false => format!("{} {}", self.last_name, self.suffix).trim().into(),
        }
    }

    /// The best number to reach the person: cell, home, personal, others, work.
    /// Never a fax.
    pub fn phone(&self) -> Option<Text> {
        self.phone.as_ref().map(|(_, number)| number.clone())
    }

    pub(crate) fn set_last_name(&mut self, raw: &str) {
        self.last_name = self.draft.text("last_name", raw);
    }

    pub(crate) fn set_email(&mut self, raw: &str) {
        if self.email.is_none() {
            self.email = self.draft.optional("email", raw);
        }
    }

    /// Reads the child element `name` of a person if it is a name, address,
    /// email or phone; returns whether it was.
    ///
    /// # Errors
    /// Those of the document.
    pub fn read(
        &mut self,
        document: &mut Document<'_>,
        name: &str,
    ) -> Result<bool, ConnectorError> {
        match name {
            "name" | "personname" => {
                document.children(|document, name| self.read(document, name).map(drop))?;
            }
            "firstname" => self.first_name = self.draft.text("first_name", document.text()?),
            "lastname" => self.set_last_name(document.text()?),
            "namesuffix" => self.suffix = self.draft.text("last_name", document.text()?),
            "address" => document.children(|document, name| match name {
                "email" => self.read_email(document),
                _ => Ok(()),
            })?,
            "email" => self.read_email(document)?,
            "phone" => self.read_phone(document)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn read_email(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        self.set_email(document.text()?);
        Ok(())
    }

    fn read_phone(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        let (mut kind, mut number) = (String::new(), String::new());
        let mut fact = |name: &str, text: &str| match name {
            "type" | "phonetype" => kind = text.to_owned(),
            "phonedescription" if kind.is_empty() => kind = text.to_owned(),
            "phonenumber" => number = text.to_owned(),
            _ => {}
        };
        for (name, value) in document.attributes()? {
            fact(&name, &value);
        }
        if document.content()? == Content::Text {
            fact("phonenumber", document.text()?);
        } else {
            document.children(|document, name| {
                fact(name, document.text()?);
                Ok(())
            })?;
        }
        self.set_phone(&kind, &number);
        Ok(())
    }

    /// Takes a phone number if it is better than the one before.
    pub(crate) fn set_phone(&mut self, kind: &str, number: &str) {
        let number = self.draft.optional("phone", number);
        if let (Some(rank), Some(number)) = (phone_rank(kind), number)
            && self.phone.as_ref().is_none_or(|(best, _)| rank < *best)
        {
            self.phone = Some((rank, number));
        }
    }
}

/// How well a kind of phone reaches a person; `None` for a fax.
fn phone_rank(kind: &str) -> Option<u8> {
    let kind = fold(kind);
    match kind.as_str() {
        kind if kind.contains("cell") || kind.contains("mobile") => Some(0),
        "home" => Some(1),
        "personal" => Some(2),
        "fax" => None,
        "office" | "work" | "business" => Some(4),
        _ => Some(3),
    }
}

/// What an `Identification/@IDType` refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdOf {
    /// A person.
    Person,
    /// A lease or household.
    Lease,
    /// A unit.
    Unit,
    /// A building.
    Building,
}

impl IdOf {
    fn of(id_type: &str) -> Option<Self> {
        let id_type = fold(id_type);
        let has = |words: &[&str]| words.iter().any(|word| id_type.contains(word));
        match () {
            () if has(&["building"]) => Some(IdOf::Building),
            () if has(&["unit"]) => Some(IdOf::Unit),
            () if has(&["lease", "household", "account"]) => Some(IdOf::Lease),
            () if has(&["tenant", "resident", "customer", "person", "occupant", "roommate"]) => {
                Some(IdOf::Person)
            }
            () => None,
        }
    }
}

/// The best of several `Identification` elements (MITS 3.0 and 4.0), in which
/// vendors put IDs of all kinds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    found: Vec<(Option<IdOf>, u8, String)>,
}

impl Ids {
    /// The most IDs kept per element.
    const MOST: usize = 32;

    /// Reads an `Identification`.
    ///
    /// # Errors
    /// Those of the document.
    pub(crate) fn read(&mut self, document: &Document<'_>) -> Result<(), ConnectorError> {
        let Some(value) = document.attribute("idvalue")?.filter(|id| !id.trim().is_empty()) else {
            return Ok(());
        };
        let of = document.attribute("idtype")?.and_then(|id_type| IdOf::of(&id_type));
        let primary = document.attribute("idrank")?.is_some_and(|rank| fold(&rank) == "primary");
        let sender =
            document.attribute("idscopetype")?.is_none_or(|scope| fold(&scope) == "sender");
        if self.found.len() < Self::MOST {
            self.found.push((of, 2 * u8::from(!sender) + u8::from(!primary), value));
        }
        Ok(())
    }

    /// The ID of the wanted kind; for the element itself, else one of unknown
    /// kind.
    pub(crate) fn of(&self, wanted: IdOf, itself: bool) -> Option<&str> {
        let best = |of: Option<IdOf>| {
            let found = self.found.iter().filter(move |(sort, ..)| *sort == of);
            found.min_by_key(|(_, rank, _)| *rank).map(|(.., value)| value.as_str())
        };
        best(Some(wanted)).or_else(|| itself.then(|| best(None)).flatten())
    }
}

/// The dates of a lease.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lease {
    /// First day of the lease.
    pub(crate) from: Option<Date>,
    /// Last day of the lease.
    pub(crate) to: Option<Date>,
    /// Expected move-in date.
    pub(crate) expected_in: Option<Date>,
    /// Actual move-in date.
    pub(crate) actual_in: Option<Date>,
    /// Expected move-out date.
    pub(crate) expected_out: Option<Date>,
    /// Actual move-out date.
    pub(crate) actual_out: Option<Date>,
    /// Whether the person is responsible for the rent.
    pub(crate) responsible: Option<bool>,
}

impl Lease {
    /// Reads the child elements of a `Lease`.
    ///
    /// # Errors
    /// Those of the document.
    pub(crate) fn read(
        &mut self,
        document: &mut Document<'_>,
        draft: &mut Draft,
    ) -> Result<(), ConnectorError> {
        document.children(|document, name| {
            match name {
                "leasefromdate" => self.from = draft.date("lease_start", document.text()?),
                "leasetodate" => self.to = draft.date("lease_end", document.text()?),
                "expectedmoveindate" => self.expected_in = draft.date("move_in", document.text()?),
                "actualmovein" => self.actual_in = draft.date("move_in", document.text()?),
                "expectedmoveoutdate" => {
                    self.expected_out = draft.date("move_out", document.text()?);
                }
                "actualmoveout" => self.actual_out = draft.date("move_out", document.text()?),
                "responsibleforlease" => self.responsible = yes_or_no(document.text()?),
                _ => {}
            }
            Ok(())
        })
    }

    /// The move-in date: the actual one, else the expected one.
    pub(crate) fn move_in(&self) -> Option<Date> {
        self.actual_in.or(self.expected_in)
    }

    /// The move-out date: the actual one, else the expected one. `stays` says
    /// whether the person lives there or will.
    ///
    /// For people who stay, two dates are ignored because they would lock them
    /// out: an actual move-out before this lease or this move-in, which ended
    /// an earlier one, and an expected move-out that has passed, since the PMS
    /// still lists them.
    pub(crate) fn move_out(&self, stays: bool, today: Date) -> Option<Date> {
        let begin = self.from.max(self.actual_in);
        let actual =
            self.actual_out.filter(|out| !stays || begin.is_none_or(|begin| *out >= begin));
        let expected = self.expected_out.filter(|out| !stays || *out >= today);
        actual.or(expected)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn person(text: &str) -> Person {
        let mut person = Person::default();
        let mut document = Document::new(text.as_bytes());
        document.next_within(0).unwrap();
        document.children(|document, name| person.read(document, name).map(drop)).unwrap();
        person
    }

    #[rstest]
    #[case(
        "<Phone Type='home'><PhoneNumber>1</PhoneNumber></Phone>\
            <Phone Type='cell'><PhoneNumber>2</PhoneNumber></Phone>",
        Some("2")
    )]
    #[case(
        "<Phone PhoneType='office'><PhoneNumber>1</PhoneNumber></Phone>\
            <Phone PhoneType='home'><PhoneNumber>2</PhoneNumber></Phone>",
        Some("2")
    )]
    #[case("<Phone Type='fax'><PhoneNumber>1</PhoneNumber></Phone>", None)]
    #[case(
        "<Phone Type='cell'><PhoneNumber/></Phone>\
            <Phone Type='other'><PhoneNumber>2</PhoneNumber></Phone>",
        Some("2")
    )]
    #[case(
        "<Phone><PhoneDescription>Cell</PhoneDescription><PhoneNumber>2</PhoneNumber></Phone>\
            <Phone><PhoneNumber>1</PhoneNumber></Phone>",
        Some("2")
    )]
    fn phones(#[case] text: &str, #[case] number: Option<&str>) {
        assert_eq!(person(&format!("<p>{text}</p>")).phone().as_deref(), number);
    }

    #[test]
    fn the_first_email_wherever_it_stands() {
        let person = person(
            "<p><Address><Email/></Address><Address><City>x</City><Email>a@example.com</Email>\
             </Address><Email>b@example.com</Email></p>",
        );
        assert_eq!(person.email.as_deref(), Some("a@example.com"));
    }

    #[test]
    fn a_suffix_belongs_to_the_name() {
        let person = person(
            "<p><Name><FirstName>Al</FirstName><LastName>Reyes</LastName><NameSuffix>Jr</NameSuffix></Name></p>",
        );
        assert_eq!(person.last_name(), "Reyes Jr");
    }

    #[test]
    fn ids_of_several_sorts() {
        let text = "<a><Identification IDValue='L1' IDType='LeaseID'/>\
                    <Identification IDValue='x' IDScopeType='recipient'/>\
                    <Identification IDValue='y'/>\
                    <Identification IDValue='T1' IDType='Tenant Code'/></a>";
        let mut ids = Ids::default();
        let mut document = Document::new(text.as_bytes());
        document.next_within(0).unwrap();
        document.children(|document, _| ids.read(document)).unwrap();
        assert_eq!(ids.of(IdOf::Person, true), Some("T1"));
        assert_eq!(ids.of(IdOf::Unit, true), Some("y"));
        assert_eq!(ids.of(IdOf::Building, false), None);
    }

    #[test]
    fn a_move_out_that_says_nothing() {
        let day = |day| Some(Date::constant(2026, 11, day));
        let today = Date::constant(2026, 11, 15);
        let lapsed = Lease { expected_out: day(10), ..Lease::default() };
        assert_eq!((lapsed.move_out(true, today), lapsed.move_out(false, today)), (None, day(10)));
        let earlier = Lease { from: day(5), actual_out: day(1), ..Lease::default() };
        assert_eq!((earlier.move_out(true, today), earlier.move_out(false, today)), (None, day(1)));
        let gone = Lease { from: day(1), actual_out: day(10), ..Lease::default() };
        assert_eq!(gone.move_out(true, today), day(10));
    }
}
