use crate::field::Field;

/// The headings of each field, as [`fold`] leaves them, canonical name first.
const HEADINGS: &[(Field, &str)] = &[
    (Field::PropertyCode, "propertycode property propertyid propertynumber propcode propid prop"),
    (Field::PropertyName, "propertyname community communityname"),
    (
        Field::ExternalId,
        "externalid id resident residentid residentcode residentnumber residentno tenantid \
         tenantcode tenantnumber tenantno tcode personid personcode customerid \
         customernumber contactid occupantid memberid",
    ),
    (
        Field::LeaseId,
        "leaseid leasecode leasenumber leaseno leasenum externalleaseid agreementid \
         contractid",
    ),
    (Field::HouseholdId, "householdid household householdcode householdnumber"),
    (
        Field::Role,
        "role residenttype tenanttype occupanttype persontype relationship residentrole \
         leaserole",
    ),
    (
        Field::FirstName,
        "firstname first fname givenname forename residentfirstname tenantfirstname",
    ),
    (Field::LastName, "lastname last lname surname familyname residentlastname tenantlastname"),
    (
        Field::Email,
        "email emails emailaddress emailaddresses mail primaryemail residentemail \
         tenantemail email1",
    ),
    (Field::Building, "building bldg buildingid buildingcode buildingname buildingnumber bldgno"),
    (
        Field::Unit,
        "unit unitid unitcode unitnumber unitno unitname apartment apartmentnumber \
         apartmentno apt aptnumber aptno bldgunit",
    ),
    (Field::PmsStatus, "pmsstatus"),
    (
        Field::Status,
        "status residentstatus tenantstatus leasestatus occupancystatus personstatus \
         currentstatus unitleasestatus",
    ),
    (
        Field::LeaseStart,
        "leasestart leasestartdate leasefrom leasefromdate leasebegin leasebegins \
         leasebegindate leasestarts leasestartson",
    ),
    (
        Field::LeaseEnd,
        "leaseend leaseenddate leaseto leasetodate leaseends leaseendson leaseexpiration \
         leaseexpirationdate leaseexpires leaseexpiry leaseexp",
    ),
    (Field::MoveIn, "movein moveindate movedin movedindate actualmovein actualmoveindate"),
    (Field::MoveOut, "moveout moveoutdate movedout movedoutdate actualmoveout actualmoveoutdate"),
    (
        Field::PreviousExternalId,
        "previousexternalid previousid previousresidentid previoustenantid \
         previoustenantcode previousresidentcode priorid formerid oldid",
    ),
    (
        Field::Name,
        "name fullname residentname tenantname tenant occupantname personname customername \
         displayname",
    ),
];

/// The headings of phone columns, most preferred first.
const PHONES: [&str; 4] = [
    "mobile mobilephone mobilenumber mobilephonenumber mobileno cell cellphone cellnumber \
     cellphonenumber cellular cellularphone phonemobile phonecell",
    "homephone homephonenumber home phonehome",
    "phone phones phonenumber phonenumbers phone1 phonenumber1 primaryphone telephone \
     telephonenumber tel residentphone tenantphone contactphone",
    "workphone workphonenumber phonework officephone otherphone phone2 phone3 phonenumber2 \
     phonenumber3",
];

/// The field that a folded heading usually means, and its rank among the
/// columns of that field: lower is preferred. Only phones have ranks.
pub(crate) fn field_of(folded: &str) -> Option<(Field, u8)> {
    for (rank, words) in (1..).zip(PHONES) {
        if has_word(words, folded) {
            return Some((Field::Phone, rank));
        }
    }
    HEADINGS.iter().find(|(_, words)| has_word(words, folded)).map(|(field, _)| (*field, 0))
}

/// Whether `word` is one of `words`, which are separated by spaces.
pub(crate) fn has_word(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|other| other == word)
}

/// A heading, or a word of a small vocabulary, reduced to lower-case letters
/// and digits: `Move-In Date`, `move_in.date` and `MOVEIN DATE` are alike.
pub(crate) fn fold(text: &str) -> String {
    letters(text).collect()
}

/// Whether text equals a folded word after [`fold`]ing, without folding it.
pub(crate) fn folds_to(text: &str, word: &str) -> bool {
    letters(text).eq(word.chars())
}

/// Whether text begins with a folded word after [`fold`]ing.
pub(crate) fn folds_from(text: &str, word: &str) -> bool {
    let mut letters = letters(text);
    word.chars().all(|c| letters.next() == Some(c))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// What different spellings of one heading have in common. Headings without a
/// letter or digit, such as `#`, are kept as they are.
pub(crate) fn heading_key(text: &str) -> String {
    let folded = fold(text);
    if folded.is_empty() { text.trim().to_owned() } else { folded }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn no_heading_means_two_things_and_all_are_folded() {
        let lists = HEADINGS.iter().map(|(_, words)| *words).chain(PHONES);
        let mut words: Vec<&str> = lists.flat_map(str::split_ascii_whitespace).collect();
        for word in &words {
            assert_eq!(fold(word), *word);
        }
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn canonical_names_come_first() {
        for (field, words) in HEADINGS {
            assert_eq!(words.split(' ').next(), Some(&*fold(field.as_str())));
        }
        assert_eq!(field_of("phone").map(|(field, _)| field), Some(Field::Phone));
    }

    #[rstest]
    #[case("Move-In Date")]
    #[case(" ÉTAGE 2")]
    #[case("#")]
    fn comparing_without_folding(#[case] text: &str) {
        let folded = fold(text);
        assert!(folds_to(text, &folded) && folds_from(text, &folded));
        assert!(folds_from(text, "") && !folds_from(text, &format!("{folded}x")));
        assert!(!folds_to(text, &format!("{folded}x")) && !folds_to("x", &folded));
    }

    #[rstest]
    #[case("Resident ID", Field::ExternalId)]
    #[case("T-Code", Field::ExternalId)]
    #[case("E-Mail", Field::Email)]
    #[case("Apt #", Field::Unit)]
    #[case("Unit/Lease Status", Field::Status)]
    #[case("Lease_From_Date", Field::LeaseStart)]
    #[case("lease.expiration", Field::LeaseEnd)]
    #[case("MoveIn Date", Field::MoveIn)]
    #[case("Move-Out", Field::MoveOut)]
    #[case("Cell Phone", Field::Phone)]
    fn usual_headings(#[case] heading: &str, #[case] field: Field) {
        assert_eq!(field_of(&fold(heading)).map(|(field, _)| field), Some(field));
    }
}
