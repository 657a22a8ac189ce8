//! The web app's files: embedded in a release build, read from `dist/` in a debug build.

use crate::error::AppError;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../dist/"]
#[allow_missing = true]
struct Dist;

const INDEX: &str = "index.html";

/// Names under here have a hash of the content in them: they never change.
const HASHED: &str = "assets/";

/// A file of the web app; every address of a page is the one page, which looks at it by itself.
pub(crate) async fn get_file(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path == "/api" {
        return AppError::not_found().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let message = "This address doesn't take that kind of request.";
        return AppError::refused(StatusCode::METHOD_NOT_ALLOWED, "method.not_allowed", message).into_response();
    }
    let name = path.trim_start_matches('/');
    let is_page = name.is_empty() || !name.contains('.') && !name.starts_with(HASHED);
    let name = if is_page { INDEX } else { name };
    match find(name, request.headers()) {
        Some(file) => file,
        None if is_page => (StatusCode::NOT_FOUND, NOT_BUILT).into_response(),
        None => AppError::not_found().into_response(),
    }
}

const NOT_BUILT: &str = "The web app isn't part of this server: it was built without one. \
                         Build both with `cargo xtask run`. The API is at /api/v1.\n";

fn find(name: &str, headers: &HeaderMap) -> Option<Response> {
    let compressed = accepts_brotli(headers)
        .then(|| Dist::get(&format!("{name}.br")))
        .flatten();
    let is_compressed = compressed.is_some();
    let file = compressed.or_else(|| Dist::get(name))?;
    Some(answer(name, file, is_compressed, headers))
}

fn answer(name: &str, file: EmbeddedFile, is_compressed: bool, headers: &HeaderMap) -> Response {
    // Quoted hex of the content's hash, as the embedding made it.
    let hash: String = file.metadata.sha256_hash()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let etag = format!("\"{hash}\"");
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_owned().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    let cache = if name.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            coding.split_once(';').map_or(coding, |(name, _)| name).trim() == "br" && !coding.contains("q=0;")
        })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
