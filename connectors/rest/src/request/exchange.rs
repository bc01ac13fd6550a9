use std::{hash::Hasher, sync::Arc};

use bytes::Bytes;
use futures_util::future::try_join;
use tenantry_core::connector::{ConnectorError, ErrorKind, FeedEvent};
use tenantry_http::{Answer, Feed, Session, Sink, Url};
use tokio::sync::oneshot;
use xxhash_rust::xxh3::Xxh3;

use super::{
    Auth, Endpoint, Faults, Keys, Paging, Total, Turn, Values,
    faults::means_none,
    pager::{Facts, Pager},
    paging::Next,
};
use crate::{
    json::{Node, parse},
    path::{Scope, Step, Steps},
};

/// The maximum size of one page, in bytes.
const MAX_PAGE: usize = 256 << 20;

/// Receives the records of a request.
pub(crate) trait Taker: Send + 'static {
    /// Receives the records of a page, on a blocking thread.
    ///
    /// # Errors
    /// An error, which ends the fetch.
    fn take<'n>(
        &mut self,
        page: u64,
        records: &[&'n Node<'n>],
        sink: &Sink,
    ) -> Result<(), ConnectorError>;
}

/// What all requests of a fetch share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange<'a> {
    pub(crate) session: &'a Session,
    pub(crate) keys: &'a Keys,
    pub(crate) base: &'a Url,
    pub(crate) auth: &'a Auth,
    pub(crate) faults: &'a Arc<Faults>,
    pub(crate) values: Values<'a>,
}

/// A page as received.
pub(crate) struct Page {
    body: Bytes,
    total: Option<u64>,
    /// The address of the next page, from a header.
    link: Option<String>,
    /// Whether the status said that there are no records.
    none: bool,
}

impl Exchange<'_> {
    /// Reads all pages of an endpoint. The next page is requested while the
    /// records of the previous one are processed.
    ///
    /// # Errors
    /// Those of the requests, of pages that cannot be read or do not add up,
    /// and of `taker`.
    pub(crate) async fn read<T: Taker>(
        &self,
        endpoint: &Arc<Endpoint>,
        mut taker: T,
        feed: &Feed,
    ) -> Result<T, ConnectorError> {
        let mut pager = Pager::new(&endpoint.paging, &endpoint.declared, None);
        let mut page = self.ask(endpoint, &pager, &pager.first()).await?;
        loop {
            let number = pager.page();
            let label = endpoint.label(self.values.property, number);
            let (told, tells) = oneshot::channel();
            let (known, faults) = (endpoint.clone(), self.faults.clone());
            let whole = pager.whole();
            let work = feed.work(move |sink| {
                let reading = Reading { endpoint: &known, faults: &faults, label: &label };
                reading.read(&page, |facts, records| {
                    let is_first_again = whole == Some(facts.print);
                    // If the fetch has failed, nobody is waiting.
                    let _ = told.send(facts);
                    if is_first_again {
                        return Ok(());
                    }
                    taker.take(number, records, sink)
                })?;
                Ok(taker)
            });
            let next = async {
                // The error comes from the work below.
                let Ok(facts) = tells.await else { return Ok(None) };
                let label = endpoint.label(self.values.property, number);
                let Some(turn) = pager.after(facts).map_err(|error| error.of(&label))? else {
                    return Ok(None);
                };
                let (done, total) = pager.progress();
                feed.send(FeedEvent::Progress { done, total }).await?;
                self.ask(endpoint, &pager, &turn).await.map(Some)
            };
            let (worked, asked) = try_join(work, next).await?;
            taker = worked;
            match asked {
                Some(next) => page = next,
                None => return Ok(taker),
            }
        }
    }

    /// Reads the first page, as short as the endpoint allows. Returns the
    /// number of its records, and the announced total if there is one.
    /// # Errors
    /// Those of the request, and of a page that cannot be read.
    pub(crate) async fn probe(
        &self,
        endpoint: &Arc<Endpoint>,
    ) -> Result<(u64, Option<u64>), ConnectorError> {
        let pager = Pager::new(&endpoint.paging, &endpoint.declared, Some(1));
        let page = self.ask(endpoint, &pager, &pager.first()).await?;
        let label = endpoint.label(self.values.property, 1);
        let reading = Reading { endpoint, faults: self.faults, label: &label };
        let mut found = (0, None);
        reading.read(&page, |facts, _| {
            found = (facts.rows, facts.total);
            Ok(())
        })?;
        Ok(found)
    }

    /// Requests a page, with a new token if the previous one is refused.
    async fn ask(
        &self,
        endpoint: &Arc<Endpoint>,
        pager: &Pager<'_>,
        turn: &Turn,
    ) -> Result<Page, ConnectorError> {
        let label = endpoint.label(self.values.property, pager.page());
        let mut renewed = !self.auth.has_token();
        loop {
            let request = endpoint.request(label.clone(), self.base, &self.values, turn)?;
            let (session, values) = (self.session, &self.values);
            let signed =
                self.auth.sign(request, self.keys, session, self.base, values, self.faults);
            let (faults, known, name) = (self.faults.clone(), endpoint.clone(), label.clone());
            let request = signed
                .await?
                .refusal(move |status, body| faults.of_refusal(&name, status, body, &known.shape));
            match self.session.send(request).await {
                Ok(answer) => return received(endpoint, &label, answer).await,
                Err(error) if means_none(&error) => return Ok(Page::without_records()),
                Err(error) if error.kind == ErrorKind::Unauthenticated && !renewed => {
                    renewed = true;
                    self.keys.forget().await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Page {
    /// A page with this body, without headers.
    pub(crate) fn of(body: Bytes) -> Self {
        Self { body, total: None, link: None, none: false }
    }

    fn without_records() -> Self {
        Self { none: true, ..Self::of(Bytes::new()) }
    }
}

async fn received(
    endpoint: &Endpoint,
    label: &str,
    answer: Answer,
) -> Result<Page, ConnectorError> {
    let total = match &endpoint.total {
        Some(Total::Header(name)) => {
            answer.header(name).map(|text| count(label, text)).transpose()?
        }
        Some(Total::Body(_)) | None => None,
    };
    let link = match &endpoint.paging {
        Paging::Link { next: Next::Header(name), .. } => answer.header(name).and_then(next_link),
        _ => None,
    };
    let body = answer.body.bytes(MAX_PAGE).await?;
    let none = endpoint.empty && body.trim_ascii().is_empty();
    Ok(Page { total, link, none, ..Page::of(body) })
}

fn count(label: &str, text: &str) -> Result<u64, ConnectorError> {
    text.trim().parse().map_err(|_| {
        ConnectorError::new(
            ErrorKind::Protocol,
            format!("{label}: the announced number of records is not a number"),
        )
        .hint("nothing was changed; ask the PMS's support")
    })
}

/// The address of the next page in a `Link` header (RFC 8288).
fn next_link(header: &str) -> Option<String> {
    header.split(',').find_map(|link| {
        let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let value = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && value.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
        });
        is_next.then(|| address.to_owned())
    })
}

/// Reads one page.
pub(crate) struct Reading<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) faults: &'a Faults,
    pub(crate) label: &'a str,
}

