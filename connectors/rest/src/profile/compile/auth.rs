use super::{
    super::{
        document::{Auth as Written, Login, OAuth2},
        problem::Problem,
    },
    Compiler,
};
use crate::{
    json::Shape,
    request::{Auth, Granted, Template, Token},
};

impl Compiler {
    pub(super) fn auth(&mut self, written: &Written) -> Result<Auth, Problem> {
        let mut headers = Vec::new();
        for (name, value) in &written.headers {
            headers.push((name.clone(), self.line(value, "auth.headers")?));
        }
        let basic = written.basic.as_ref().map(|basic| {
            Ok((
                self.line(&basic.username, "auth.basic.username")?,
                self.line(&basic.password, "auth.basic.password")?,
            ))
        });
        let bearer = written.bearer.as_ref().map(|bearer| self.line(bearer, "auth.bearer"));
        let (basic, bearer) = (basic.transpose()?, bearer.transpose()?);
        let token = match (&written.oauth2, &written.login) {
            (None, None) => None,
            (Some(oauth2), None) => Some(self.oauth2(oauth2)?),
            (None, Some(login)) => Some(self.login(login)?),
            (Some(oauth2), Some(_)) => {
                let what = "a token comes either from oauth2 or from login";
                return Err(Problem::new(oauth2.token.span(), "auth", what));
            }
        };
        Ok(Auth { headers, basic, bearer, token })
    }

    fn oauth2(&mut self, written: &OAuth2) -> Result<Token, Problem> {
        let scope = written.scope.as_ref().map(|scope| self.line(scope, "auth.oauth2.scope"));
        let grant = Granted::Client {
            id: self.line(&written.client_id, "auth.oauth2.client_id")?,
            secret: self.line(&written.client_secret, "auth.oauth2.client_secret")?,
            scope: scope.transpose()?,
            send: written.client,
        };
        let problem = |what| Problem::new(written.token.span(), "auth.oauth2", what);
        let mut way = |text: &str| {
            let mut at = self.naming.document(self.requests.len());
            self.steps(text, &mut at).map_err(problem)
        };
        let (token, expires) = (way("$.access_token")?, way("$.expires_in")?);
        let value = Template::parse("Bearer {token}", &["token"]).map_err(problem)?;
        Ok(Token {
            grant,
            url: written.token.get_ref().clone(),
            shape: Shape::new(false),
            token,
            expires: Some(expires),
            lifetime: None,
            header: "authorization".into(),
            value,
        })
    }

    fn login(&mut self, written: &Login) -> Result<Token, Problem> {
        let grant = Granted::Login(self.body(&written.body, "auth.login.body")?);
        let answer = self.requests.len();
        let token = self.in_answer(answer, &written.token, "auth.login.token")?;
        let value = match &written.value {
            None => Template::parse("{token}", &["token"])
                .map_err(|what| Problem::new(written.token.span(), "auth.login", what))?,
            Some(value) => {
                let mut known: Vec<&str> = self.known.iter().map(String::as_str).collect();
                known.push("token");
                Template::parse(value.get_ref(), &known)
                    .map_err(|what| Problem::new(value.span(), "auth.login.value", what))?
            }
        };
        Ok(Token {
            grant,
            url: written.post.get_ref().clone(),
            shape: Shape::new(false),
            token,
            expires: None,
            lifetime: written.lifetime.map(|lifetime| lifetime.duration()),
            header: written.header.clone(),
            value,
        })
    }
}
