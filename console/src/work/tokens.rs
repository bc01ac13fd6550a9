//! Tokens, and who may take them away.

use jiff::{SignedDuration, Timestamp};
use tenantry_store::access::{ApiToken, NewToken, Operator, OperatorId, Scope};

use crate::{
    app::App,
    auth::{Secret, SignedIn, may_administer},
    failure::Failure,
};

/// How many tokens an operator can have.
const MOST_TOKENS: usize = 50;

/// How many days a token is valid if nobody says.
pub(crate) const TOKEN_DAYS: u16 = 90;
/// How many days a token can be valid.
const MOST_TOKEN_DAYS: u16 = 366;

/// A token to create.
#[derive(Debug)]
pub(crate) struct TokenWish<'a> {
    /// What it is for, in the owner's words.
    pub(crate) label: &'a str,
    /// How many days it is valid.
    pub(crate) days: u16,
    /// What it may do.
    pub(crate) scope: Scope,
}

/// Creates a token for the operator; the secret is shown only once.
///
/// # Errors
/// A token asks for it, the label is blank or too long, the days are too few or too many, or
/// there are too many tokens.
pub(crate) async fn new_token(
    app: &App,
    who: &SignedIn,
    wish: &TokenWish<'_>,
) -> Result<(ApiToken, Secret), Failure> {
    who.is_person()?;
    let label = wish.label.trim();
    if label.is_empty() || label.chars().count() > 100 {
        return Err(Failure::Wrong("a token's name must have 1 to 100 characters".into()));
    }
    if !(1..=MOST_TOKEN_DAYS).contains(&wish.days) {
        let what = format!("a token is valid for 1 to {MOST_TOKEN_DAYS} days");
        return Err(Failure::Wrong(what));
    }
    if app.access.tokens_of(who.operator.id).await?.len() >= MOST_TOKENS {
        return Err(Failure::Moved("you have too many tokens; revoke one first".into()));
    }
    let secret =
        Secret::new().map_err(|_| Failure::Broken("the system has no random numbers".into()))?;
    let now = Timestamp::now();
    let lasts = SignedDuration::from_hours(24 * i64::from(wish.days));
    let expires_at = now.checked_add(lasts).unwrap_or(Timestamp::MAX);
    let new = NewToken { label, hash: &secret.hash(), scope: wish.scope, expires_at };
    let token = app.access.add_token(&who.operator, &new, now).await?;
    Ok((token, secret))
}

/// Revokes a token of an operator.
///
/// # Errors
/// The operator does not have it.
pub(crate) async fn revoke_token(app: &App, owner: OperatorId, id: i64) -> Result<(), Failure> {
    match app.access.revoke_token(owner, id).await? {
        true => Ok(()),
        false => Err(Failure::NotFound("this token does not exist".into())),
    }
}

/// The operator with a name, for an admin of all properties.
///
/// # Errors
/// The caller is not such an admin, or nobody has that name.
pub(crate) async fn administered(
    app: &App,
    who: &SignedIn,
    name: &str,
) -> Result<Operator, Failure> {
    administers(who)?;
    let found = app.access.operator_named(name).await?;
    found.ok_or_else(|| Failure::NotFound("this operator does not exist".into()))
}

/// Lets only admins of all properties through.
///
/// # Errors
/// [`Failure::Forbidden`]
pub(crate) fn administers(who: &SignedIn) -> Result<(), Failure> {
    if may_administer(&who.operator) { Ok(()) } else { Err(Failure::Forbidden) }
}
