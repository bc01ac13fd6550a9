use std::collections::{BTreeMap, HashMap};

use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};

use super::{
    ConnectorError, Context, End, ErrorKind, FeedEvent, PmsConnector, fit::fit, fold, quote_name,
};
use crate::Text;

/// How many properties an error or a note lists.
const SHOWN: usize = 10;

/// Fetches the residents of the properties that the settings ask for. Records of other properties
/// are left out and counted in a note.
///
/// # Errors
/// Those of the connector, and those of [`Coverage::pass`].
pub fn fetch_asked(
    connector: &dyn PmsConnector,
    context: Context,
) -> BoxStream<'static, Result<FeedEvent, ConnectorError>> {
    let mut coverage = Coverage::new(connector.properties());
    let pass = move |event: Result<FeedEvent, ConnectorError>| {
        let events = match event.and_then(|event| coverage.pass(event)) {
            Ok(events) => events.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        stream::iter(events)
    };
    connector.fetch(context).flat_map(pass).boxed()
}

/// Compares the properties of a feed's records with those that were asked for.
///
/// A record without a property is never left out. If no property was asked for, all records must
/// be of the same one: otherwise nobody has said which of them feed this property.
#[derive(Debug)]
pub struct Coverage {
    asked: Vec<String>,
    found: Found,
}

/// What the records so far say.
#[derive(Debug, Default)]
struct Found {
    /// The names of each property, by its code.
    names: HashMap<Text, Vec<Text>>,
    /// Whether the records with this code are used.
    known: HashMap<Text, bool>,
    last: Option<(Text, bool)>,
    /// The properties for each that was asked for, or all if none was.
    used: Vec<Properties>,
    others: Properties,
    kept: u64,
    left_out: u64,
}

/// Codes of properties as the feed writes them, by their letters and digits.
#[derive(Debug, Clone, Default)]
struct Properties(BTreeMap<Text, Text>);

impl Properties {
    fn add(&mut self, code: &Text) {
        let key = Some(fold(code)).filter(|key| !key.is_empty());
        self.0.entry(key.unwrap_or_else(|| code.clone())).or_insert_with(|| code.clone());
    }

    fn shown(&self) -> String {
        let codes = self.0.values().take(SHOWN).map(|code| format!("\"{}\"", quote_name(code)));
        let mut codes: Vec<String> = codes.collect();
        if self.0.len() > SHOWN {
            codes.push("and more".into());
        }
        codes.join(", ")
    }
}

impl Coverage {
    /// The comparison with these codes or names; empty if the settings ask for none.
    pub fn new(asked: Vec<String>) -> Self {
        let found = Found::of(&asked);
        Self { asked, found }
    }

    /// What is left of an event. The end of a feed is preceded by a note if records were left out.
    ///
    /// # Errors
    /// [`ErrorKind::PropertyNotFound`] if the records are of several properties and none was asked
    /// for, if one that was asked for fits several, or if no record is of those asked for.
    pub fn pass(&mut self, event: FeedEvent) -> Result<Vec<FeedEvent>, ConnectorError> {
        match event {
            FeedEvent::Batch(mut batch) => {
                batch.retain(|resident| self.keeps(&resident.property_code));
                self.check()?;
                Ok(if batch.is_empty() { vec![] } else { vec![FeedEvent::Batch(batch)] })
            }
            FeedEvent::Named { code, name } => {
                self.found.names.entry(code).or_default().push(name);
                Ok(vec![])
            }
            FeedEvent::Restart => {
                self.found = Found::of(&self.asked);
                Ok(vec![FeedEvent::Restart])
            }
            FeedEvent::End(end) => {
                self.at_the_end()?;
                let left_out = self.found.left_out;
                let announced = end.announced.map(|count| count.saturating_sub(left_out));
                let note = self.note().map(FeedEvent::Note);
                Ok(note.into_iter().chain([FeedEvent::End(End { announced, ..end })]).collect())
            }
            event => Ok(vec![event]),
        }
    }

