//! The cluster's folder: made once, started and stopped as a user that isn't root.

use super::NAME;
use super::programs::Programs;
use anyhow::{Context, bail};
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names the socket; nothing listens on a network.
pub(super) const PORT: u16 = 5432;

/// The longest path of a folder for the socket: 107 bytes less `/.s.PGSQL.5432.lock`.
const SOCKET_DIR_BYTES: usize = 88;

/// Who PostgreSQL runs as.
#[derive(Clone, Copy, Debug)]
pub(super) enum User {
    /// As this process.
    Same,
    /// Started by root, which PostgreSQL refuses to run as.
    Other { uid: u32, gid: u32 },
}

impl User {
    pub(super) fn to_run_as() -> anyhow::Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Same);
        }
        let id = |option: &str| {
            let output = Command::new("id").args([option, "postgres"]).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        match (id("-u"), id("-g")) {
            (Some(uid), Some(gid)) => Ok(Self::Other { uid, gid }),
            _ => bail!("PostgreSQL can't run as root, and there is no user `postgres`. Start Muster as another user"),
        }
    }
}

/// A folder that only its owner, the user PostgreSQL runs as, can look into.
pub(super) fn make_private_dir(dir: &Path, user: &User) -> anyhow::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let metadata = fs::symlink_metadata(dir)?;
    if !metadata.is_dir() {
        bail!("{} isn't a folder", dir.display());
    }
    if let User::Other { uid, gid } = user
        && metadata.uid() != *uid
    {
        chown(dir, Some(*uid), Some(*gid))?;
    }
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// A folder that holds something else stays as it is: its owner and its mode would change.
pub(super) fn check_ours(data_dir: &Path) -> anyhow::Result<()> {
    let Ok(mut entries) = fs::read_dir(data_dir) else {
        return Ok(());
    };
    if entries.next().is_some() && !data_dir.join("muster.lock").exists() {
        bail!(
            "{} holds other files. Set MUSTER_DATA_DIR to a new or an empty folder",
            data_dir.display()
        );
    }
    Ok(())
}

/// The folder for the socket: in the data folder, or where its path would be too long, a new one among the temporary
/// files. What an earlier run left there goes.
pub(super) fn make_socket_dir(data_dir: &Path, user: &User) -> anyhow::Result<PathBuf> {
    let note = data_dir.join("socket_dir");
    if let Ok(earlier) = fs::read_to_string(&note) {
        fs::remove_dir_all(earlier).ok();
        fs::remove_file(&note)?;
    }
    let within = data_dir.join("run");
    if within.as_os_str().len() <= SOCKET_DIR_BYTES {
        fs::remove_dir_all(&within).ok();
        make_private_dir(&within, user)?;
        return Ok(within);
    }
    let dir = PathBuf::from(format!("/tmp/muster-{}", uuid::Uuid::new_v4().simple()));
    // Not recursive: it must not exist.
    fs::DirBuilder::new().mode(0o700).create(&dir)?;
    make_private_dir(&dir, user)?;
    fs::write(note, dir.as_os_str().as_encoded_bytes())?;
    Ok(dir)
}

#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) dir: PathBuf,
    pub(super) user: User,
}

impl Cluster {
    /// The major version that wrote it; `None` if there is no cluster yet.
    pub(super) fn version(&self) -> Option<String> {
        fs::read_to_string(self.dir.join("PG_VERSION"))
            .ok()
            .map(|version| version.trim().to_owned())
    }

    /// A program as the right user, from a folder that any user can be in.
    fn command(&self, program: &Path) -> Command {
        let mut command = match self.user {
            User::Same => Command::new(program),
            User::Other { uid, gid } => {
                let mut command = Command::new("setpriv");
                command.args([
                    format!("--reuid={uid}"),
                    format!("--regid={gid}"),
                    "--init-groups".to_owned(),
                ]);
                command.arg("--").arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }

    /// Makes the cluster if there is none: beside its place, so that a half-made one is never taken for whole.
    pub(super) fn ensure(&self, programs: &Programs) -> anyhow::Result<()> {
        if self.version().is_some() {
            return Ok(());
        }
        let half_made = self.dir.with_extension("new");
        fs::remove_dir_all(&half_made).ok();
        make_private_dir(&half_made, &self.user)?;
        let output = self
            .command(&programs.path("initdb"))
            .args(["-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"])
            .arg(&half_made)
            .stdin(Stdio::null())
            .output()
            .context("initdb can't be run")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!(
                "the database can't be made in {}: {}. PostgreSQL's user must be able to reach that folder; set \
                 MUSTER_DATA_DIR to another one if it can't",
                self.dir.display(),
                said.trim(),
            );
        }
        fs::rename(half_made, &self.dir)?;
        Ok(())
    }

    /// Stops the server that a killed Muster left behind, if it is still there. The caller holds the data folder's lock.
    pub(super) fn stop_leftover(&self, programs: &Programs) -> anyhow::Result<()> {
        if !self.dir.join("postmaster.pid").exists() {
            return Ok(());
        }
        // Fails where nothing runs any more: the next start removes the file then.
        self.command(&programs.path("pg_ctl"))
            .args(["stop", "-s", "-w", "-m", "fast", "-t", "60", "-D"])
            .arg(&self.dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("pg_ctl can't be run")?;
        Ok(())
    }

    /// The server: durable, on the socket alone, and told to stop when this process dies (where the system can).
    pub(super) fn postgres(&self, programs: &Programs, socket_dir: &Path) -> Command {
        let mut command = match self.user {
            User::Same if !cfg!(target_os = "linux") => Command::new(programs.path("postgres")),
            _ => {
                let mut command = Command::new("setpriv");
                if let User::Other { uid, gid } = self.user {
                    command.args([
                        format!("--reuid={uid}"),
                        format!("--regid={gid}"),
                        "--init-groups".to_owned(),
                    ]);
                }
                command
                    .args(["--pdeathsig", "INT", "--"])
                    .arg(programs.path("postgres"));
                command
            }
        };
        command
            .arg("-D")
            .arg(&self.dir)
            .arg("-k")
            .arg(socket_dir)
            .args(["-h", "", "-p", &PORT.to_string()]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        // Out of the terminal's group: Ctrl-C reaches Muster, which stops the database last.
        command.current_dir("/").process_group(0);
        command
    }
}

const SETTINGS: [&str; 10] = [
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_connections=40",
    "shared_buffers=128MB",
    // An import writes a lot in a short time: fewer checkpoints write fewer whole pages.
    "max_wal_size=4GB",
    "checkpoint_timeout=15min",
    // Statements here are short: compiling them takes longer than running them.
    "jit=off",
    // No contact's data in the log: neither statements, nor the values in messages of failed ones.
    "log_min_messages=log",
    "log_min_error_statement=panic",
];

/// Makes the database in a new cluster.
pub(super) fn ensure_database(programs: &Programs, socket_dir: &Path) -> anyhow::Result<()> {
    let output = Command::new(programs.path("createdb"))
        .arg("-h")
        .arg(socket_dir)
        .args(["-p", &PORT.to_string(), "-U", NAME, "--maintenance-db=postgres", NAME])
        .output()
        .context("createdb can't be run")?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && !said.contains("already exists") {
        bail!("the database can't be made: {}", said.trim());
    }
    Ok(())
}
