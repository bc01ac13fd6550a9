use tenantry_core::{
    Date, Text,
    connector::{DateOrder, parse_date, split_name},
    model::{Reject, RejectCode, Resident, Status},
};

use crate::{
    cells::{self, BadCell},
    columns::Columns,
    field::Field,
    names::{Named, Names},
    rows::Row,
    settings::CsvSettings,
    words::{Roles, Statuses},
};

/// Turns rows into residents.
#[derive(Debug)]
pub(crate) struct Records {
    columns: Columns,
    date_order: DateOrder,
    statuses: Statuses,
    roles: Roles,
    properties: Names,
}

/// What is wrong with a record, and in which field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Problem {
    code: RejectCode,
    field: Option<Field>,
}

impl Records {
    /// For a file with these columns.
    pub(crate) fn new(columns: Columns, settings: &CsvSettings) -> Self {
        Self {
            columns,
            date_order: settings.date_order,
            statuses: Statuses::new(&settings.statuses, &[]),
            roles: Roles::new(&settings.roles),
            properties: Names::default(),
        }
    }

    /// The names of properties that were found since the last call.
    pub(crate) fn take_names(&mut self) -> Vec<Named> {
        self.properties.take()
    }

    /// Whether a row has as many cells as there are headings. Extra blank cells
    /// are allowed.
    pub(crate) fn fits(&self, row: &Row<'_>) -> bool {
        row.len() >= self.columns.least
            && (row.len() <= self.columns.most
                || (self.columns.most..row.len()).all(|column| cells::is_blank(row.cell(column))))
    }

    /// Whether a row has fewer cells than there are headings.
    pub(crate) fn is_short(&self, row: &Row<'_>) -> bool {
        row.len() < self.columns.least
    }

    /// The resident of a row.
    ///
    /// # Errors
    /// The reject that replaces the record.
    #[inline]
    pub(crate) fn read(&mut self, row: &Row<'_>) -> Result<Resident, Reject> {
        let fits = self.fits(row);
        let mut external_id = None;
        let outcome = if !fits {
            Err(Problem { code: RejectCode::FieldCount, field: None })
        } else if row.stray {
            Err(Problem { code: RejectCode::BadText, field: None })
        } else {
            self.id(row).and_then(|id| self.resident(row, external_id.insert(id)))
        };
        outcome.map_err(|problem| Reject {
            location: format!("line {}", row.line),
            // If cells are shifted, the ID may be somebody's name.
            external_id,
            code: problem.code,
            field: problem.field.map(Field::as_str),
        })
    }

    fn id(&self, row: &Row<'_>) -> Result<Text, Problem> {
        match self.cell(row, Field::ExternalId)? {
            "" => Err(Problem { code: RejectCode::MissingId, field: Some(Field::ExternalId) }),
            id => Ok(Text::from(id)),
        }
    }

    #[inline]
    fn resident(&mut self, row: &Row<'_>, external_id: &Text) -> Result<Resident, Problem> {
        let property_code = self.property(row)?;
        let (first_name, last_name) = self.names(row)?;
        let (pms_status, status) = self.status(row)?;
        let pms_role = optional(self.cell(row, Field::Role)?);
        let role = self.roles.role(pms_role.as_deref().unwrap_or_default());
        Ok(Resident {
            property_code,
            external_id: external_id.clone(),
            lease_id: optional(self.cell(row, Field::LeaseId)?),
            household_id: optional(self.cell(row, Field::HouseholdId)?),
            role,
            pms_role,
            first_name,
            last_name,
            email: optional(self.cell(row, Field::Email)?),
            phone: self.phone(row)?,
            building: optional(self.cell(row, Field::Building)?),
            unit: optional(self.cell(row, Field::Unit)?),
            pms_status,
            status,
            lease_start: self.date(row, Field::LeaseStart)?,
            lease_end: self.date(row, Field::LeaseEnd)?,
            move_in: self.date(row, Field::MoveIn)?,
            move_out: self.date(row, Field::MoveOut)?,
            previous_external_id: optional(self.cell(row, Field::PreviousExternalId)?),
        })
    }

