//! Extractors that say in a handler's signature who may call it.

use crate::auth::session;
use crate::error::{AppError, Result};
use crate::state::AppState;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use muster_shared::api::Role;

/// Someone who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) account_id: i64,
    pub(crate) user_id: i64,
    pub(crate) name: String,
    role: Role,
}

/// Anyone who is logged in.
pub(crate) struct Reader(pub(crate) Caller);

/// Someone who may import and keep segments.
pub(crate) struct Importer(pub(crate) Caller);

/// Someone who may do everything.
pub(crate) struct Admin(pub(crate) Caller);

async fn caller(parts: &Parts, state: &AppState) -> Result<Caller> {
    let Some(user) = session::find(state, &parts.headers).await? else {
        return Err(AppError::refused(
            StatusCode::UNAUTHORIZED,
            "session.none",
            "Log in to go on.",
        ));
    };
    Ok(Caller {
        account_id: user.account_id,
        user_id: user.user_id,
        name: user.name,
        role: user.role,
    })
}

fn role_refused(what: &str, role: Role) -> AppError {
    AppError::forbidden(
        "role.not_enough",
        format!("{what} Your role is {role:?}. Ask an admin if you need more."),
    )
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        caller(parts, state).await.map(Self)
    }
}

impl FromRequestParts<AppState> for Importer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let caller = caller(parts, state).await?;
        match caller.role {
            Role::Admin | Role::Importer => Ok(Self(caller)),
            Role::Reader => Err(role_refused(
                "Readers can look at everything and change nothing.",
                caller.role,
            )),
        }
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let caller = caller(parts, state).await?;
        match caller.role {
            Role::Admin => Ok(Self(caller)),
            Role::Importer | Role::Reader => Err(role_refused("Only admins can change this.", caller.role)),
        }
    }
}
