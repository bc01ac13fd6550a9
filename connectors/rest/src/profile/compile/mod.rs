//! Compiles a profile's document into what a fetch uses.

mod auth;
mod reads;
mod requests;
mod roster;

use std::{ops::Range, sync::Arc};

use toml::Spanned;

use super::{
    Credential, Profile,
    document::{Document, Line},
    lists::OneOrMore,
    problem::Problem,
};
use crate::{
    path::{At, Naming, Steps, parse, steps_of},
    request::{Faults, Template},
};

/// Compiles a profile.
///
/// # Errors
/// The first problem in it.
pub(super) fn compile(document: Document) -> Result<Profile, Problem> {
    let credentials: Vec<Credential> = document
        .credentials
        .iter()
        .map(|(name, defined)| Credential {
            name: name.clone(),
            about: defined.0.about.clone(),
            default: defined.0.default.clone(),
        })
        .collect();
    let names: Vec<&str> = document.requests.keys().map(String::as_str).collect();
    let mut compiler = Compiler {
        known: credentials.iter().map(|credential| credential.name.clone()).collect(),
        // One more for the response with a token.
        naming: Naming::new(names.len() + 1, document.ignore_case),
        requests: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    let faults = compiler.faults(&document.errors)?;
    let mut endpoints = Vec::with_capacity(names.len());
    let mut records = Vec::with_capacity(names.len());
    for (at, (name, request)) in document.requests.iter().enumerate() {
        let (endpoint, positions) = compiler.request(at, name, request)?;
        endpoints.push(endpoint);
        records.push(positions);
    }
    let auth = compiler.auth(&document.auth)?;
    let from = compiler.request_named(&document.roster.from, "roster.from")?;
    let (joins, rules) = compiler.roster(&document, from, &records)?;
    for (at, endpoint) in endpoints.iter_mut().enumerate() {
        endpoint.shape = compiler.naming.shape(at).clone();
    }
    let mut auth = auth;
    if let Some(token) = &mut auth.token {
        token.shape = compiler.naming.shape(names.len()).clone();
    }
    Ok(Profile {
        name: document.name.clone(),
        url: document.url.get_ref().clone(),
        properties: document.properties,
        per_minute: document.requests_per_minute,
        credentials,
        auth,
        faults: Arc::new(faults),
        endpoints: endpoints.into_iter().map(Arc::new).collect(),
        from,
        joins,
        rules: Arc::new(rules),
        reads: reads::reads(&document.resident),
        is_builtin: false,
    })
}

/// State while a profile is compiled.
struct Compiler {
    /// The names of the credentials.
    known: Vec<String>,
    naming: Naming,
    requests: Vec<String>,
}

impl Compiler {
    fn faults(&mut self, errors: &super::document::Errors) -> Result<Faults, Problem> {
        let mut faults = Faults {
            codes: errors.codes.iter().map(|(code, kind)| (code.clone(), *kind)).collect(),
            statuses: errors
                .statuses
                .iter()
                .map(|(status, kind)| (status.clone(), *kind))
                .collect(),
            texts: errors.texts.clone(),
            credentials: self.known.join(", "),
            ..Faults::default()
        };
        // The same paths in every response, including that of a token.
        for request in 0..=self.requests.len() {
            if let Some(at) = &errors.at {
                faults.at = Some(self.in_answer(request, at, "errors.at")?);
            }
            faults.code = self.ways(request, errors.code.as_ref(), "errors.code")?;
            faults.message = self.ways(request, errors.message.as_ref(), "errors.message")?;
        }
        Ok(faults)
    }

    /// Paths that begin at a response.
    fn ways(
        &mut self,
        request: usize,
        texts: Option<&Spanned<OneOrMore>>,
        key: &str,
    ) -> Result<Vec<Steps>, Problem> {
        let Some(texts) = texts else { return Ok(Vec::new()) };
        let way = |text: &String| {
            let mut at = self.naming.document(request);
            self.steps(text, &mut at).map_err(|what| Problem::new(texts.span(), key, what))
        };
        texts.get_ref().0.iter().map(way).collect()
    }

    fn in_answer(&mut self, request: usize, text: &Line, key: &str) -> Result<Steps, Problem> {
        let mut at = self.naming.document(request);
        self.steps(text.get_ref(), &mut at).map_err(|what| Problem::new(text.span(), key, what))
    }

    /// A path from a position, which is moved to the path's end.
    fn steps(&mut self, text: &str, at: &mut At) -> Result<Steps, String> {
        steps_of(&parse(text)?, at, &mut self.naming)
    }

    fn template(&self, text: &str, at: Range<usize>, key: &str) -> Result<Template, Problem> {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        Template::parse(text, &known).map_err(|what| Problem::new(at, key, what))
    }

    fn line(&self, line: &Line, key: &str) -> Result<Template, Problem> {
        self.template(line.get_ref(), line.span(), key)
    }

    fn request_named(&self, name: &Line, key: &str) -> Result<usize, Problem> {
        self.request_at(name.get_ref()).map_err(|what| Problem::new(name.span(), key, what))
    }

    fn request_at(&self, name: &str) -> Result<usize, String> {
        self.requests.iter().position(|known| known == name).ok_or_else(|| {
            format!("there is no request {name:?}; there are {}", self.requests.join(", "))
        })
    }
}
