//! A system whose responses are files, for trying out a profile.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{Answer, Pms, Seen};

/// Responses from files, which are read again for every request.
#[derive(Debug, Clone)]
pub struct Served {
    answers: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    answers: Vec<Rule>,
}

/// Which file is returned for which request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Method and path, such as `GET /v2/people`.
    request: String,
    /// Text that the query or body must contain.
    #[serde(default)]
    with: String,
    #[serde(default = "success")]
    status: u16,
    file: PathBuf,
}

fn success() -> u16 {
    200
}

impl Served {
    /// Reads a table of responses; their files are in the same folder.
    ///
    /// # Errors
    /// If it cannot be read, or lists files that cannot.
    pub fn open(path: &Path) -> io::Result<Self> {
        let document: Document = toml::from_str(&fs::read_to_string(path)?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let mut answers = document.answers;
        for rule in &mut answers {
            rule.file = path.with_file_name(&rule.file);
            fs::metadata(&rule.file).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", rule.file.display()))
            })?;
        }
        Ok(Self { answers })
    }
}

impl Pms for Served {
    fn operation(&self, seen: &Seen) -> String {
        format!("{} {}", seen.method, seen.path)
    }

    fn answer(&mut self, seen: &Seen) -> Answer {
        let operation = self.operation(seen);
        let fits = |rule: &&Rule| {
            rule.request == operation
                && (seen.query.contains(&rule.with) || seen.body.contains(&rule.with))
        };
        match self.answers.iter().rfind(fits) {
            None => Answer::new(404, "text/plain", format!("there is no {operation} here")),
            Some(rule) => match fs::read(&rule.file) {
                Ok(body) => Answer::new(rule.status, "application/json", body),
                Err(error) => Answer::new(500, "text/plain", error.to_string()),
            },
        }
    }
}
