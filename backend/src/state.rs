//! What every request and job shares.

use crate::auth::password::Hasher;
use crate::auth::setup::SetupCode;
use crate::config::Config;
use crate::store::PgPool;
use crate::store::counted::Counted;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// Cheap to clone. Nothing in it is needed to be right: the truth is in the database, what is here may be lost.
#[derive(Clone, Debug)]
pub struct AppState {
    pub pool: PgPool,
    pub config: Arc<Config>,
    pub(crate) setup_code: Arc<SetupCode>,
    pub(crate) hasher: Hasher,
    /// Said when there may be an import to apply.
    pub(crate) wake: Arc<Notify>,
    pub(crate) counted: Arc<Counted>,
    /// A permit for each batch being written.
    pub(crate) writing: Arc<Semaphore>,
}

/// Batches that this server writes at once: with more than there are cores, the database gets slower.
pub(crate) fn writers() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 6))
}

impl AppState {
    pub fn new(pool: impl Into<PgPool>, config: Config) -> Self {
        Self {
            pool: pool.into(),
            setup_code: Arc::new(SetupCode::new(config.setup_code.as_deref())),
            config: Arc::new(config),
            hasher: Hasher::default(),
            wake: Arc::new(Notify::new()),
            counted: Arc::new(Counted::default()),
            writing: Arc::new(Semaphore::new(writers())),
        }
    }

    /// The code that the first run asks for, as it is printed.
    pub fn setup_code(&self) -> &str {
        self.setup_code.as_str()
    }
}
