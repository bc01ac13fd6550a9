mod refused;

use axum::http::StatusCode;
use tenantry_engine::{Busy, Error};
use tenantry_store::StoreError;

use crate::view::words;

/// Why a request was refused. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nobody is signed in.
    NotSignedIn,
    /// Somebody is, who may not.
    Forbidden,
    /// There is no such thing, or nothing that this operator may know of.
    NotFound(String),
    /// The request itself is wrong.
    Wrong(String),
    /// The body cannot be read at all.
    Unreadable(String),
    /// The body is not what this address takes.
    WrongType,
    /// The address takes other methods.
    WrongMethod,
    /// This console does not have the name that was asked for.
    WrongHost,
    /// It does not come from one of our pages.
    Forged,
    /// What it is about has moved since it was shown.
    Moved(String),
    /// It does not say which version of it was seen.
    Unconditional,
    /// Another version of it was seen.
    Stale,
    /// Too large a body.
    TooLarge,
    /// Too many attempts; wait so many seconds.
    TooMany(u64),
    /// The directory is being written by somebody else.
    Busy,
    /// The PMS could not be asked.
    Pms(String),
    /// A defect, or a database that does not answer.
    Broken(String),
}

impl Failure {
    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Failure::NotSignedIn => StatusCode::UNAUTHORIZED,
            Failure::Forbidden | Failure::Forged => StatusCode::FORBIDDEN,
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
            Failure::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Pms(_) => StatusCode::BAD_GATEWAY,
            Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong, in a sentence for people.
    pub(crate) fn what(&self) -> String {
        match self {
            Failure::NotSignedIn => "You are not signed in.".into(),
            Failure::Forbidden => "Your role does not allow this.".into(),
            Failure::Forged => {
                "This form is not from your present session, so nothing was changed.".into()
            }
            Failure::WrongMethod => "This address does not take that method.".into(),
            Failure::WrongType => "This address takes another type of content.".into(),
            Failure::WrongHost => "This console does not have that name.".into(),
            Failure::Unconditional => "The request does not say which version was seen.".into(),
            Failure::Stale => "It has changed since it was shown, so nothing was changed.".into(),
            Failure::TooLarge => "That is too much at once; nothing was changed.".into(),
            Failure::TooMany(seconds) => {
                format!("Too many attempts. Try again in {seconds} seconds.")
            }
            Failure::Busy => {
                "The directory is being written at the moment; nothing was changed.".into()
            }
            Failure::NotFound(what)
            | Failure::Wrong(what)
            | Failure::Unreadable(what)
            | Failure::Moved(what)
            | Failure::Pms(what)
            | Failure::Broken(what) => words::sentence(what),
        }
    }

    /// What to do, in a sentence for people.
    pub(crate) fn what_to_do(&self) -> &'static str {
        match self {
            Failure::NotSignedIn => "Sign in.",
            Failure::Forbidden => {
                "Ask an administrator for the role of a manager at this property."
            }
            Failure::WrongMethod => "Go back and use the buttons of the page.",
            Failure::NotFound(_) => "Go back, or look for it by name.",
            Failure::Wrong(_) | Failure::Unreadable(_) | Failure::WrongType => {
                "Go back and correct it."
            }
            Failure::WrongHost => {
                "Use the address that this console was given when it was started."
            }
            Failure::Forged => "Go back, reload the page, and try again.",
            Failure::Moved(_) | Failure::Stale | Failure::Unconditional => {
                "Look at it again; it shows what is there now."
            }
            Failure::TooLarge => "Answer fewer at once.",
            Failure::TooMany(_) => "Wait a little.",
            Failure::Busy => "Try again in a moment.",
            Failure::Pms(_) => "Try again later; the settings of the connector may need attention.",
            Failure::Broken(_) => "Try again; if it stays, tell whoever runs this console.",
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NoSuchAlert { .. } => Failure::NotFound("there is no such alert".into()),
            StoreError::NoSuchRun { .. } | StoreError::AmbiguousRun { .. } => {
                Failure::NotFound("there is no such run".into())
            }
            StoreError::NoSuchPage => Failure::NotFound("there is no such page".into()),
            StoreError::NoSuchOperator => Failure::NotFound("there is no such operator".into()),
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
            StoreError::Busy { .. } => Failure::Busy,
            _ => {
                tracing::error!(%error, "the database failed");
                Failure::Broken("the database could not do it".into())
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
