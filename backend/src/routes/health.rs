//! `GET /health`

use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use axum::extract::State;
use axum::http::StatusCode;

/// 200 when the database answers.
pub(crate) async fn get_health(State(state): State<AppState>) -> Result<&'static str> {
    if store::is_alive(&state.pool).await {
        return Ok("ok");
    }
    let message = "The database isn't answering. Try again in a moment.";
    Err(AppError::refused(StatusCode::SERVICE_UNAVAILABLE, "database.unavailable", message).retry_after(2))
}
