use std::ops::Range;

use toml::Spanned;

use super::{
    super::{
        document::{By, Paging as Written, Request, Total as WrittenTotal},
        problem::Problem,
    },
    Compiler,
};
use crate::{
    json::Shape,
    path::{At, Step},
    request::{
        BodyTemplate, Declared, Endpoint, Next, Paging, QueryValue, Size, Template, Total, Until,
    },
};

impl Compiler {
    /// Compiles a request. Also returns the position of its records.
    pub(super) fn request(
        &mut self,
        at: usize,
        name: &str,
        written: &Spanned<Request>,
    ) -> Result<(Endpoint, At), Problem> {
        let key = |of: &str| format!("requests.{name}.{of}");
        let request = written.get_ref();
        let path = match (&request.get, &request.post) {
            (Some(path), None) | (None, Some(path)) => path,
            _ => {
                let what = "name the path with either get or post";
                return Err(Problem::new(written.span(), &format!("requests.{name}"), what));
            }
        };
        let body = match (&request.post, &request.body) {
            (None, Some(body)) => {
                return Err(Problem::new(body.span(), &key("body"), "only a post can have a body"));
            }
            (None, None) => None,
            (Some(_), None) => Some(BodyTemplate::Object(Vec::new())),
            (Some(_), Some(body)) => Some(self.body(body, &key("body"))?),
        };
        let mut query = Vec::new();
        for (param, values) in &request.query {
            query.push((param.clone(), self.query_value(values, &key("query"))?));
        }
        let mut headers = Vec::new();
        for (header, value) in &request.headers {
            headers.push((header.clone(), self.line(value, &key("headers"))?));
        }
        let (mut records, mut positions) = (Vec::new(), At::new());
        for text in &request.records.get_ref().0 {
            let mut end = self.naming.document(at);
            let problem = |what| Problem::new(request.records.span(), &key("records"), what);
            let steps = self.steps(text, &mut end).map_err(problem)?;
            if !steps.0.iter().any(|step| matches!(step, Step::All | Step::Where(_))) {
                return Err(problem(format!("{text:?} does not lead to a list: add [*]")));
            }
            records.push(steps);
            positions.extend(end);
        }
        let mut keys = Vec::new();
        if let Some(texts) = &request.key {
            for text in &texts.get_ref().0 {
                let steps = self.steps(text, &mut positions.clone());
                keys.push(steps.map_err(|what| Problem::new(texts.span(), &key("key"), what))?);
            }
        }
        let endpoint = Endpoint {
            name: name.to_owned(),
            path: self.line(path, &key("path"))?,
            body,
            query,
            headers,
            shape: Shape::new(false),
            records,
            records_text: request.records.get_ref().0.join(" or "),
            key: keys,
            total: self.total(at, request.total.as_ref(), &key("total"))?,
            paging: self.paging(at, request.paging.as_ref(), &key("paging"))?,
            declared: declared(request),
            empty: request.empty,
            optional: request.optional,
        };
        Ok((endpoint, positions))
    }

    pub(super) fn body(
        &self,
        table: &Spanned<toml::Table>,
        key: &str,
    ) -> Result<BodyTemplate, Problem> {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        BodyTemplate::parse(&toml::Value::Table(table.get_ref().clone()), &known)
            .map_err(|what| Problem::new(table.span(), key, what))
    }

    fn query_value(
        &self,
        values: &Spanned<super::OneOrMore>,
        key: &str,
    ) -> Result<QueryValue, Problem> {
        let texts: Vec<Template> = values
            .get_ref()
            .0
            .iter()
            .map(|text| self.template(text, values.span(), key))
            .collect::<Result<_, _>>()?;
        Ok(match &texts[..] {
            [only] if only.is("properties") => QueryValue::Properties,
            _ => QueryValue::Texts(texts),
        })
    }

    fn total(
        &mut self,
        at: usize,
        written: Option<&Spanned<WrittenTotal>>,
        key: &str,
    ) -> Result<Option<Total>, Problem> {
        let Some(written) = written else { return Ok(None) };
        match written.get_ref() {
            WrittenTotal { header: Some(name), path: None } => {
                Ok(Some(Total::Header(name.clone())))
            }
            WrittenTotal { header: None, path: Some(path) } => {
                Ok(Some(Total::Body(self.in_answer(at, path, key)?)))
            }
            _ => Err(Problem::new(written.span(), key, "give either a header or a path")),
        }
    }

    fn paging(
        &mut self,
        at: usize,
        written: Option<&Spanned<Written>>,
        key: &str,
    ) -> Result<Paging, Problem> {
        let Some(written) = written else { return Ok(Paging::None) };
        let span = written.span();
        let paging = written.get_ref();
        let param = |span: Range<usize>| {
            let missing =
                || Problem::new(span, key, "param is required: the name of the page parameter");
            paging.param.clone().ok_or_else(missing)
        };
        let size =
            paging.rows.map(|rows| Size { param: paging.size.clone(), rows: rows.get().into() });
        if paging.size.is_some() && size.is_none() {
            return Err(Problem::new(
                span,
                key,
                "rows is required: how many records `size` requests",
            ));
        }
        let (until, send) = (paging.until, paging.send);
        if until == Until::Short && size.is_none() {
            let what = "rows is required: until = \"short\" compares pages with it";
            return Err(Problem::new(span, key, what));
        }
        Ok(match (paging.by, &paging.next, &paging.header) {
            (By::Page, None, None) => {
                let first = paging.first.unwrap_or(1).into();
                Paging::Number { param: param(span)?, first, size, until, send }
            }
            (By::Offset, None, None) => {
                let first = paging.first.unwrap_or(0).into();
                Paging::Offset { param: param(span)?, first, size, until, send }
            }
            (By::Cursor, Some(next), None) => {
                let next = self.in_answer(at, next, key)?;
                Paging::Cursor { param: param(span)?, next, size, send }
            }
            (By::Link, Some(next), None) => {
                Paging::Link { next: Next::Body(self.in_answer(at, next, key)?), size }
            }
            (By::Link, None, Some(name)) => Paging::Link { next: Next::Header(name.clone()), size },
            (By::Page | By::Offset, ..) => {
                let what = "numbered pages have neither next nor header";
                return Err(Problem::new(span, key, what));
            }
            (By::Cursor, ..) => {
                return Err(Problem::new(span, key, "next is required: the path of the cursor"));
            }
            (By::Link, ..) => {
                let what = "give either next, the path of the link, or the header that contains it";
                return Err(Problem::new(span, key, what));
            }
        })
    }
}

/// What a request's responses must have, as the profile writes it.
fn declared(request: &Request) -> Declared {
    let total = request.total.as_ref().and_then(|total| {
        let WrittenTotal { header, path } = total.get_ref();
        // Some servers do not send the header. Numbered pages have another end.
        let paging = request.paging.as_ref().map(|paging| paging.get_ref().by);
        let is_numbered = matches!(paging, Some(By::Page | By::Offset));
        let header = header.as_ref().filter(|_| !is_numbered);
        let header = header.map(|name| format!("the header {name}"));
        header.or_else(|| path.as_ref().map(|path| path.get_ref().clone()))
    });
    let next = request.paging.as_ref().and_then(|paging| paging.get_ref().next.as_ref());
    Declared { total, next: next.map(|path| path.get_ref().clone()) }
}
