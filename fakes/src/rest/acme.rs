//! An invented PMS, for kinds of paging and authentication that no other has.

use serde_json::{Map, Value, json};

use super::{Ask, From, Page, Vendor, number, tokens::Tokens};
use crate::{Answer, Seen, basic};

/// OAuth2, and one list in five forms: `/cursor` has the next page's parameter
/// in the body, `/link` has it in a header, `/body` takes paging parameters in a
/// POST, `/page` and `/offset` take them in the query.
#[derive(Debug)]
pub(super) struct Acme(Tokens);

impl Default for Acme {
    fn default() -> Self {
        Self(Tokens::lasting(3))
    }
}

impl Acme {
    fn token(&mut self, seen: &Seen) -> Answer {
        let in_body = seen.field("client_id").zip(seen.field("client_secret"));
        let right = ("demo-client".to_owned(), "demo-secret".to_owned());
        let is_right = in_body.or_else(|| basic::credentials(seen)) == Some(right);
        if seen.method != "POST"
            || seen.field("grant_type").as_deref() != Some("client_credentials")
            || seen.field("scope").as_deref() != Some("people")
            || !is_right
        {
            return Answer::json(400, &json!({ "error": "invalid_client" }));
        }
        let token = self.0.issue();
        Answer::json(
            200,
            &json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600 }),
        )
    }
}

impl Vendor for Acme {
    fn ask(&mut self, seen: &Seen) -> Result<Ask, Answer> {
        if seen.path == "/oauth/token" {
            return Err(self.token(seen));
        }
        let bearer = seen.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if !self.0.lets_in(bearer) {
            return Err(Answer::json(401, &json!({ "error": "invalid_token" })));
        }
        let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
        let in_body = |name: &str| body[name].as_u64().and_then(|n| usize::try_from(n).ok());
        let (from, rows) = match (&*seen.method, &*seen.path) {
            ("GET", "/cursor") => {
                let cursor = super::values(seen, "after");
                let start =
                    cursor.first().map_or(Some(0), |text| text.strip_prefix("c-")?.parse().ok());
                (start.map(From::Record), number(seen, "count", 100))
            }
            ("GET", "/link") => (number(seen, "start", 0).map(From::Record), Some(100)),
            ("GET", "/page") => {
                let page = number(seen, "page", 1).and_then(|page| page.checked_sub(1));
                (page.map(From::Page), number(seen, "count", 100))
            }
            ("GET", "/offset") => {
                (number(seen, "offset", 0).map(From::Record), number(seen, "count", 100))
            }
            ("POST", "/body") => (in_body("page").map(From::Page), in_body("count")),
            _ => return Err(Answer::json(404, &json!({ "error": "not_found" }))),
        };
        match (from, rows) {
            (Some(from), Some(rows)) => {
                Ok(Ask { list: "people".into(), from, rows, keep: Box::new(|_| true) })
            }
            _ => Err(Answer::json(400, &json!({ "error": "bad_page" }))),
        }
    }

    fn page(&self, seen: &Seen, page: Page) -> Answer {
        let mut document = Map::new();
        document.insert("people".into(), page.records.into());
        document.insert("total".into(), page.total.into());
        if seen.path == "/cursor" {
            document.insert("next".into(), page.next.map(|next| format!("c-{next}")).into());
        }
        let answer = Answer::json(200, &document.into());
        match page.next {
            Some(next) if seen.path == "/link" => answer.with(
                "link",
                &format!("</link?start=0>; rel=\"first\", </link?start={next}>; rel=\"next\""),
            ),
            _ => answer,
        }
    }
}