impl Reading<'_> {
    /// Reads a page's data about itself, and passes on its records.
    pub(crate) fn read(
        &self,
        page: &Page,
        done: impl for<'n> FnOnce(Facts, &[&'n Node<'n>]) -> Result<(), ConnectorError>,
    ) -> Result<(), ConnectorError> {
        if page.none {
            return done(Facts { total: page.total, ..Facts::default() }, &[]);
        }
        let root = parse(&page.body, &self.endpoint.shape).map_err(|error| error.of(self.label))?;
        if let Some(error) = self.faults.of_page(self.label, &root) {
            return if means_none(&error) { done(Facts::default(), &[]) } else { Err(error) };
        }
        let scope = Scope::of_answer();
        let records = self.records(&root, &scope)?;
        done(self.facts(page, &root, &records, &scope)?, &records)
    }

    fn facts<'n>(
        &self,
        page: &Page,
        root: &'n Node<'n>,
        records: &[&'n Node<'n>],
        scope: &Scope<'n>,
    ) -> Result<Facts, ConnectorError> {
        let total = match &self.endpoint.total {
            Some(Total::Body(steps)) => steps
                .filled(root, scope)
                .map(|node| count(self.label, node.text().unwrap_or_default()))
                .transpose()?,
            _ => page.total,
        };
        let way = match &self.endpoint.paging {
            Paging::Cursor { next, .. } | Paging::Link { next: Next::Body(next), .. } => Some(next),
            _ => None,
        };
        let next = match way {
            Some(way) => {
                way.filled(root, scope).and_then(|node| Some(node.text()?.trim().to_owned()))
            }
            None => page.link.clone(),
        };
        let has_next = way.is_some_and(|way| way.first(root, scope).is_some());
        let mut print = Xxh3::new();
        if !matches!(self.endpoint.paging, Paging::None) {
            records.iter().for_each(|record| record.hash(&mut print));
        }
        let key = |record: &&'n Node<'n>| {
            let mut hasher = Xxh3::new();
            for steps in &self.endpoint.key {
                hasher.write(steps.filled(record, scope)?.text()?.as_bytes());
                hasher.write_u8(0);
            }
            Some(hasher.finish())
        };
        let keyed = !self.endpoint.key.is_empty() && !matches!(self.endpoint.paging, Paging::None);
        let keys = if keyed { records.iter().filter_map(key).collect() } else { Vec::new() };
        let (rows, print) = (records.len() as u64, print.digest());
        Ok(Facts { rows, has_content: true, total, next, has_next, print, keys })
    }

    /// The records at the first path that leads to a list.
    fn records<'n>(
        &self,
        root: &'n Node<'n>,
        scope: &Scope<'n>,
    ) -> Result<Vec<&'n Node<'n>>, ConnectorError> {
        for way in &self.endpoint.records {
            match list(way, root) {
                List::Missing => continue,
                List::Nothing => return Ok(Vec::new()),
                List::Found => {
                    let mut records = Vec::new();
                    way.each(root, scope, &mut |record| {
                        records.push(record);
                        true
                    });
                    return Ok(records);
                }
            }
        }
        let message = format!(
            "{}: the response has no records at {}",
            self.label, self.endpoint.records_text
        );
        Err(ConnectorError::new(ErrorKind::Protocol, message)
            .hint("nothing was changed; check `url` and `profile`"))
    }
}

