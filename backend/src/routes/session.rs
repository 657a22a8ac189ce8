//! `/setup` and `/session`

use crate::auth::session::{self, COOKIE_SECONDS};
use crate::auth::{clear_cookie, session_cookie, setup};
use crate::error::Result;
use crate::extract::Json;
use crate::state::AppState;
use crate::store;
use crate::store::session::SessionUser;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use muster_shared::api::{Login, Me, Session, Setup, Totals};
use std::net::{IpAddr, SocketAddr};

/// Where the request came from, if it came over the network.
pub(crate) struct From(Option<IpAddr>);

impl<S: Sync> axum::extract::FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(
            parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|ConnectInfo(address)| address.ip()),
        ))
    }
}

pub(crate) async fn get_session(State(state): State<AppState>, request: Request) -> Result<Json<Session>> {
    if let Some(user) = session::find(&state, request.headers()).await? {
        return Ok(Json(Session::LoggedIn {
            me: me(&state, user).await?,
        }));
    }
    let is_set_up = store::account::any_exists(&state.pool).await?;
    Ok(Json(if is_set_up {
        Session::LoggedOut
    } else {
        Session::SetupNeeded
    }))
}

pub(crate) async fn create_setup(
    State(state): State<AppState>,
    From(from): From,
    Json(body): Json<Setup>,
) -> Result<impl IntoResponse> {
    let (account_id, user_id) = setup::set_up(&state, body, from).await?;
    let body = start(&state, account_id, user_id).await?;
    Ok((StatusCode::CREATED, body))
}

pub(crate) async fn create_session(
    State(state): State<AppState>,
    From(from): From,
    Json(body): Json<Login>,
) -> Result<impl IntoResponse> {
    let (account_id, user_id) = session::log_in(&state, body, from).await?;
    start(&state, account_id, user_id).await
}

pub(crate) async fn delete_session(State(state): State<AppState>, headers: HeaderMap) -> Result<impl IntoResponse> {
    session::end(&state, &headers).await?;
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([(header::SET_COOKIE, clear_cookie(&state.config))]),
    ))
}

/// Starts a session: its cookie and what `GET /session` would say.
async fn start(state: &AppState, account_id: i64, user_id: i64) -> Result<impl IntoResponse + use<>> {
    let token = session::start(state, account_id, user_id).await?;
    let user = store::user::get(&state.pool, account_id, user_id).await?;
    let cookie = session_cookie(&state.config, &token, COOKIE_SECONDS);
    let session = Session::LoggedIn {
        me: me(state, user).await?,
    };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), axum::Json(session)))
}

async fn me(state: &AppState, user: SessionUser) -> Result<Me> {
    let account = store::account::summary(&state.pool, user.account_id).await?;
    let contacts = state.counted.contacts(&state.pool, user.account_id).await?;
    let system_fields = muster_shared::field::system_fields().len() as u64;
    Ok(Me {
        user_id: user.user_id,
        name: user.name,
        email: user.email,
        role: user.role,
        account_name: account.name,
        rules_version: muster_shared::RULES_VERSION,
        totals: Totals {
            contacts,
            segments: account.segments,
            imports: account.imports,
            fields: system_fields + account.custom_fields,
        },
    })
}
