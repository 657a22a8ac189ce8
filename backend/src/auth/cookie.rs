//! The session's cookie: HttpOnly, SameSite=Lax, and with Secure and the `__Host-` prefix except on plain loopback
//! (OWASP ASVS 5.0, 3.3).

use crate::config::Config;
use axum::http::{HeaderMap, HeaderValue, header};

const PLAIN: &str = "muster_session";
const SECURE: &str = "__Host-muster_session";

fn name(config: &Config) -> &'static str {
    if config.secure_cookies() { SECURE } else { PLAIN }
}

fn attributes(config: &Config) -> &'static str {
    if config.secure_cookies() {
        "Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "Path=/; HttpOnly; SameSite=Lax"
    }
}

/// The header that gives the browser its session for `seconds`.
pub(crate) fn session_cookie(config: &Config, token: &str, seconds: i64) -> HeaderValue {
    let cookie = format!("{}={token}; {}; Max-Age={seconds}", name(config), attributes(config));
    HeaderValue::try_from(cookie).expect("tokens are made of digits, letters, dots, - and _")
}

/// The header that takes it away.
pub(crate) fn clear_cookie(config: &Config) -> HeaderValue {
    session_cookie(config, "", 0)
}

/// The token that the request brings.
pub(crate) fn session_token<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(config);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}
