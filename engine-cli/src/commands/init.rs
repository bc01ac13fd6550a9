use std::{fs, io::ErrorKind, path::Path, process::ExitCode};

use anyhow::Context;

use crate::{
    exit::Usage,
    output::{pasted, table::println},
    registry::Registry,
};

/// Writes a commented TOML file to start from.
pub(crate) fn run(
    file: &Path,
    kind: &str,
    profile: Option<&str>,
    force: bool,
    registry: &Registry,
) -> anyhow::Result<ExitCode> {
    let factory = registry.known(kind)?;
    let text = match profile {
        Some(name) => template(kind, &factory.profile(name)?.example),
        None => template(kind, factory.example),
    };
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let mut opened = match options.open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Usage(format!(
                "{} already exists; --force overwrites it, --config FILE writes another file",
                file.display()
            ))
            .into());
        }
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be written", file.display()));
        }
    };
    std::io::Write::write_all(&mut opened, text.as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))?;
    println(&format!("Wrote {}. Edit it, then run:", file.display()));
    println(&format!(
        "  engine-cli --config {0} check\n  engine-cli --config {0} plan",
        pasted(file)
    ));
    Ok(ExitCode::SUCCESS)
}

fn template(kind: &str, example: &str) -> String {
    format!(
        r#"# One property. Relative paths are relative to this file. A value may be
# "${{NAME}}" (from the environment) or {{ file = "path" }} (from a file), and
# environment variables such as ENGINE__DATABASE__URL override this file.

[property]
id = "maple-court"               # unique in the database
name = "Maple Court"
timezone = "America/Chicago"     # decides when a day begins
country = "US"                   # default country of phone numbers

[connector]
kind = "{kind}"
{example}
[sync]
every = "1h"                     # for `serve`; at least a minute
# exclude_statuses = ["Applicant"]   # canonical names or the PMS's own words
# include_roles = ["minor"]          # guarantors and minors are out of scope
# placeholder_emails = ["office@example.com", "noreply@..."]
on_missing = "alert"             # or "end_access", after missing_runs rosters
# missing_runs = 2
without_email = "hold"           # or "create": whom only the email keeps out gets in

# [sync.safety]                    # what goes beyond waits for a confirmation
# ended = {{ min = 5, percent = 20 }}  # in 24 hours; also returned, let_in, moved,
#                                    # renamed, wiped, overwritten, missing

[database]
url = "sqlite://maple-court.db"  # or postgres://user@host/name
# create = false                   # once it exists: never start with an empty one
"#,
        example = example.trim_end().to_owned() + "\n"
    )
}