    /// How many records were left out, and of which properties; `None` if none was.
    pub fn note(&self) -> Option<String> {
        let Found { left_out, others, .. } = &self.found;
        let records = if *left_out == 1 { "record" } else { "records" };
        (*left_out > 0).then(|| {
            format!("left out: {left_out} {records} of other properties: {}", others.shown())
        })
    }

    /// The properties that were asked for and that no record is of.
    pub fn absent(&self) -> impl Iterator<Item = &str> {
        let pairs = self.asked.iter().zip(&self.found.used);
        pairs.filter(|(_, used)| used.0.is_empty()).map(|(asked, _)| asked.as_str())
    }

    /// Whether the records with this code are used.
    fn keeps(&mut self, code: &Text) -> bool {
        let keeps = match &self.found.last {
            _ if code.trim().is_empty() => true,
            Some((last, keeps)) if last == code => *keeps,
            _ => {
                let keeps = match self.found.known.get(code) {
                    Some(keeps) => *keeps,
                    None => self.meet(code),
                };
                self.found.last = Some((code.clone(), keeps));
                keeps
            }
        };
        *(if keeps { &mut self.found.kept } else { &mut self.found.left_out }) += 1;
        keeps
    }

    /// Decides about a code that no record had so far.
    fn meet(&mut self, code: &Text) -> bool {
        let Found { names, known, used, others, .. } = &mut self.found;
        let names = names.get(code).map_or(&[][..], Vec::as_slice);
        let fits =
            |asked: &String| names.iter().chain([code]).filter_map(|name| fit(asked, name)).max();
        let best = match self.asked.is_empty() {
            true => Some(0),
            false => (0..)
                .zip(&self.asked)
                .filter_map(|(at, asked)| Some((fits(asked)?, at)))
                .max()
                .map(|(_, at)| at),
        };
        match best {
            Some(at) => used[at].add(code),
            None => others.add(code),
        }
        known.insert(code.clone(), best.is_some());
        best.is_some()
    }

    fn check(&self) -> Result<(), ConnectorError> {
        let used = &self.found.used;
        if self.asked.is_empty() {
            // Fewer are an error at the end, which can list all of them.
            return if used[0].0.len() > SHOWN { Err(several(&used[0])) } else { Ok(()) };
        }
        let ambiguous = self.asked.iter().zip(used).find(|(_, used)| used.0.len() > 1);
        let Some((asked, used)) = ambiguous else { return Ok(()) };
        let message = format!("the property {asked:?} may be any of {}", used.shown());
        Err(ConnectorError::new(ErrorKind::PropertyNotFound, message)
            .hint("in [connector] `properties`, write it as the feed does"))
    }

    /// Whether the records so far can be used.
    ///
    /// # Errors
    /// [`ErrorKind::PropertyNotFound`] if they are of several properties and none was asked for, or
    /// if one that was asked for fits several.
    pub fn so_far(&self) -> Result<(), ConnectorError> {
        self.check()?;
        match &self.found.used[..] {
            [used, ..] if self.asked.is_empty() && used.0.len() > 1 => Err(several(used)),
            _ => Ok(()),
        }
    }

    fn at_the_end(&self) -> Result<(), ConnectorError> {
        self.so_far()?;
        let Found { others, kept, left_out, .. } = &self.found;
        if *kept > 0 || *left_out == 0 {
            return Ok(());
        }
        let message =
            format!("no record is of the properties asked for; the feed has {}", others.shown());
        Err(ConnectorError::new(ErrorKind::PropertyNotFound, message)
            .hint("nothing was changed; correct `properties` in [connector]"))
    }
}

impl Found {
    fn of(asked: &[String]) -> Self {
        Self { used: vec![Properties::default(); asked.len().max(1)], ..Self::default() }
    }
}

fn several(properties: &Properties) -> ConnectorError {
    let message = format!("the records are of several properties: {}", properties.shown());
    let first = properties.0.values().next().map(|code| quote_name(code)).unwrap_or_default();
    ConnectorError::new(ErrorKind::PropertyNotFound, message).hint(format!(
        "nothing was changed; say in [connector] which of them feed this property, by code or \
         name, such as properties = [{first:?}]"
    ))
}

#[cfg(test)]
mod tests;