    /// The property's code, or its name if it has none.
    fn property(&mut self, row: &Row<'_>) -> Result<Text, Problem> {
        let code = self.cell(row, Field::PropertyCode)?;
        let name = self.cell(row, Field::PropertyName)?;
        if code.is_empty() {
            return Ok(Text::from(name));
        }
        self.properties.learn(name, code);
        Ok(Text::from(code))
    }

    /// First and last name: from their own columns, else from the full name.
    fn names(&self, row: &Row<'_>) -> Result<(Text, Text), Problem> {
        if self.columns.names_apart() {
            let names = (
                Text::from(self.cell(row, Field::FirstName)?),
                Text::from(self.cell(row, Field::LastName)?),
            );
            if !(names.0.is_empty() && names.1.is_empty()) {
                return Ok(names);
            }
        }
        let (first, last) = split_name(self.cell(row, Field::Name)?);
        Ok((Text::from(first), Text::from(last)))
    }

    /// The PMS's word for the status and its meaning. If there are columns for
    /// both, `status` gives the meaning.
    fn status(&mut self, row: &Row<'_>) -> Result<(Text, Status), Problem> {
        let status = self.cell(row, Field::Status)?;
        if self.columns.of(Field::PmsStatus).is_none() {
            return Ok((Text::from(status), self.statuses.status(status)));
        }
        let word = self.cell(row, Field::PmsStatus)?;
        let meaning = if status.is_empty() { word } else { status };
        Ok((Text::from(word), self.statuses.status(meaning)))
    }

    fn phone(&self, row: &Row<'_>) -> Result<Option<Text>, Problem> {
        for column in self.columns.phones() {
            let phone = value(row, *column, Field::Phone)?;
            if !phone.is_empty() {
                return Ok(Some(Text::from(phone)));
            }
        }
        Ok(None)
    }

    fn date(&self, row: &Row<'_>, field: Field) -> Result<Option<Date>, Problem> {
        parse_date(self.cell(row, field)?, self.date_order)
            .map_err(|_| Problem { code: RejectCode::BadDate, field: Some(field) })
    }

    /// A field's value; blank if no column holds it.
    #[inline]
    fn cell<'r>(&self, row: &Row<'r>, field: Field) -> Result<&'r str, Problem> {
        match self.columns.of(field) {
            Some(column) => value(row, column, field),
            None => Ok(""),
        }
    }
}

#[inline]
fn optional(text: &str) -> Option<Text> {
    (!text.is_empty()).then(|| Text::from(text))
}

