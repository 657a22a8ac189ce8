//! What a person types about themselves.

use crate::error::{AppError, Result};
use muster_shared::{limits, value};

/// A name, trimmed: of an account, a person, a segment or a field.
///
/// # Errors
/// 422 about that field of the form.
pub(crate) fn check_name(field: &str, name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(AppError::form(field, "name.empty", "Give it a name."));
    }
    if name.chars().count() > limits::NAME_CHARS {
        let message = format!("A name has at most {} characters.", limits::NAME_CHARS);
        return Err(AppError::form(field, "name.too_long", message));
    }
    if name.chars().any(char::is_control) {
        return Err(AppError::form(
            field,
            "name.unreadable",
            "This name has characters that can't be read. Type it anew.",
        ));
    }
    Ok(name.to_owned())
}

/// An email in its stored form.
///
/// # Errors
/// 422 about the form's field `email`.
pub(crate) fn check_email(email: &str) -> Result<String> {
    match value::email::parse(email) {
        Ok(email) => Ok(email.into_owned()),
        Err(problem) => Err(AppError::form(
            "email",
            problem.code(),
            "An email looks like name@company.com.",
        )),
    }
}
