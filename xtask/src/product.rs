//! The product as it is tested and measured: a private PostgreSQL, and the release binary with the web app inside.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

use crate::bundle::{self, Profile};
use crate::database::Database;
use crate::{run, tools};

/// All that a test or a measurement runs on. Dropping it stops the database.
pub(crate) struct Product {
    database: Database,
    server: PathBuf,
    xtask: PathBuf,
}

impl Product {
    /// Builds what changed and starts the database. `xtask` is this program's file, for fixtures: to be asked for before any
    /// build can replace it.
    ///
    /// # Errors
    /// When something does not build, or PostgreSQL is missing and can't be installed.
    pub(crate) fn set_up(xtask: PathBuf) -> Result<Self> {
        bundle::bundle(Profile::Release)?;
        let server = run::build_server(Profile::Release)?;
        Ok(Self {
            database: Database::start()?,
            server,
            xtask,
        })
    }

    /// What the runners are told: the database's address, the server's binary, this program for fixtures, and where the programs
    /// are for tests that stop and start databases and poolers of their own.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut environment = vec![
            ("DATABASE_URL", self.database.url().into()),
            ("MUSTER_BIN", self.server.clone().into()),
            ("MUSTER_XTASK", self.xtask.clone().into()),
            ("MUSTER_POSTGRES_BIN", self.database.programs().into()),
        ];
        if let Some(pgbouncer) = tools::pgbouncer() {
            environment.push(("PGBOUNCER", pgbouncer.into()));
        }
        environment
    }
}
