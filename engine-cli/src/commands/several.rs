//! Runs a command for every property of a portfolio, in one process. A failure
//! of one property does not affect the others.

use std::collections::HashSet;

use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde_json::json;
use tenantry_core::Date;
use tenantry_engine::{Report, document::counted};
use tenantry_store::Outcome;

use super::{Done, Job, check::Check, stores::Stores};
use crate::{
    config::Portfolio,
    exit::{self, SOME_FAILED},
    output::{self, table::Page},
};

/// How many properties are processed at once.
pub(super) const AT_ONCE: usize = 4;

/// The properties of a portfolio, and the options of the command.
pub(crate) struct Several<'a> {
    pub(crate) portfolio: &'a Portfolio,
    pub(crate) stores: &'a Stores<'a>,
    pub(crate) json: bool,
    pub(crate) today: Option<Date>,
}

/// The result of one property.
struct Result<T> {
    /// The property's ID, or the file that cannot be used.
    property: String,
    done: std::result::Result<Done<T>, anyhow::Error>,
}

/// The document of a property, or why there is none.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry<T> {
    Done(T),
    Failed { property: String, outcome: Outcome, error: String },
}

impl<'a> Several<'a> {
    /// Plans and syncs: `{"properties": [...]}`, or one page per property and a
    /// summary.
    pub(crate) async fn reports(
        &self,
        run: impl AsyncFn(Job<'a>) -> anyhow::Result<Done<Report>>,
    ) -> anyhow::Result<u8> {
        let results = self.each(run).await;
        if !self.json {
            Self::print_pages(&results);
            summary(&results).print();
        }
        self.documents(results)
    }

    /// Checks: `{"properties": [...]}`, or one page per property.
    pub(crate) async fn checks(
        &self,
        run: impl AsyncFn(Job<'a>) -> anyhow::Result<Done<Vec<Check>>>,
    ) -> anyhow::Result<u8> {
        let mut results = Vec::new();
        for Result { property, done } in self.each(run).await {
            let done = done.map(|Done { document, page, code }| {
                let mut titled = Page::default();
                titled.line(format!("{property}:"));
                titled.append(page);
                let document = json!({"property": property, "checks": document});
                Done { document, page: titled, code }
            });
            results.push(Result { property, done });
        }
        if !self.json {
            Self::print_pages(&results);
        }
        self.documents(results)
    }

    /// Lists: one array for all, or one page per property.
    pub(crate) async fn list<T: Serialize>(
        &self,
        run: impl AsyncFn(Job<'a>) -> anyhow::Result<Done<Vec<T>>>,
    ) -> anyhow::Result<u8> {
        let results = self.each(run).await;
        let code = code(&results);
        if !self.json {
            Self::print_pages(&results);
            return Ok(code);
        }
        // A person with two properties is in both lists.
        let mut seen = HashSet::new();
        let mut all = Vec::new();
        for Result { property, done } in results {
            match done {
                Ok(done) => {
                    for document in done.document {
                        if seen.insert(serde_json::to_string(&document)?) {
                            all.push(document);
                        }
                    }
                }
                Err(error) => complain(&property, &error),
            }
        }
        output::json(&all)?;
        Ok(code)
    }

    /// Runs a command for every property. The results are in the order of the
    /// files.
    async fn each<T>(
        &self,
        run: impl AsyncFn(Job<'a>) -> anyhow::Result<Done<T>>,
    ) -> Vec<Result<T>> {
        let job = |site| Job {
            site,
            portfolio: self.portfolio,
            stores: self.stores,
            json: self.json,
            today: self.today,
            one_of_several: true,
        };
        let mut results: Vec<Result<T>> = stream::iter(self.portfolio.chosen())
            .map(async |site| Result { property: site.id().to_owned(), done: run(job(site)).await })
            .buffered(AT_ONCE)
            .collect()
            .await;
        results.extend(self.portfolio.unusable().iter().map(|broken| Result {
            property: broken.file.display().to_string(),
            done: Err(broken.error.clone().into()),
        }));
        results
    }

    fn print_pages<T>(results: &[Result<T>]) {
        for Result { property, done } in results {
            match done {
                Ok(done) => {
                    done.page.print();
                    output::table::println("");
                }
                Err(error) => complain(property, error),
            }
        }
    }

    fn documents<T: Serialize>(&self, results: Vec<Result<T>>) -> anyhow::Result<u8> {
        let code = code(&results);
        if !self.json {
            return Ok(code);
        }
        let entries = results.into_iter().map(|Result { property, done }| match done {
            Ok(done) => Entry::Done(done.document),
            Err(error) => {
                Entry::Failed { property, outcome: Outcome::Failed, error: exit::line(&error) }
            }
        });
        output::json(&json!({"properties": entries.collect::<Vec<_>>()}))?;
        Ok(code)
    }
}

fn complain(property: &str, error: &anyhow::Error) {
    exit::report_of(property, error);
}

/// The exit code: all succeeded, all failed, or some of each.
fn code<T>(results: &[Result<T>]) -> u8 {
    let failed = |result: &&Result<T>| match &result.done {
        Ok(done) => matches!(done.code, exit::FAILED | exit::USAGE),
        Err(_) => true,
    };
    let codes = results.iter().map(|result| match &result.done {
        Ok(done) => done.code,
        Err(error) => exit::code(error),
    });
    match results.iter().filter(failed).count() {
        0 => codes.max().unwrap_or_default(),
        // A configuration error only if every property has one.
        all if all == results.len() => codes.min().unwrap_or_default(),
        _ => SOME_FAILED,
    }
}

/// A table with one row per property.
fn summary(results: &[Result<Report>]) -> Page {
    let mut page = Page::default();
    page.table(
        ["property", "outcome", "created", "linked", "updated", "ended", "unchanged", "held back"],
        results.iter().map(|Result { property, done }| {
            let Ok(Done { document: report, .. }) = done else {
                let nothing = || "-".to_owned();
                let failed = "failed".to_owned();
                return [
                    property.clone(),
                    failed,
                    nothing(),
                    nothing(),
                    nothing(),
                    nothing(),
                    nothing(),
                    nothing(),
                ];
            };
            let counts = &report.counts;
            [
                property.clone(),
                report.outcome.as_str().to_owned(),
                counts.created.to_string(),
                counts.linked.to_string(),
                counts.updated.to_string(),
                counts.ended.to_string(),
                counts.unchanged.to_string(),
                counts.held_back.to_string(),
            ]
        }),
    );
    let failed = results.iter().filter(|result| result.done.is_err()).count();
    let all = counted(results.len() as u64, "property", "properties");
    page.line(match failed {
        0 => format!("\n{all}."),
        failed => format!("\n{all}, {failed} of them failed."),
    });
    page
}
