//! Passwords: which are taken, and how they are kept (Argon2id, with the parameters that OWASP recommends).

use crate::error::{AppError, Result};
use anyhow::anyhow;
use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use muster_shared::limits;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Hashes at once: each takes 19 MiB and a core for tens of milliseconds.
const AT_ONCE: usize = 2;

/// Long enough, and still among the first that anyone tries. Compared folded.
const COMMON: &str = include_str!("common_passwords.txt");

/// Hashes passwords away from the threads that answer requests, a few at once.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Hasher {
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        self.run(move || {
            let salt = SaltString::generate(&mut OsRng);
            let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
                .map_err(|error| anyhow!("hashing a password: {error}"))
        })
        .await
    }

    /// Whether the password is the one that was hashed.
    pub(crate) async fn verify(&self, password: String, hash: String) -> Result<bool> {
        self.run(move || {
            let hash = PasswordHash::new(&hash).map_err(|error| anyhow!("a stored password hash: {error}"))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// Takes as long as a check: an email without a user must not be told by the time of the answer.
    pub(crate) async fn pretend(&self, password: String) -> Result<()> {
        self.hash(password).await.map(drop)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> anyhow::Result<T> + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(anyhow::Error::from)?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        Ok(done.await??)
    }
}

/// Checks a new password (OWASP ASVS 5.0, 6.2.1, 6.2.4 and 6.2.5: length alone, and not a common one).
///
/// # Errors
/// 422 about the form's field `password`.
pub(crate) fn check(password: &str, person: &[&str]) -> Result<()> {
    let refuse = |message: String| Err(AppError::form("password", "password.refused", message));
    let characters = password.chars().count();
    let (min, max) = (limits::PASSWORD_CHARS.start(), limits::PASSWORD_CHARS.end());
    if characters < *min {
        return refuse(format!("At least {min} characters."));
    }
    if characters > *max {
        return refuse(format!("At most {max} characters."));
    }
    let folded = password.to_lowercase();
    if COMMON.lines().any(|common| common == folded) || is_monotonous(&folded) {
        return refuse("This one is on lists of leaked passwords.".to_owned());
    }
    if person.iter().any(|word| word.to_lowercase() == folded) {
        return refuse("Your own name or email is the first thing anyone tries.".to_owned());
    }
    Ok(())
}

/// One or two characters over and over, or a run like `abcdef` and `987654`.
fn is_monotonous(password: &str) -> bool {
    let characters: Vec<char> = password.chars().collect();
    let repeats = |period: usize| characters.iter().zip(&characters[period..]).all(|(a, b)| a == b);
    let steps = |step: i64| {
        characters
            .windows(2)
            .all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step)
    };
    repeats(1) || repeats(2) || steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_own_passwords_are_refused() {
        for refused in [
            "short",
            "elevenchars",
            "Password1234",
            "123456789012",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcdefghijklm",
            "ana@example.com",
        ] {
            assert!(check(refused, &["ana@example.com"]).is_err(), "{refused}");
        }
        assert!(check(&"x1".repeat(200), &[]).is_err());
        for taken in ["correct horse battery", "ñandú-ñandú-ñandú", "t8#kQ0!zPw4m"] {
            assert!(check(taken, &["ana@example.com"]).is_ok(), "{taken}");
        }
    }

    #[tokio::test]
    async fn only_the_same_password_fits_its_hash() {
        let hasher = Hasher::default();
        let hash = hasher.hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(
            hasher
                .verify("correct horse battery".to_owned(), hash.clone())
                .await
                .unwrap()
        );
        assert!(!hasher.verify("correct horse battery ".to_owned(), hash).await.unwrap());
    }
}
