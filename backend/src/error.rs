//! The one error that people see, and what becomes of the others.

use crate::request;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use muster_shared::api::{ApiError, SealRefused};

/// Why a request isn't answered with what was asked for.
#[derive(Debug)]
pub enum AppError {
    /// The caller can do something about it.
    Refused(Box<Refusal>),
    /// A seal with holes: it names them.
    SealRefused(Box<SealRefused>),
    Database(sqlx::Error),
    /// Ours. Logged once; the client gets the request's id.
    Internal(anyhow::Error),
}

#[derive(Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    /// Of a form: the field it is about.
    pub field: Option<String>,
    /// Seconds after which it may be tried again.
    pub retry_after: Option<u32>,
}

pub type Result<T, E = AppError> = std::result::Result<T, E>;

impl AppError {
    pub fn refused(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Box::new(Refusal {
            status,
            code,
            message: message.into(),
            field: None,
            retry_after: None,
        }))
    }

    pub fn not_found() -> Self {
        Self::refused(StatusCode::NOT_FOUND, "not_found", "There's nothing at this address.")
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(StatusCode::CONFLICT, code, message)
    }

    pub fn unprocessable(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    /// 422 about one field of a form.
    pub fn form(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::unprocessable(code, message).about(field)
    }

    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::refused(StatusCode::FORBIDDEN, code, message)
    }

    pub fn too_large(limit: usize) -> Self {
        Self::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body.too_large",
            format!("This request is too large: it may have {limit} bytes. Send less at once."),
        )
    }

    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.field = Some(field.to_owned());
        }
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        if let Self::Refused(refusal) = &mut self {
            refusal.retry_after = Some(seconds);
        }
        self
    }

    fn internal() -> Self {
        Self::refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server. Try again; if it stays so, its log says more under this request's id.",
        )
    }
}

/// Named constraints, as what they mean for who asked.
fn broken_constraint(error: &sqlx::Error) -> Option<AppError> {
    let conflict = |field, code, message: &str| Some(AppError::conflict(code, message).about(field));
    match error.as_database_error()?.constraint()? {
        "segment_name_key" => conflict(
            "name",
            "segment.name_taken",
            "There is already a segment with this name. Choose another one.",
        ),
        "field_pkey" => conflict(
            "key",
            "field.key_taken",
            "Another field has this key. Choose another one.",
        ),
        "field_name_key" => conflict(
            "name",
            "field.name_taken",
            "Another field has this name. Choose another one.",
        ),
        "contact_email_key" => conflict("email", "contact.email_taken", "This email belongs to another contact."),
        _ => None,
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        broken_constraint(&error).unwrap_or(Self::Database(error))
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<tokio::task::JoinError> for AppError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Internal(error.into())
    }
}

/// What the database's trouble looks like from outside. Messages of the database can hold values: only its code is logged.
fn database_trouble(error: &sqlx::Error) -> AppError {
    let code = crate::store::code(error);
    let unavailable = |message: &str| {
        AppError::refused(StatusCode::SERVICE_UNAVAILABLE, "database.unavailable", message).retry_after(2)
    };
    match (error, code.as_deref()) {
        (_, Some("22021" | "22P05")) => AppError::unprocessable(
            "text.unreadable",
            "A text has a character that can't be stored. Take it out.",
        ),
        (_, Some("57014")) => AppError::refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "database.slow",
            "This took the database too long. Try again, or ask for something narrower.",
        )
        .retry_after(5),
        (_, Some(code)) if code.starts_with("53") => {
            tracing::warn!(code, "the database lacks resources");
            unavailable("The database has no room or no connection left. Whoever runs this server can help.")
        }
        _ if crate::store::is_connection_trouble(error) => {
            tracing::warn!(code, kind = crate::store::kind(error), "the database doesn't answer");
            unavailable("The database isn't answering. Try again in a moment.")
        }
        _ => {
            tracing::error!(code, kind = crate::store::kind(error), "a statement failed");
            AppError::internal()
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::SealRefused(refused) => (StatusCode::CONFLICT, Json(refused)).into_response(),
            Self::Database(error) => database_trouble(&error).into_response(),
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "a request failed");
                Self::internal().into_response()
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let request_id = self.status.is_server_error().then(request::current_id).flatten();
        let body = ApiError {
            code: self.code.to_owned(),
            message: self.message,
            request_id,
            field: self.field,
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
