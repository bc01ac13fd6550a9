use std::{collections::HashSet, io::Read};

use tenantry_core::{
    Date, Text,
    connector::{ConnectorError, ErrorKind, StatusWords},
    model::{Reject, Resident},
};
use tenantry_xml::{Document, soap};

use crate::{record::Row, refusal, skipped::Skipped, words::Standing};

/// The most rows allowed for one site.
const MOST_ROWS: usize = 1_000_000;

/// What is known before a site's response arrives.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) id: String,
    pub(crate) today: Date,
    pub(crate) statuses: StatusWords,
}

type Emit<'e> = &'e mut dyn FnMut(Result<Resident, Reject>) -> Result<(), ConnectorError>;

/// Reads the residents of a site from the response to `operation`, to its end,
/// and passes them to `emit`.
///
/// # Errors
/// Those of the document and of `emit`, the meaning of a fault,
/// [`ErrorKind::Protocol`] if there is no list of residents,
/// [`ErrorKind::TooLarge`] above [`MOST_ROWS`].
pub(crate) fn read(
    source: impl Read,
    operation: &str,
    site: &Site,
    emit: Emit<'_>,
) -> Result<Skipped, ConnectorError> {
    let mut roster = Roster {
        site,
        emit,
        rows: 0,
        skipped: Skipped::default(),
        living: HashSet::new(),
        next_leases: Vec::new(),
    };
    let mut document = Document::new(source);
    let found =
        soap::read_result(&mut document, operation, refusal::of_fault, |document, depth| {
            let mut found = false;
            while let Some(name) = document.next_within(depth)? {
                if name == "residentlist" {
                    found = true;
                    roster.list(document)?;
                }
            }
            Ok(found)
        })?;
    if !found {
        return Err(ConnectorError::new(
            ErrorKind::Protocol,
            "the response has no residentlist, which even a site without residents has",
        )
        .hint("check `operation` and `system`"));
    }
    roster.finish()
}

struct Roster<'r> {
    site: &'r Site,
    emit: Emit<'r>,
    rows: usize,
    skipped: Skipped,
    /// The people who live there now.
    living: HashSet<Text>,
    /// Leases that may turn out to be the next ones of people who live there.
    next_leases: Vec<(Text, Result<Resident, Reject>)>,
}

impl Roster<'_> {
    fn list(&mut self, document: &mut Document<'_>) -> Result<(), ConnectorError> {
        document.children(|document, name| match name {
            "resident" => self.row(&Row::read(document)?),
            _ => Ok(()),
        })
    }

    fn row(&mut self, row: &Row) -> Result<(), ConnectorError> {
        self.rows += 1;
        if self.rows > MOST_ROWS {
            let message = format!("the site has more than {MOST_ROWS} residents");
            return Err(ConnectorError::new(ErrorKind::TooLarge, message));
        }
        if row.is_placeholder() {
            self.skipped.placeholders += 1;
            return Ok(());
        }
        if row.is_made_up() {
            self.skipped.made_up += 1;
            return Ok(());
        }
        let Site { id, today, statuses } = self.site;
        let standing = Standing::of(&row.status, statuses);
        let number = self.rows;
        let resident =
            row.resident(id, standing, *today, || format!("site {id}, resident {number}"));
        if standing == Standing::NextLease {
            self.next_leases.push((row.person().into(), resident));
            return Ok(());
        }
        if standing.lives_there() {
            self.living.insert(row.person().into());
        }
        (self.emit)(resident)
    }

    /// Delivers the people who are moving in, except those who already live
    /// there: their next lease, a renewal or transfer, counts once it has
    /// begun.
    fn finish(mut self) -> Result<Skipped, ConnectorError> {
        for (person, resident) in self.next_leases {
            if self.living.contains(&person) {
                self.skipped.next_leases += 1;
            } else {
                (self.emit)(resident)?;
            }
        }
        Ok(self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use tenantry_core::model::Status;

    use super::*;

    fn envelope(inner: &str) -> String {
        format!(
            "<s:Envelope xmlns:s='e'><s:Body><getresidentResponse><getresidentResult>{inner}\
             </getresidentResult></getresidentResponse></s:Body></s:Envelope>"
        )
    }

    fn lease(member: &str, lease: u8, unit: u8, status: &str) -> String {
        format!(
            "<resident><residentmemberid>{member}</residentmemberid><leaseid>{lease}</leaseid>\
             <unitid>{unit}</unitid><leasestatus>{status}</leasestatus></resident>"
        )
    }

    fn read_text(text: &str) -> Result<(Vec<Resident>, Skipped), ConnectorError> {
        let site = Site {
            id: "2000001".into(),
            today: Date::constant(2026, 11, 15),
            statuses: StatusWords::default(),
        };
        let mut residents = Vec::new();
        let skipped = read(text.as_bytes(), "getresident", &site, &mut |record| {
            residents.push(record.unwrap());
            Ok(())
        })?;
        Ok((residents, skipped))
    }

    fn leases(rows: &[String]) -> (Vec<(Text, Status)>, usize) {
        let text = envelope(&format!("<residentlist>{}</residentlist>", rows.concat()));
        let (residents, skipped) = read_text(&text).unwrap();
        let leases = residents
            .into_iter()
            .map(|resident| (resident.lease_id.unwrap_or_default(), resident.status));
        (leases.collect(), skipped.next_leases)
    }

    #[test]
    fn a_renewal_is_nobody_new() {
        let rows = [lease("a", 2, 11, "Future Lease"), lease("a", 1, 11, "Current")];
        assert_eq!(leases(&rows), (vec![("1".into(), Status::Current)], 1));
    }

    #[test]
    fn a_transfer_counts_once_it_runs() {
        let rows = [lease("a", 1, 11, "Current"), lease("a", 2, 12, "Pending transfer")];
        assert_eq!(leases(&rows), (vec![("1".into(), Status::Current)], 1));
    }

    #[test]
    fn the_next_lease_of_somebody_else_or_after_the_last_one() {
        let rows = [
            lease("a", 1, 11, "Current"),
            lease("b", 2, 11, "Future Lease"),
            lease("b", 3, 11, "Former"),
        ];
        let (leases, next_leases) = leases(&rows);
        assert_eq!((leases.len(), next_leases), (3, 0));
        assert_eq!(leases[2], ("2".into(), Status::Future));
    }

    #[rstest]
    #[case(envelope("<other/>"), ErrorKind::Protocol)]
    #[case(envelope("<resident/>"), ErrorKind::Protocol)]
    #[case(envelope(""), ErrorKind::ConfigInvalid)]
    #[case(envelope("<residentlist/>").replace("getresident", "getlist"), ErrorKind::Unsupported)]
    #[case(envelope("<residentlist/>").replace("</s:Envelope>", ""), ErrorKind::Incomplete)]
    #[case("<html></html>".into(), ErrorKind::Unavailable)]
    fn never_a_roster(#[case] text: String, #[case] kind: ErrorKind) {
        assert_eq!(read_text(&text).unwrap_err().kind, kind);
    }

    #[test]
    fn an_empty_site() {
        let (residents, skipped) = read_text(&envelope("<residentlist/>")).unwrap();
        assert_eq!((residents.len(), skipped), (0, Skipped::default()));
    }
}
