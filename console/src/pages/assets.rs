use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use super::Refused;
use crate::{assets, failure::Failure};

/// A file for the browser, cached forever: its name changes with its content.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = assets::find(&name) else {
        return Refused(Failure::NotFound("this address does not exist".into())).into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