/// What was found at the path of the records.
enum List {
    Found,
    /// Something empty: `null`, `""` or `[]`, at the path or just above.
    Nothing,
    Missing,
}

fn list(way: &Steps, root: &Node<'_>) -> List {
    let mut node = root;
    let members = way.0.iter().take_while(|step| matches!(step, Step::Member(_))).count();
    for (depth, step) in way.0.iter().enumerate() {
        // If even higher levels are missing, it is not an empty list but a
        // wrong response.
        let is_near = depth > 0 && depth + 1 >= members;
        if is_near && (node.is_blank() || matches!(node, Node::List(list) if list.is_empty())) {
            return List::Nothing;
        }
        match step {
            Step::Member(key) => match node.member(*key) {
                Some(member) => node = member,
                None => return List::Missing,
            },
            // A response as a whole is not a list of one: it may be anything.
            _ if depth == 0 && !matches!(node, Node::List(_)) => return List::Missing,
            _ if matches!(node, Node::List(_) | Node::Object(_) | Node::Other) => {
                return List::Found;
            }
            _ => return List::Missing,
        }
    }
    List::Missing
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("<https://x.example/a?p=2>; rel=\"next\"", Some("https://x.example/a?p=2"))]
    #[case("</a>; rel=prev, </b>; title=x; rel=\"last Next\"", Some("/b"))]
    #[case("</a>; rel=\"prev\"", None)]
    #[case("nonsense", None)]
    fn link_headers(#[case] header: &str, #[case] expected: Option<&str>) {
        assert_eq!(next_link(header).as_deref(), expected);
    }

    #[rstest]
    #[case("$[*]", "[]", "found")]
    #[case("$[*]", "null", "missing")]
    #[case("$[*]", "{\"a\": 1}", "missing")]
    #[case("$.a[*]", "{\"a\": null}", "nothing")]
    #[case("$.a[*]", "{\"a\": \"\"}", "nothing")]
    #[case("$.a[*]", "{\"a\": {}}", "found")]
    #[case("$.a[*]", "{\"a\": 7}", "missing")]
    #[case("$.a[*]", "{}", "missing")]
    #[case("$.a[*]", "[]", "missing")]
    #[case("$.a.b.c[*]", "{\"a\": {\"b\": {\"c\": null}}}", "nothing")]
    #[case("$.a.b.c[*]", "{\"a\": {\"b\": []}}", "nothing")]
    #[case("$.a.b.c[*]", "{\"a\": {\"b\": {}}}", "missing")]
    #[case("$.a.b.c[*]", "{\"a\": null}", "missing")]
    fn lists(#[case] way: &str, #[case] document: &str, #[case] expected: &str) {
        use crate::path::{Naming, parse as path, steps_of};
        let mut naming = Naming::new(1, false);
        let mut at = naming.document(0);
        let way = steps_of(&path(way).unwrap(), &mut at, &mut naming).unwrap();
        // An object of which nothing is read is skipped.
        steps_of(&path("$.x").unwrap(), &mut at, &mut naming).unwrap();
        let root = parse(document.as_bytes(), naming.shape(0)).unwrap();
        let found = match list(&way, &root) {
            List::Found => "found",
            List::Nothing => "nothing",
            List::Missing => "missing",
        };
        assert_eq!(found, expected);
    }
}
