use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use super::Refused;
use crate::{assets, failure::Failure};

/// A file for the browser, cached for ever: its name changes with its content.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = assets::find(&name) else {
        return Refused(Failure::NotFound("there is nothing at this address".into()))
            .into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
