//! Placeholder until the runner lands.
use crate::state::AppState;
pub async fn run(_s: AppState, mut stop: tokio::sync::watch::Receiver<bool>) { stop.wait_for(|s| *s).await.ok(); }
