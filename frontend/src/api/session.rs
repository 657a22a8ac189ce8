//! First run, log in, log out, who is here.

use super::{Answer, delete, get, send, url};
use gloo_net::http::Request;
use muster_shared::api::{Login, Session, Setup};

pub async fn get_session() -> Answer<Session> {
    get("/session").await
}

/// Makes the account and its first admin, and logs in.
pub async fn set_up(setup: &Setup) -> Answer<Session> {
    send(Request::post(&url("/setup")), setup).await
}

pub async fn log_in(login: &Login) -> Answer<Session> {
    send(Request::post(&url("/session")), login).await
}

pub async fn log_out() -> Answer<()> {
    delete("/session").await
}
