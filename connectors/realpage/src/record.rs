use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, Draft},
    model::{Reject, Resident, Status},
};
use tenantry_xml::Document;

use crate::words::{Standing, is_made_up, role};

/// A `resident` element, as written in the response.
#[derive(Debug, Default)]
pub(crate) struct Row {
    member_id: String,
    resident_id: String,
    household_id: String,
    lease_id: String,
    /// `None` if the response has no such element at all.
    unit_id: Option<String>,
    unit_number: String,
    first_name: String,
    last_name: String,
    email: String,
    cell_phone: String,
    home_phone: String,
    work_phone: String,
    pub(crate) status: String,
    begins: String,
    ends: String,
    move_in: String,
    move_out: String,
    notice_given: String,
    notice_for: String,
    head: String,
    signer: String,
    contact: String,
}

impl Row {
    /// Reads the current element.
    pub(crate) fn read(document: &mut Document<'_>) -> Result<Self, ConnectorError> {
        let mut row = Row::default();
        document.children(|document, name| {
            if let Some(field) = row.field(name)
                && field.trim().is_empty()
            {
                document.text()?.clone_into(field);
            }
            Ok(())
        })?;
        Ok(row)
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "residentmemberid" => &mut self.member_id,
            "residentid" => &mut self.resident_id,
            "residenthouseholdid" => &mut self.household_id,
            "leaseid" => &mut self.lease_id,
            "unitid" => self.unit_id.get_or_insert_default(),
            "unitnumber" => &mut self.unit_number,
            "firstname" => &mut self.first_name,
            "lastname" => &mut self.last_name,
            "email" => &mut self.email,
            "cellphone" => &mut self.cell_phone,
            "homephone" => &mut self.home_phone,
            "workphone" => &mut self.work_phone,
            "leasestatus" => &mut self.status,
            "begindate" | "leasestartdate" => &mut self.begins,
            "enddate" | "leaseenddate" => &mut self.ends,
            "moveindate" => &mut self.move_in,
            "moveoutdate" => &mut self.move_out,
            "noticegivendate" => &mut self.notice_given,
            "noticefordate" => &mut self.notice_for,
            "hohbit" => &mut self.head,
            "signerbit" => &mut self.signer,
            "contactstatus" => &mut self.contact,
            _ => return None,
        })
    }

    /// Whether the row is only a placeholder for somebody who is moving in.
    pub(crate) fn is_placeholder(&self) -> bool {
        self.unit().is_empty()
    }

    /// Whether the office invented the row.
    pub(crate) fn is_made_up(&self) -> bool {
        is_made_up(&self.first_name, &self.last_name)
    }

    /// The person the row is about.
    pub(crate) fn person(&self) -> &str {
        first_of([&self.member_id, &self.resident_id])
    }

    fn unit(&self) -> &str {
        self.unit_id.as_deref().unwrap_or(&self.unit_number).trim()
    }

    /// The resident of a row of `site`. `location` describes the row's
    /// position.
    pub(crate) fn resident(
        &self,
        site: &str,
        standing: Standing,
        today: Date,
        location: impl FnOnce() -> String,
    ) -> Result<Resident, Reject> {
        let mut draft = Draft::default();
        let notice_given = draft.date("move_out", &self.notice_given);
        let notice_for = draft.date("move_out", &self.notice_for);
        let move_out = draft.date("move_out", &self.move_out);
        let gave_notice = notice_given.or(notice_for).is_some();
        let moved_out = move_out.is_some_and(|day| day < today);
        let status = match standing.status() {
            Status::Current if gave_notice && !moved_out => Status::Notice,
            status => status,
        };
        let phone = first_of([&self.cell_phone, &self.home_phone, &self.work_phone]);
        let resident = Resident {
            property_code: Text::from(site),
            external_id: draft.text("external_id", self.person()),
            lease_id: draft.optional("lease_id", &self.lease_id),
            household_id: draft.optional("household_id", &self.household_id),
            role: role(&self.head, &self.signer, &self.contact),
            pms_role: draft.optional("role", &self.contact),
            first_name: draft.text("first_name", &self.first_name),
            last_name: draft.text("last_name", &self.last_name),
            email: draft.optional("email", &self.email),
            phone: draft.optional("phone", phone),
            building: None,
            unit: draft.optional("unit", &self.unit_number),
            pms_status: draft.text("pms_status", &self.status),
            status,
            lease_start: draft.date("lease_start", &self.begins),
            lease_end: draft.date("lease_end", &self.ends),
            move_in: draft.date("move_in", &self.move_in),
            move_out: move_out.or(notice_for),
            previous_external_id: None,
        };
        draft.finish(resident, location)
    }
}