#[inline]
fn value<'r>(row: &Row<'r>, column: usize, field: Field) -> Result<&'r str, Problem> {
    cells::value(row.cell(column), row.plain).map_err(|bad| Problem {
        code: match bad {
            BadCell::Text => RejectCode::BadText,
            BadCell::TooLong => RejectCode::TooLong,
        },
        field: Some(field),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use tenantry_core::model::Role;

    use super::*;
    use crate::{headings::Headings, rows::Rows, testing::settings};

    /// The records of a file whose first line holds the headings.
    fn read(text: &[u8], more: &str) -> Vec<Result<Resident, Reject>> {
        let settings = settings(more);
        let mut rows = Rows::new(text);
        let texts = rows
            .next_row()
            .unwrap()
            .unwrap()
            .cells()
            .map(|cell| cells::lenient(cell).to_owned())
            .collect();
        let columns = Headings::resolve(texts, &settings).unwrap().columns().unwrap();
        let mut records = Records::new(columns, &settings);
        let mut all = Vec::new();
        while let Ok(Some(row)) = rows.next_row() {
            all.push(records.read(&row));
        }
        all
    }

    fn one(head: &str, cells: &str) -> Result<Resident, Reject> {
        read(format!("external_id,name,status,{head}\n{cells}\n").as_bytes(), "").remove(0)
    }

    #[test]
    fn every_field() {
        let text = "property_code,external_id,lease_id,household_id,role,first_name,last_name,email,phone,\
                    building,unit,pms_status,status,lease_start,lease_end,move_in,move_out,previous_external_id\n\
                    p1,t01,L7,h3,roommate,Ada,Okafor,ada@example.com,555-0100,B2,0104,On Notice,notice,\
                    2026-01-01,12/31/2026,1/2/26,46387,t00\n";
        let date = |year, month, day| Some(Date::constant(year, month, day));
        let some = |text: &str| Some(Text::from(text));
        let expected = Resident {
            property_code: "p1".into(),
            external_id: "t01".into(),
            lease_id: some("L7"),
            household_id: some("h3"),
            role: Role::Roommate,
            pms_role: some("roommate"),
            first_name: "Ada".into(),
            last_name: "Okafor".into(),
            email: some("ada@example.com"),
            phone: some("555-0100"),
            building: some("B2"),
            unit: some("0104"),
            pms_status: "On Notice".into(),
            status: Status::Notice,
            lease_start: date(2026, 1, 1),
            lease_end: date(2026, 12, 31),
            move_in: date(2026, 1, 2),
            move_out: date(2026, 12, 31),
            previous_external_id: some("t00"),
        };
        assert_eq!(read(text.as_bytes(), ""), [Ok(expected)]);
    }

    #[test]
    fn blank_cells_are_absent() {
        let resident =
            one("email,phone,unit,move_in,role", "7,Ada Okafor,, ,\u{A0},=\"\",-,").unwrap();
        let expected = Resident {
            external_id: "7".into(),
            first_name: "Ada".into(),
            last_name: "Okafor".into(),
            ..Resident::default()
        };
        assert_eq!(resident, expected);
    }

    #[test]
    fn guarded_and_broken_cells() {
        let resident = one(
            "unit,building",
            "=\"007\",\"Okafor, Ada\",Current,\"=\"\"0101\"\"\",\"North\nWing\"",
        )
        .unwrap();
        assert_eq!(resident.external_id, "007");
        assert_eq!(resident.unit.unwrap(), "0101");
        assert_eq!(resident.building.unwrap(), "North Wing");
        assert_eq!(resident.last_name, "Okafor");
    }

    #[rstest]
    #[case("555-0101,555-0102,555-0103", Some("555-0103"))]
    #[case("555-0101,555-0102,", Some("555-0102"))]
    #[case("555-0101,, ", Some("555-0101"))]
    #[case(",,", None)]
    fn the_preferred_phone_that_is_there(#[case] phones: &str, #[case] expected: Option<&str>) {
        let resident = one("phone,home phone,mobile", &format!("7,Ada,Current,{phones}")).unwrap();
        assert_eq!(resident.phone.as_deref(), expected);
    }

    #[test]
    fn a_whole_name_helps_out() {
        let text = "id,first,last,name,status\n1,Ada,Okafor,Somebody Else,Current\n2,,,\"Osei, Kofi\",Current\n";
        let names: Vec<String> = read(text.as_bytes(), "")
            .into_iter()
            .map(|record| record.unwrap().full_name())
            .collect();
        assert_eq!(names, ["Ada Okafor", "Kofi Osei"]);
    }

    #[rstest]
    #[case("status", "Current", "Current", Status::Current)]
    #[case("pms_status", "NTV", "NTV", Status::Notice)]
    #[case("status", "Wintering", "Wintering", Status::Unknown)]
    #[case("status", "", "", Status::Unknown)]
    #[case("status,pms_status", "Past,NTV", "NTV", Status::Past)]
    #[case("status,pms_status", ",NTV", "NTV", Status::Notice)]
    #[case("status,pms_status", "Past,", "", Status::Past)]
    #[case("status", "Resting", "Resting", Status::Current)]
    fn statuses(
        #[case] head: &str,
        #[case] cells: &str,
        #[case] word: &str,
        #[case] status: Status,
    ) {
        let text = format!("id,name,{head}\n1,Ada Okafor,{cells}\n");
        let resident = read(text.as_bytes(), "[statuses]\nRESTING = 'current'").remove(0).unwrap();
        assert_eq!((resident.pms_status.as_str(), resident.status), (word, status));
    }

    #[rstest]
    #[case("7,Ada,Current,2/30/2026,,,", RejectCode::BadDate, Some("move_in"), Some("7"))]
    #[case("7,Ada,Current,13/1/2026,,,", RejectCode::BadDate, Some("move_in"), Some("7"))]
    #[case(" ,Ada,Current,,,,", RejectCode::MissingId, Some("external_id"), None)]
    #[case("7,A\0da,Current,,,,", RejectCode::BadText, Some("name"), Some("7"))]
    #[case("\u{1},Ada,Current,,,,", RejectCode::BadText, Some("external_id"), None)]
    #[case("7,Ada,Current,,,", RejectCode::FieldCount, None, None)]
    #[case("7,Ada,Current,,,,,more", RejectCode::FieldCount, None, None)]
    #[case("7,\"Ada \"The\" Okafor\",Current,,,,", RejectCode::BadText, None, None)]
    fn rejects(
        #[case] cells: &str,
        #[case] code: RejectCode,
        #[case] field: Option<&'static str>,
        #[case] id: Option<&str>,
    ) {
        let expected =
            Reject { location: "line 2".into(), external_id: id.map(Text::from), code, field };
        assert_eq!(one("move_in,role,unit,Notes", cells), Err(expected));
    }

    #[test]
    fn a_value_too_long() {
        let reject = one("unit", &format!("7,Ada,Current,{}", "x".repeat(1001))).unwrap_err();
        assert_eq!((reject.code, reject.field), (RejectCode::TooLong, Some("unit")));
    }

    #[rstest]
    #[case("7,Ada,Current,B,")]
    #[case("7,Ada,Current,B,,, ,")]
    #[case("7,Ada,Current,B,\u{1}\0")]
    fn blanks_behind_and_what_is_not_read_do_not_matter(#[case] cells: &str) {
        assert!(one("unit,Notes", cells).is_ok());
    }

    #[test]
    fn headings_may_have_blanks_behind() {
        assert!(one("unit,,", "7,Ada,Current,B").is_ok());
        assert!(one("unit,,", "7,Ada,Current,B,x,y").is_ok());
        assert!(one("unit,,", "7,Ada,Current,B,x,y,z").is_err());
    }

    #[test]
    fn only_the_damaged_record_is_refused() {
        let text = b"id,name,status,Notes\n1,Ren\xE9,Current,\n2,Zo\xC3\xAB X,Current,\n3,A B,Current,\xE9\n";
        let records = read(text, "");
        assert_eq!(records[0].as_ref().unwrap_err().code, RejectCode::BadText);
        assert_eq!(records[1].as_ref().unwrap().first_name, "Zoë");
        assert!(records[2].is_ok());
    }

    #[test]
    fn day_first_where_the_settings_say_so() {
        let text = b"id,name,status,move in\n1,A B,Current,4/3/2026\n";
        let resident = read(text, "date_order = 'dmy'").remove(0).unwrap();
        assert_eq!(resident.move_in, Some(Date::constant(2026, 3, 4)));
    }

    proptest! {
        /// Any bytes: no panic, IDs are never blank, text is trimmed.
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut text = b"id,name,status,unit,move_in\n".to_vec();
            text.extend(bytes);
            for resident in read(&text, "").into_iter().flatten() {
                prop_assert!(!resident.external_id.is_empty());
                prop_assert_eq!(resident.external_id.trim(), resident.external_id.as_str());
            }
        }
    }
}
