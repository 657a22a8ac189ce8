//! A private PostgreSQL for one run of a command: in a temporary folder, on a socket that only its user reaches, gone when
//! the run ends. Quick rather than durable: never for data that anybody wants to keep.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::tools::{self, Postgres};

/// Where the folders are made: a short path, since a socket's is limited to about 100 bytes, and one that the user
/// `postgres` reaches.
const TEMPORARY: &str = "/tmp";

/// How the folders' names start; the id of the process that made it follows.
const PREFIX: &str = "muster-xtask-";

const SUPERUSER: &str = "muster";
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A running server. Dropping it stops it and removes its folder.
pub(crate) struct Database {
    folder: PathBuf,
    child: Child,
    tools: Postgres,
}

impl Database {
    /// Makes and starts a server. Call it from the main thread: the server ends with the thread that started it.
    ///
    /// # Errors
    /// When PostgreSQL is missing and can't be installed, or does not start: then with what it said.
    pub(crate) fn start() -> Result<Self> {
        let tools = tools::postgres()?;
        remove_stale();
        let folder = Path::new(TEMPORARY).join(format!("{PREFIX}{}", std::process::id()));
        DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
        if tools::is_root() {
            process::run(Command::new("chown").arg("postgres:").arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = unprivileged(&tools.program("initdb"));
        initdb
            .args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync", "-D"])
            .arg(&data);
        initdb.arg(if cfg!(target_os = "macos") {
            "--locale=C"
        } else {
            "--locale=C.UTF-8"
        });
        process::output(initdb.current_dir("/"))?;
        let log = File::create(folder.join("log"))?;
        let mut postgres = unprivileged(&tools.program("postgres"));
        postgres.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-h", ""]);
        for setting in [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=200",
        ] {
            postgres.args(["-c", setting]);
        }
        postgres
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let child = postgres.spawn().context("could not start postgres")?;
        let mut database = Self { folder, child, tools };
        database.wait_until_ready()?;
        Ok(database)
    }

    /// The address for its superuser, as sqlx, libpq and node's pg understand it.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://{SUPERUSER}@localhost/postgres?host={}",
            self.folder.display()
        )
    }

    /// Where its programs are.
    pub(crate) fn programs(&self) -> &Path {
        self.tools.folder()
    }

    /// Runs a file of SQL, all of it or nothing.
    pub(crate) fn run_file(&self, sql: &Path) -> Result<()> {
        let mut psql = Command::new(self.tools.program("psql"));
        psql.args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f"])
            .arg(sql)
            .arg(self.url());
        process::run(&mut psql)
    }

    /// The server writes `ready` into its pid file when it takes connections.
    fn wait_until_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        while !fs::read_to_string(self.folder.join("data/postmaster.pid")).is_ok_and(|pid| pid.contains("ready")) {
            if let Some(status) = self.child.try_wait()? {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("postgres ended with {status}: {}", log.trim());
            }
            if start.elapsed() > START_TIMEOUT {
                bail!("postgres did not start within {} seconds", START_TIMEOUT.as_secs());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A fast shutdown: whoever is still connected is cut off. Nothing can be done about a failure here, and
        // what it leaves behind the next run removes.
        let _ = process::interrupt(&self.child);
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A command that drops root's rights, which PostgreSQL refuses, and that ends with this program where the system can see to it.
fn unprivileged(program: &Path) -> Command {
    if process::in_path("setpriv").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    if tools::is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.args(["--pdeathsig", "INT"]).arg(program);
    command
}

/// Removes the folders of runs that were cut off.
fn remove_stale() {
    for entry in fs::read_dir(TEMPORARY).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(pid) = name.strip_prefix(PREFIX).and_then(|pid| pid.parse::<u32>().ok()) else {
            continue;
        };
        if !process::is_running(pid) {
            // Somebody else's, perhaps: then it stays.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