/// The first that is not blank.
fn first_of<const N: usize>(texts: [&String; N]) -> &str {
    texts.into_iter().map(|text| text.trim()).find(|text| !text.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::{connector::StatusWords, model::RejectCode};

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 15);

    fn row(inner: &str) -> Row {
        let text = format!("<resident><unitid>11</unitid>{inner}</resident>");
        let mut document = Document::new(text.as_bytes());
        document.next_within(0).unwrap();
        Row::read(&mut document).unwrap()
    }

    fn resident(inner: &str) -> Result<Resident, Reject> {
        let row = row(&format!("<residentmemberid>501</residentmemberid>{inner}"));
        let standing = Standing::of(&row.status, &StatusWords::default());
        row.resident("2000001", standing, TODAY, || "site 2000001, resident 1".into())
    }

    #[rstest]
    #[case("Current", "", "", "", Status::Current, None)]
    #[case("Current", "2026-11-01", "", "", Status::Notice, None)]
    #[case("Current", "", "2026-12-31", "", Status::Notice, Some("2026-12-31"))]
    #[case("Current", "", "2026-12-31", "2026-12-30", Status::Notice, Some("2026-12-30"))]
    #[case("Current", "2026-10-01", "", "2026-11-15", Status::Notice, Some("2026-11-15"))]
    #[case("Current", "2026-10-01", "", "2026-11-14", Status::Current, Some("2026-11-14"))]
    #[case("Current", "0001-01-01T00:00:00", "1900-01-01", "", Status::Current, None)]
    #[case("Current", "", "", "12/31/2026", Status::Current, Some("2026-12-31"))]
    #[case("Former", "2026-10-01", "", "2026-10-31", Status::Past, Some("2026-10-31"))]
    #[case("Future Lease", "2026-10-01", "", "", Status::Future, None)]
    fn notice(
        #[case] word: &str,
        #[case] given: &str,
        #[case] given_for: &str,
        #[case] move_out: &str,
        #[case] status: Status,
        #[case] expected: Option<&str>,
    ) {
        let resident = resident(&format!(
            "<leasestatus>{word}</leasestatus><noticegivendate>{given}</noticegivendate>\
             <noticefordate>{given_for}</noticefordate><moveoutdate>{move_out}</moveoutdate>"
        ))
        .unwrap();
        assert_eq!(resident.status, status);
        assert_eq!(resident.move_out.map(|day| day.to_string()).as_deref(), expected);
        assert_eq!(resident.pms_status, word);
    }

    #[test]
    fn the_member_before_the_resident() {
        let both = row("<residentid>7</residentid><residentmemberid>501</residentmemberid>");
        assert_eq!((both.person(), both.unit()), ("501", "11"));
        assert_eq!(row("<residentid>7</residentid>").person(), "7");
    }

    #[rstest]
    #[case("<moveindate>2026-02-30</moveindate>", RejectCode::BadDate, "move_in")]
    #[case("<email>a&#0;b</email>", RejectCode::BadText, "email")]
    fn unreadable(#[case] inner: &str, #[case] code: RejectCode, #[case] field: &str) {
        let reject = resident(inner).unwrap_err();
        assert_eq!((reject.code, reject.field), (code, Some(field)));
        assert_eq!(reject.external_id.as_deref(), Some("501"));
        assert_eq!(reject.location, "site 2000001, resident 1");
    }

    #[test]
    fn placeholders() {
        let read = |text: &str| {
            let mut document = Document::new(text.as_bytes());
            document.next_within(0).unwrap();
            Row::read(&mut document).unwrap().is_placeholder()
        };
        assert!(read("<resident><unitid/><unitnumber>1</unitnumber></resident>"));
        assert!(read("<resident/>"));
        assert!(!read("<resident><unitnumber>1</unitnumber></resident>"));
        assert!(!read("<resident><unitid>1</unitid></resident>"));
    }
}
