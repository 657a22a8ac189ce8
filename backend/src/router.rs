//! The list of all routes.

use crate::error::AppError;
use crate::routes::{contact, field, health, import, segment, session};
use crate::state::AppState;
use crate::{body, request, security, web};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, map_request, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use muster_shared::{api, limits};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Seconds without a byte after which a body is given up: no connection is held for ever.
const BODY_IDLE: Duration = Duration::from_secs(60);

/// The whole server: API and web app.
pub fn app(state: AppState) -> Router {
    Router::new()
        .nest(api::PREFIX, api_routes())
        .fallback(web::get_file)
        .with_state(state)
        .layer(from_fn(security::refuse_cross_origin))
        .layer(from_fn(security::add_headers))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(RequestBodyTimeoutLayer::new(BODY_IDLE))
        .layer(from_fn(request::identify))
}

fn api_routes() -> Router<AppState> {
    Router::new()
        .route("/health", get(health::get_health))
        .route("/setup", post(session::create_setup))
        .route(
            "/session",
            get(session::get_session)
                .post(session::create_session)
                .delete(session::delete_session),
        )
        .route("/fields", get(field::list_fields).post(field::create_field))
        .route("/fields/{key}", patch(field::patch_field).delete(field::delete_field))
        .route("/segments", get(segment::list_segments).post(segment::create_segment))
        .route(
            "/segments/{id}",
            patch(segment::patch_segment).delete(segment::delete_segment),
        )
        .route("/contacts", get(contact::list_contacts))
        .route(
            "/contacts/{id}",
            get(contact::get_contact)
                .patch(contact::patch_contact)
                .delete(contact::delete_contact),
        )
        .route("/contacts/{id}/segments", post(contact::create_membership))
        .route("/contacts/{id}/segments/{segment}", delete(contact::delete_membership))
        .route("/imports", get(import::list_imports))
        .route("/imports/recall", post(import::recall_import))
        .route("/imports/same-file", post(import::find_same_file))
        .route("/imports/{id}", get(import::get_import).put(import::create_import))
        .route("/imports/{id}/batches", get(import::list_batches))
        .route("/imports/{id}/batches/{seq}", put(import::put_batch))
        .route("/imports/{id}/seal", post(import::seal_import))
        .route("/imports/{id}/preview", get(import::get_preview))
        .route("/imports/{id}/apply", post(import::apply_import))
        .route("/imports/{id}/pause", post(import::pause_import))
        .route("/imports/{id}/resume", post(import::resume_import))
        .route("/imports/{id}/cancel", post(import::cancel_import))
        .route("/imports/{id}/undo", get(import::get_undo).post(import::undo_import))
        .route("/imports/{id}/undo/kept", get(import::list_kept))
        .route("/imports/{id}/left-out", get(import::list_left_out))
        .route("/imports/{id}/left-out.csv", get(import::download_left_out))
        .fallback(async || AppError::not_found())
        .method_not_allowed_fallback(async || {
            AppError::refused(
                StatusCode::METHOD_NOT_ALLOWED,
                "method.not_allowed",
                "This address doesn't take that kind of request.",
            )
        })
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(map_response(name_refusal))
        .layer(map_request(body::read_to_end))
}

/// What the framework itself refuses without a body gets one like all others.
async fn name_refusal(response: Response) -> Response {
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE
            if response
                .headers()
                .get("content-type")
                .is_none_or(|kind| kind != "application/json") =>
        {
            AppError::too_large(limits::BODY_BYTES).into_response()
        }
        _ => response,
    }
}

/// A panic is ours: it is logged by the hook where it happened, and the client gets the request's id.
fn answer_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    AppError::Internal(anyhow::anyhow!("a handler panicked")).into_response()
}
