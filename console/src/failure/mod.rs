mod refused;

use axum::http::StatusCode;
use tenantry_engine::{Busy, Error};
use tenantry_store::StoreError;

use crate::view::words;

/// Why a request failed. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nobody is signed in.
    NotSignedIn,
    /// The operator's role does not allow it.
    Forbidden,
    /// The operator's role does not allow it at another property that it concerns.
    Beyond(String),
    /// It reaches other properties, and the operator is limited to some.
    LimitedToSome,
    /// A token may not do this, whatever its operator may.
    ByToken,
    /// The token may only look.
    ReadOnly,
    /// It does not exist, or the operator may not know about it.
    NotFound(String),
    /// The request is not valid.
    Wrong(String),
    /// The body cannot be read at all.
    Unreadable(String),
    /// The body has the wrong content type.
    WrongType,
    /// The address does not support the method.
    WrongMethod,
    /// The host name is not this console's.
    WrongHost,
    /// The request does not come from one of our pages.
    Forged,
    /// The state has changed since it was shown.
    Moved(String),
    /// The request does not say which version was seen.
    Unconditional,
    /// The version that was seen is out of date.
    Stale,
    /// The body is too large.
    TooLarge,
    /// The body took too long to arrive.
    TooSlow,
    /// Too many attempts; the next is allowed after this many seconds.
    TooMany(u64),
    /// The database cannot be written.
    ViewOnly,
    /// Another write keeps the directory busy.
    Busy,
    /// The PMS could not be reached.
    Pms(String),
    /// A bug, or a database that does not respond.
    Broken(String),
}

impl Failure {
    /// The HTTP status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Failure::NotSignedIn => StatusCode::UNAUTHORIZED,
            Failure::Forbidden
            | Failure::Beyond(_)
            | Failure::LimitedToSome
            | Failure::ByToken
            | Failure::ReadOnly
            | Failure::Forged => StatusCode::FORBIDDEN,
            Failure::NotFound(_) => StatusCode::NOT_FOUND,
            Failure::Unreadable(_) => StatusCode::BAD_REQUEST,
            Failure::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Failure::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Failure::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Failure::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Moved(_) => StatusCode::CONFLICT,
            Failure::Unconditional => StatusCode::PRECONDITION_REQUIRED,
            Failure::Stale => StatusCode::PRECONDITION_FAILED,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Failure::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Failure::Busy | Failure::ViewOnly => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Pms(_) => StatusCode::BAD_GATEWAY,
            Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong, in a sentence for people.
    pub(crate) fn what(&self) -> String {
        match self {
            Failure::NotSignedIn => "You are not signed in.".into(),
            Failure::Forbidden => "Your role does not allow this.".into(),
            Failure::ByToken => "A program with a token may not do this.".into(),
            Failure::ReadOnly => "This token may only read.".into(),
            Failure::LimitedToSome => {
                "This reaches other properties, so nothing was changed.".into()
            }
            Failure::Forged => {
                "This form is from an earlier session, so nothing was changed.".into()
            }
            Failure::WrongMethod => "This address does not support that method.".into(),
            Failure::WrongType => "This address needs another content type.".into(),
            Failure::WrongHost => "This console does not have that host name.".into(),
            Failure::Unconditional => "The request does not say which version was seen.".into(),
            Failure::Stale => "This has changed since it was shown, so nothing was done.".into(),
            Failure::TooLarge => "The request is too large; nothing was changed.".into(),
            Failure::TooSlow => "The request took too long to arrive; nothing was changed.".into(),
            Failure::TooMany(seconds) => {
                format!("Too many attempts. Try again in {seconds} seconds.")
            }
            Failure::ViewOnly => {
                "The directory is read-only: it can be viewed, not changed.".into()
            }
            Failure::Busy => "The directory is busy right now; nothing was changed.".into(),
            Failure::NotFound(what)
            | Failure::Wrong(what)
            | Failure::Unreadable(what)
            | Failure::Moved(what)
            | Failure::Beyond(what)
            | Failure::Pms(what)
            | Failure::Broken(what) => words::sentence(what),
        }
    }

    /// What to do, in a sentence for people.
    pub(crate) fn what_to_do(&self) -> &'static str {
        match self {
            Failure::NotSignedIn => "Sign in.",
            Failure::ByToken => "Sign in with a browser instead.",
            Failure::ReadOnly => "Create a token that may change things.",
            Failure::Beyond(_) => "Ask somebody who may act there.",
            Failure::Forbidden => "Ask an administrator to make you a manager of this property.",
            Failure::LimitedToSome => "Ask somebody who manages all properties.",
            Failure::WrongMethod => "Go back and use the buttons on the page.",
            Failure::NotFound(_) => "Go back, or search by name.",
            Failure::Wrong(_) | Failure::Unreadable(_) | Failure::WrongType => {
                "Go back and correct it."
            }
            Failure::WrongHost => "Use the address that the console was started with.",
            Failure::Forged => "Go back, reload the page, and try again.",
            Failure::Moved(_) | Failure::Stale | Failure::Unconditional => {
                "Reload the page to see the current state."
            }
            Failure::TooLarge => "Answer fewer at once.",
            Failure::TooSlow => "Try again, over a faster connection if you can.",
            Failure::TooMany(_) => "Wait, then try again.",
            Failure::ViewOnly => "Ask your administrator if it should be changed here.",
            Failure::Busy => "Try again in a moment.",
            Failure::Pms(_) => "Try again later; the settings of the connector may need attention.",
            Failure::Broken(_) => "Try again. If it keeps happening, tell your administrator.",
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NoSuchAlert { .. } => Failure::NotFound("this alert does not exist".into()),
            StoreError::NoSuchRun { .. } | StoreError::AmbiguousRun { .. } => {
                Failure::NotFound("this sync does not exist".into())
            }
            StoreError::NoSuchPage => Failure::NotFound("this page does not exist".into()),
            StoreError::NoSuchOperator => Failure::NotFound("this operator does not exist".into()),
            StoreError::AlertClosed { id } => {
                Failure::Moved(format!("alert {id} is no longer open"))
            }
            StoreError::NotUndoable { .. } | StoreError::EmailTaken => {
                Failure::Moved(error.to_string())
            }
            StoreError::AnswerStays { .. } | StoreError::OperatorExists => {
                Failure::Moved(error.to_string())
            }
            StoreError::OperatorName { .. } => Failure::Wrong(error.to_string()),
            StoreError::ReadOnly { .. } => Failure::ViewOnly,
            StoreError::Busy { .. } | StoreError::Slow { .. } => Failure::Busy,
            _ => {
                tracing::error!(%error, "the database failed");
                Failure::Broken("the database failed".into())
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) | Error::NotApplied(error) => error.into(),
            Error::Connector(error) => Failure::Pms(error.to_string()),
            Error::Refused(refused) => refused.into(),
            error => {
                tracing::error!(error = error.line(), "the engine failed");
                Failure::Broken(error.line())
            }
        }
    }
}

impl From<Busy> for Failure {
    fn from(busy: Busy) -> Self {
        Failure::Moved(busy.to_string())
    }
}

impl axum::response::IntoResponse for Failure {
    fn into_response(self) -> axum::response::Response {
        crate::pages::Refused(self).into_response()
    }
}
