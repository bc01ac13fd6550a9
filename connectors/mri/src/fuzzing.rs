//! Entry points for fuzzing: the readers of this crate without a server.

use std::io::BufRead;

use tenantry_core::{
    Date,
    connector::{ConnectorError, StatusWords},
    model::{Reject, Resident},
};
use tenantry_http::Url;

use crate::{format::Format, page, pages::Pages};

/// What was read from a page.
pub type Outcome = Result<Vec<Result<Resident, Reject>>, ConnectorError>;

const PROPERTY: &str = "500";
const TODAY: Date = Date::constant(2026, 11, 15);

/// Reads the same bytes as a page in each format.
pub fn read<R: BufRead>(source: impl Fn() -> R) -> Vec<Outcome> {
    [Format::Xml, Format::Json].into_iter().map(|format| entries(source(), format)).collect()
}

fn entries(mut source: impl BufRead, format: Format) -> Outcome {
    let mut records = Vec::new();
    let link = page::read(&mut source, format, &mut |entry| {
        records.push(entry.resident(PROPERTY, &StatusWords::default(), TODAY, String::new)?);
        Ok(())
    })?;
    if let (Some(link), Ok(endpoint)) = (link, Url::parse("https://mri.example/api.asp")) {
        let mut pages = Pages::new(&endpoint, format, PROPERTY, 300);
        pages.follow(&link)?;
        let next = pages.url();
        assert_eq!((next.scheme(), next.host_str()), ("https", Some("mri.example")));
        assert_eq!(next.path(), "/api.asp");
    }
    Ok(records)
}
