//! Sessions: a random token in the cookie, its hash in the database. A session ends after [`IDLE_DAYS`] without use,
//! and after [`MOST_DAYS`] in any case.

use crate::auth::{attempts, cookie};
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::session::SessionUser;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use muster_shared::api::Login;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

pub(crate) const IDLE_DAYS: i32 = 7;
pub(crate) const MOST_DAYS: i32 = 30;

/// Seconds for which the browser keeps the cookie.
pub(crate) const COOKIE_SECONDS: i64 = MOST_DAYS as i64 * 24 * 60 * 60;

/// Accounts with the same email that a log-in looks through.
const ACCOUNTS_PER_EMAIL: i64 = 5;

/// What the cookie holds: the account, so that the look-up stays within it, and 244 random bits.
struct Token {
    account_id: i64,
    hash: Vec<u8>,
}

impl Token {
    fn parse(text: &str) -> Option<Self> {
        let (account_id, secret) = text.split_once('.')?;
        Some(Self {
            account_id: account_id.parse().ok()?,
            hash: Sha256::digest(secret).to_vec(),
        })
    }
}

/// Starts a session: the token for the cookie.
pub(crate) async fn start(state: &AppState, account_id: i64, user_id: i64) -> Result<String> {
    let random = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()]
        .map(uuid::Uuid::into_bytes)
        .concat();
    let secret = BASE64_URL_SAFE_NO_PAD.encode(random);
    store::session::create(&state.pool, account_id, user_id, &Sha256::digest(&secret)).await?;
    Ok(format!("{account_id}.{secret}"))
}

/// Who the request's cookie belongs to, if its session lives.
pub(crate) async fn find(state: &AppState, headers: &HeaderMap) -> Result<Option<SessionUser>> {
    let Some(token) = cookie::session_token(&state.config, headers).and_then(Token::parse) else {
        return Ok(None);
    };
    Ok(store::session::find(&state.pool, token.account_id, &token.hash).await?)
}

/// Ends the request's session, if it has one.
pub(crate) async fn end(state: &AppState, headers: &HeaderMap) -> Result<()> {
    if let Some(token) = cookie::session_token(&state.config, headers).and_then(Token::parse) {
        store::session::delete(&state.pool, token.account_id, &token.hash).await?;
    }
    Ok(())
}

/// Checks email and password: the user's account and id.
///
/// # Errors
/// 401 `login.wrong`, 429 `login.too_many`.
pub(crate) async fn log_in(state: &AppState, login: Login, from: Option<IpAddr>) -> Result<(i64, i64)> {
    let email = login.email.trim().to_lowercase();
    attempts::guard_login(state, &email, from).await?;
    // An email with a NUL belongs to nobody, and the database can't be asked for it.
    let users = match email.contains('\0') {
        true => Vec::new(),
        false => store::user::by_email(&state.pool, &email, ACCOUNTS_PER_EMAIL).await?,
    };
    if users.is_empty() {
        state.hasher.pretend(login.password.clone()).await?;
    }
    for user in users {
        if state.hasher.verify(login.password.clone(), user.password_hash).await? {
            store::audit::note(
                &state.pool,
                user.account_id,
                Some(user.id),
                "session.started",
                &user.id.to_string(),
            )
            .await?;
            return Ok((user.account_id, user.id));
        }
    }
    attempts::note_login(state, &email, from).await?;
    Err(AppError::refused(
        StatusCode::UNAUTHORIZED,
        "login.wrong",
        "That email and password don't match. Check both, and the Caps Lock key.",
    ))
}
