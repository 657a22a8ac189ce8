//! Guards around every answer: what a page may load, and who may write.

use crate::error::AppError;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Everything from here, scripts only as files; wasm needs `wasm-unsafe-eval`.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// Middleware: the headers that every answer has.
pub(crate) async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What the API says is of this moment, and of this person.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Middleware: writes from another origin's page are refused (OWASP ASVS 5.0, 3.5.1). A client that is no browser
/// sends neither header, and brings no cookie that it wasn't given.
pub(crate) async fn refuse_cross_origin(request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_same_origin(request.headers()) {
        return next.run(request).await;
    }
    AppError::forbidden(
        "origin.refused",
        "This request came from another site's page. Open Muster itself and try again.",
    )
    .into_response()
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    let host = text(header::HOST).unwrap_or_default();
    origin
        .split_once("://")
        .is_some_and(|(_, origin)| !host.is_empty() && origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_origin_may_write() {
        let cases: [(&[(&str, &str)], bool); 9] = [
            (&[("host", "muster.example")], true),
            (&[("host", "muster.example"), ("sec-fetch-site", "same-origin")], true),
            (&[("host", "muster.example"), ("sec-fetch-site", "none")], true),
            (&[("host", "muster.example"), ("sec-fetch-site", "same-site")], false),
            (
                &[
                    ("host", "muster.example"),
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://muster.example"),
                ],
                false,
            ),
            (&[("host", "localhost:8080"), ("origin", "http://localhost:8080")], true),
            (
                &[("host", "localhost:8080"), ("origin", "http://localhost:8081")],
                false,
            ),
            (&[("host", "muster.example"), ("origin", "null")], false),
            (&[("origin", "http://muster.example")], false),
        ];
        for (pairs, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::try_from(*name).unwrap(), HeaderValue::from_static(value));
            }
            assert_eq!(is_same_origin(&headers), expected, "{pairs:?}");
        }
    }
}
