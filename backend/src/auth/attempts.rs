//! Limits on guessing: failures are counted in the database, so that every server counts the same.

use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// Failures within [`store::attempt::WINDOW_MINUTES`] after which an email is closed to one address,
/// an address to all emails, and an email to all addresses.
const PER_EMAIL_AND_ADDRESS: i64 = 10;
const PER_ADDRESS: i64 = 100;
const PER_EMAIL: i64 = 200;
const SETUP_CODES: i64 = 20;

fn subject(kind: &str, email: &str, from: Option<IpAddr>) -> Vec<u8> {
    let from = from.map_or_else(String::new, |ip| ip.to_string());
    Sha256::digest(format!("{kind}\n{}\n{from}", email.trim().to_lowercase())).to_vec()
}

fn login_subjects(email: &str, from: Option<IpAddr>) -> [(Vec<u8>, i64); 3] {
    [
        (subject("email and address", email, from), PER_EMAIL_AND_ADDRESS),
        (subject("address", "", from), PER_ADDRESS),
        (subject("email", email, None), PER_EMAIL),
    ]
}

/// # Errors
/// 429 `login.too_many`.
pub(crate) async fn guard_login(state: &AppState, email: &str, from: Option<IpAddr>) -> Result<()> {
    for (subject, most) in login_subjects(email, from) {
        guard(state, &subject, most, "login.too_many").await?;
    }
    Ok(())
}

pub(crate) async fn note_login(state: &AppState, email: &str, from: Option<IpAddr>) -> Result<()> {
    let subjects = login_subjects(email, from).map(|(subject, _)| subject);
    Ok(store::attempt::note(&state.pool, &subjects).await?)
}

/// # Errors
/// 429 `setup.too_many`.
pub(crate) async fn guard_setup(state: &AppState, from: Option<IpAddr>) -> Result<()> {
    guard(state, &subject("setup", "", from), SETUP_CODES, "setup.too_many").await
}

pub(crate) async fn note_setup(state: &AppState, from: Option<IpAddr>) -> Result<()> {
    Ok(store::attempt::note(&state.pool, &[subject("setup", "", from)]).await?)
}

async fn guard(state: &AppState, subject: &[u8], most: i64, code: &'static str) -> Result<()> {
    if store::attempt::count(&state.pool, subject).await? < most {
        return Ok(());
    }
    let minutes = store::attempt::WINDOW_MINUTES;
    let message = format!("Too many wrong tries. Wait {minutes} minutes, then try again.");
    Err(AppError::refused(StatusCode::TOO_MANY_REQUESTS, code, message).retry_after(60))
}
