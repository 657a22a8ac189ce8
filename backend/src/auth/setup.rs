//! The first run: the account and its admin, behind a code that only who started the server can know.

use crate::auth::{attempts, password, people};
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use axum::http::StatusCode;
use muster_shared::api::{Role, Setup};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// Capitals and digits that nobody confuses: no I, L, O, U, 0, 1.
const ALPHABET: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";

/// Three groups of four: 58 bits.
const GROUPS: usize = 3;
const GROUP: usize = 4;

/// The code of this start of the server.
#[derive(Debug)]
pub(crate) struct SetupCode {
    shown: String,
}

impl SetupCode {
    /// The code given, or a random one.
    pub(crate) fn new(given: Option<&str>) -> Self {
        Self {
            shown: given.map_or_else(random_code, |code| code.trim().to_owned()),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.shown
    }

    /// Whether it is the code, whatever its case, dashes and spaces. Takes as long for a wrong one as for the right one.
    fn fits(&self, typed: &str) -> bool {
        Sha256::digest(plain(&self.shown))
            .ct_eq(&Sha256::digest(plain(typed)))
            .into()
    }
}

fn plain(code: &str) -> String {
    code.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

fn random_code() -> String {
    let mut code = String::new();
    while code.len() < GROUPS * GROUP + GROUPS - 1 {
        // Eight random bits at a time; those past the last whole alphabet are left out, so that all characters are as likely.
        for byte in uuid::Uuid::new_v4().into_bytes().into_iter().take(6) {
            let fair = usize::from(byte) < 256 / ALPHABET.len() * ALPHABET.len();
            if !fair || code.len() == GROUPS * GROUP + GROUPS - 1 {
                continue;
            }
            if code.len() % (GROUP + 1) == GROUP {
                code.push('-');
            }
            code.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        }
    }
    code
}

/// Makes the account and its admin, if the code is right and none exists. The admin's account and user id.
///
/// # Errors
/// 403 `setup.wrong_code`, 409 `setup.done`, 422 about a field of the form, 429 after many wrong codes.
pub(crate) async fn set_up(state: &AppState, setup: Setup, from: Option<IpAddr>) -> Result<(i64, i64)> {
    if store::account::any_exists(&state.pool).await? {
        return Err(done());
    }
    attempts::guard_setup(state, from).await?;
    if !state.setup_code.fits(&setup.code) {
        attempts::note_setup(state, from).await?;
        let message = "That isn't the code in the log. It changes each time the server starts.";
        return Err(AppError::forbidden("setup.wrong_code", message).about("code"));
    }
    create_account(state, setup, FirstOnly::Yes).await
}

/// Whether an account may be made beside others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstOnly {
    Yes,
    No,
}

/// Makes an account and its first admin; `setup.code` isn't looked at. The admin's account and user id.
///
/// # Errors
/// 422 about a field of the form; 409 `setup.done` if there must be no account yet, and there is one.
pub async fn create_account(state: &AppState, setup: Setup, first: FirstOnly) -> Result<(i64, i64)> {
    let Setup {
        code: _,
        account_name,
        name,
        email,
        password,
    } = setup;
    let account_name = people::check_name("account_name", &account_name)?;
    let name = people::check_name("name", &name)?;
    let email = people::check_email(&email)?;
    password::check(&password, &[&email, &name, &account_name])?;
    let password_hash = state.hasher.hash(password).await?;
    let admin = store::user::NewUser {
        name: &name,
        email: &email,
        role: Role::Admin,
        password_hash: &password_hash,
    };
    store::account::create(&state.pool, &account_name, admin, first)
        .await?
        .ok_or_else(done)
}

fn done() -> AppError {
    AppError::refused(
        StatusCode::CONFLICT,
        "setup.done",
        "This install already has an admin. Log in.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_codes_are_readable_and_differ() {
        let codes: Vec<String> = (0..50).map(|_| random_code()).collect();
        for code in &codes {
            let groups: Vec<&str> = code.split('-').collect();
            assert_eq!(groups.len(), GROUPS, "{code}");
            assert!(
                groups
                    .iter()
                    .all(|group| group.len() == GROUP && group.bytes().all(|b| ALPHABET.contains(&b))),
                "{code}"
            );
        }
        assert_ne!(codes[0], codes[1]);
    }

    #[test]
    fn a_code_is_compared_as_people_type_it() {
        let code = SetupCode::new(Some("K7PM-2QXA-9TRD"));
        for fits in ["K7PM-2QXA-9TRD", "k7pm2qxa9trd", " K7PM 2QXA 9TRD "] {
            assert!(code.fits(fits), "{fits}");
        }
        for other in ["", "K7PM-2QXA-9TR", "K7PM-2QXA-9TRE", "K7PM-2QXA-9TRDD"] {
            assert!(!code.fits(other), "{other}");
        }
    }
}
