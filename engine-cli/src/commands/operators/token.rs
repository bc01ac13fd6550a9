use anyhow::bail;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tenantry_console::new_token;
use tenantry_store::access::{Access, ApiToken, NewToken, Operator, Scope};

use crate::output::{
    self,
    table::{self, println},
    tell,
};

/// What was done: as JSON, and as a sentence.
type Said = (Value, String);

/// Creates a token, which is what is said.
pub(super) async fn create(
    access: &Access,
    operator: &Operator,
    label: &str,
    days: u16,
    is_read_only: bool,
    now: Timestamp,
) -> anyhow::Result<Said> {
    let (token, hash) = new_token()?;
    let scope = if is_read_only { Scope::ReadOnly } else { Scope::Full };
    let expires_at = now.checked_add(SignedDuration::from_hours(24 * i64::from(days)))?;
    let new = NewToken { label, hash: &hash, scope, expires_at };
    let made = access.add_token(operator, &new, now).await?;
    tell(format_args!("The token expires in {days} days, or with a new password."));
    let mut document = view(&operator.name, &made);
    document["token"] = json!(token);
    Ok((document, token))
}

/// Prints the tokens of an operator, or of all.
pub(super) async fn list(access: &Access, name: Option<&str>, json: bool) -> anyhow::Result<()> {
    let owner = match name {
        Some(name) => Some(super::named(access, name).await?),
        None => None,
    };
    let mut found = owned(access).await?;
    found.retain(|(by, _)| owner.as_ref().is_none_or(|owner| owner.id == by.id));
    if json {
        let documents = found.iter().map(|(owner, token)| view(&owner.name, token));
        return output::json(&documents.collect::<Vec<_>>());
    }
    if found.is_empty() {
        println("No tokens.");
        return Ok(());
    }
    table::print(
        ["id", "operator", "label", "scope", "last used", "expires"],
        found.into_iter().map(|(owner, token)| {
            let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
            let scope = if token.scope == Scope::ReadOnly { "read only" } else { "full" };
            let used = token.last_used_at.map_or_else(|| "never".into(), day);
            [
                token.id.to_string(),
                owner.name,
                token.label,
                scope.into(),
                used,
                day(token.expires_at),
            ]
        }),
    );
    Ok(())
}

/// Revokes a token, whoever it belongs to.
pub(super) async fn revoke(access: &Access, id: i64) -> anyhow::Result<Said> {
    let found = owned(access).await?.into_iter().find(|(_, token)| token.id == id);
    let revoked = match &found {
        Some((owner, _)) => access.revoke_token(owner.id, id).await?,
        None => false,
    };
    match found {
        Some((Operator { name, .. }, token)) if revoked => {
            let said = format!("The token {:?} of {name} was revoked.", token.label);
            Ok((json!({"revoked": id.to_string(), "name": name}), said))
        }
        _ => bail!("there is no token {id}; `operators token list` shows them"),
    }
}

/// All tokens, each with its operator.
async fn owned(access: &Access) -> anyhow::Result<Vec<(Operator, ApiToken)>> {
    let operators = access.operators().await?;
    let owner = |token: &ApiToken| operators.iter().find(|by| by.id == token.operator).cloned();
    let tokens = access.tokens().await?.into_iter();
    Ok(tokens.filter_map(|token| Some((owner(&token)?, token))).collect())
}

fn view(owner: &str, token: &ApiToken) -> Value {
    json!({
        "id": token.id.to_string(),
        "name": owner,
        "label": token.label,
        "scope": token.scope.as_str(),
        "created_at": token.created_at.to_string(),
        "last_used_at": token.last_used_at.map(|at| at.to_string()),
        "expires_at": token.expires_at.to_string(),
    })
}
