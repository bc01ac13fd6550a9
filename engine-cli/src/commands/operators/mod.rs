mod token;

use std::io::{self, BufRead, IsTerminal};

use anyhow::bail;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use tenantry_console::hash_password;
use tenantry_store::access::{Access, NewOperator, Operator};

use super::stores::Stores;
use crate::{
    args::{OperatorsCommand, TokenCommand},
    config::Portfolio,
    exit::Usage,
    output::{
        self,
        table::{self, println},
    },
};

/// Lists, creates, changes and removes operators of the console.
pub(crate) async fn run(
    portfolio: &Portfolio,
    stores: &Stores<'_>,
    command: Option<OperatorsCommand>,
    json: bool,
) -> anyhow::Result<u8> {
    let access = stores.write(&portfolio.access_database()?).await?.access();
    let now = Timestamp::now();
    let said = match command {
        None => {
            list(&access, json).await?;
            return Ok(0);
        }
        Some(OperatorsCommand::Add { name, role, property, all_properties: _ }) => {
            let properties = known(portfolio, &property)?;
            if access.operator_named(&name).await?.is_some() {
                bail!("an operator with that name already exists; nothing was changed");
            }
            let password_hash = &hash_password(&password(&name)?).map_err(usage)?;
            let new = NewOperator { name: &name, role, properties, password_hash };
            let operator = access.add_operator(&new, now).await?;
            (
                json!(view(&operator)),
                format!("{} can now sign in as {}.", operator.name, role.as_str()),
            )
        }
        Some(OperatorsCommand::Set { name, role, property, all_properties }) => {
            let operator = named(&access, &name).await?;
            let properties = match known(portfolio, &property)? {
                None if !all_properties => operator.properties.as_deref(),
                chosen => chosen,
            };
            access.set_rights(operator.id, role, properties).await?;
            let operator = named(&access, &name).await?;
            let whose = operator.properties.as_ref().map(|ids| format!(" of {}", ids.join(", ")));
            let whose = whose.unwrap_or_else(|| " of all properties".into());
            let said = format!("{} is now {}{whose}.", operator.name, role.as_str());
            (json!(view(&operator)), said)
        }
        Some(OperatorsCommand::Password { name }) => {
            let operator = named(&access, &name).await?;
            let hash = hash_password(&password(&name)?).map_err(usage)?;
            access.set_password(operator.id, &hash).await?;
            let said = format!(
                "{} has a new password, and was signed out; all tokens were revoked.",
                operator.name
            );
            (json!(view(&operator)), said)
        }
        Some(OperatorsCommand::Remove { name }) => {
            let operator = named(&access, &name).await?;
            access.remove_operator(operator.id).await?;
            (json!({"removed": operator.name}), format!("{} was removed.", operator.name))
        }
        Some(OperatorsCommand::Token { command: Some(TokenCommand::List { name }), .. }) => {
            token::list(&access, name.as_deref(), json).await?;
            return Ok(0);
        }
        Some(OperatorsCommand::Token { command: Some(TokenCommand::Revoke { id }), .. }) => {
            token::revoke(&access, id).await?
        }
        Some(OperatorsCommand::Token { name, label, days, read_only, .. }) => {
            let operator = named(&access, &name.unwrap_or_default()).await?;
            token::create(&access, &operator, &label.unwrap_or_default(), days, read_only, now)
                .await?
        }
    };
    if json {
        output::json(&said.0)?;
    } else {
        println(&said.1);
    }
    Ok(0)
}

async fn list(access: &Access, json: bool) -> anyhow::Result<()> {
    let operators = access.operators().await?;
    if json {
        return output::json(&operators.iter().map(view).collect::<Vec<_>>());
    }
    if operators.is_empty() {
        println("No operators yet; create one with `operators add NAME --role admin`.");
        return Ok(());
    }
    table::print(
        ["name", "role", "properties"],
        operators.iter().map(|operator| {
            let properties = operator.properties.as_ref().map(|ids| ids.join(", "));
            let role = operator.role.as_str().to_owned();
            [operator.name.clone(), role, properties.unwrap_or_else(|| "all".into())]
        }),
    );
    Ok(())
}

fn view(operator: &Operator) -> Value {
    json!({
        "name": operator.name,
        "role": operator.role.as_str(),
        "properties": operator.properties,
        "created_at": operator.created_at.to_string(),
    })
}

async fn named(access: &Access, name: &str) -> anyhow::Result<Operator> {
    match access.operator_named(name).await? {
        Some(operator) => Ok(operator),
        None => bail!("there is no operator {name:?}; `operators` lists them"),
    }
}

/// Checks the properties that an operator may see; `None` means all.
fn known<'a>(portfolio: &Portfolio, ids: &'a [String]) -> Result<Option<&'a [String]>, Usage> {
    for id in ids {
        if portfolio.sites.iter().all(|site| site.id() != id) {
            let known: Vec<&str> = portfolio.sites.iter().map(|site| site.id()).collect();
            let known = known.join(", ");
            return Err(Usage(format!("there is no property {id:?}; known properties: {known}")));
        }
    }
    Ok((!ids.is_empty()).then_some(ids))
}

/// Asks twice on a terminal, otherwise reads one line from stdin.
fn password(name: &str) -> anyhow::Result<SecretString> {
    if io::stdin().is_terminal() {
        let first = rpassword::prompt_password(format!("Password for {name}: "))?;
        if rpassword::prompt_password("Repeat the password: ")? != first {
            return Err(Usage("the passwords do not match; nothing was changed".into()).into());
        }
        return Ok(first.into());
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).into())
}

fn usage(error: impl std::fmt::Display) -> Usage {
    Usage(error.to_string())
}
