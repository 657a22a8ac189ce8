//! The product with its own database, in a folder that goes with it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process;

const SETUP_CODE: &str = "BENCH-CODE-2345";

/// A running server. Dropping it stops it and its database.
pub(super) struct Server {
    child: Child,
    origin: String,
    folder: TempDir,
}

impl Server {
    /// Starts `muster serve` as users do, on a free port and with an embedded database in a new folder.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) fn start(binary: &Path) -> Result<Self> {
        // A short path, since that of the database's socket is limited.
        let folder = tempfile::Builder::new().prefix("muster-bench-").tempdir_in("/tmp")?;
        allow_others(folder.path())?;
        let mut child = Command::new(binary)
            .arg("serve")
            .env_remove("DATABASE_URL")
            .env("MUSTER_DATA_DIR", folder.path().join("data"))
            .env("MUSTER_LISTEN", "127.0.0.1:0")
            .env("MUSTER_SETUP_CODE", SETUP_CODE)
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the server")?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let start = line.find("http://")?;
            let rest = &line[start..];
            let host = rest["http://".len()..].split('/').next()?;
            Some(format!("http://{host}"))
        });
        let mut server = Self {
            child,
            origin: String::new(),
            folder,
        };
        server.origin = address.context("the server ended before it was ready")?;
        Ok(server)
    }

    pub(super) fn socket_dir(&self) -> PathBuf {
        self.folder.path().join("data/run")
    }

    pub(super) fn database_url(&self) -> String {
        format!(
            "postgres://muster@localhost:5432/muster?host={}",
            self.socket_dir().display()
        )
    }

    /// Where it is, for those who measure it.
    pub(super) fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("MUSTER_ORIGIN", self.origin.clone()),
            ("MUSTER_SETUP_CODE", SETUP_CODE.to_owned()),
            ("DATABASE_URL", self.database_url()),
        ]
    }

    /// The most memory that the server had so far, without its database, in MB.
    pub(super) fn peak_mb(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("this system doesn't tell a process's memory")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<f64>().ok());
        Ok(kib.context("no peak of memory")? * 1.024 / 1000.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing can be done about a failure here; the folder is a temporary one.
        let _ = process::interrupt(&self.child);
        let _ = self.child.wait();
    }
}

/// Root's database runs as another user, who has to get through.
fn allow_others(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o711)).map_err(Into::into)
}
