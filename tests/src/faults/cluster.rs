//! A PostgreSQL of the harness's own, to be stopped, crashed and started at will. Not synced to disk: what is written survives the
//! end of a process, which is all that happens here.

use super::programs::{self, Signal};
use super::when_true;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::process::Child;
use tokio::sync::Mutex;

/// Who looks from outside. The servers are somebody else, so that a few connections are always left for it.
const SUPERUSER: &str = "muster";
/// The servers' role and database.
pub const APP: &str = "app";
pub const MAX_CONNECTIONS: u32 = 60;
/// PostgreSQL notices that a backend was killed well within this.
const CRASH: Duration = Duration::from_secs(2);

const SETTINGS: [&str; 8] = [
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=24MB",
    "jit=off",
    "max_connections=60",
    "superuser_reserved_connections=6",
    // A crash is noticed and mended at once.
    "restart_after_crash=on",
    "log_line_prefix=%m [%p] %a ",
];

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Transactions are rolled back, connections closed.
    Fast,
    /// As if it had crashed.
    Immediate,
}

#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    process: Mutex<Option<Child>>,
    /// Looks and meddles from outside, past every link.
    pub admin: PgPool,
}

impl Cluster {
    /// Makes and starts it in a new folder, with an empty database that belongs to [`APP`]; on a small disk, if one is given.
    pub async fn make(folder: PathBuf, disk: Option<&Path>) -> Self {
        DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .expect("a folder of its own");
        programs::give_to_postgres(&folder);
        let made = programs::postgres("initdb")
            .args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-sync", "-D"])
            .arg(folder.join("data"))
            .arg("--locale=C.UTF-8")
            .output()
            .await
            .expect("initdb can be run");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let admin = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(60))
            .connect_lazy_with(options(&folder).username(SUPERUSER).database(APP));
        let cluster = Self {
            folder,
            process: Mutex::new(None),
            admin,
        };
        cluster.start().await;
        cluster.prepare(disk).await;
        cluster
    }

    async fn prepare(&self, disk: Option<&Path>) {
        let mut connection = PgConnection::connect_with(&self.superuser())
            .await
            .expect("it has started");
        let mut run = async |statement: String| {
            let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
            statement.execute(&mut connection).await.expect("the database is made");
        };
        run(format!("create role {APP} login")).await;
        let mut place = String::new();
        if let Some(disk) = disk {
            run(format!("create tablespace small location '{}'", disk.display())).await;
            place = " tablespace small".to_owned();
        }
        run(format!("create database {APP} owner {APP}{place}")).await;
    }

    fn superuser(&self) -> PgConnectOptions {
        options(&self.folder).username(SUPERUSER).database("postgres")
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// For a server that connects past every link.
    pub fn url(&self) -> String {
        format!("postgres://{APP}@localhost/{APP}?host={}", self.folder.display())
    }

    /// For a server that connects to something in front of the database.
    pub fn url_at(address: std::net::SocketAddr) -> String {
        format!("postgres://{APP}@{address}/{APP}?sslmode=disable")
    }

    /// What the server wrote to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Starts it, if it doesn't run, and waits until it takes connections.
    pub async fn start(&self) {
        let mut process = self.process.lock().await;
        if process.is_none() {
            let log = File::options().create(true).append(true).open(self.folder.join("log"));
            let log = log.expect("its log can be written");
            let mut command = programs::postgres("postgres");
            command
                .arg("-D")
                .arg(self.folder.join("data"))
                .arg("-k")
                .arg(&self.folder);
            command
                .args(["-h", ""])
                .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
            let output = log.try_clone().expect("a second handle of the log");
            command.stdout(output).stderr(log);
            *process = Some(command.spawn().expect("postgres can be run"));
        }
        self.is_ready().await;
    }

    /// Waits until it takes connections.
    pub async fn is_ready(&self) {
        let answers = async || PgConnection::connect_with(&self.superuser()).await.is_ok();
        when_true(Duration::from_secs(60), "PostgreSQL takes connections", answers).await;
    }

    pub async fn stop(&self, how: Stop) {
        let mut process = self.process.lock().await;
        if let Some(mut child) = process.take() {
            let signal = match how {
                Stop::Fast => Signal::INT,
                Stop::Immediate => Signal::QUIT,
            };
            programs::signal(&child, signal);
            child.wait().await.expect("a child can be waited for");
        }
    }

    /// A backend of the servers is killed: PostgreSQL takes all of them down and recovers. Nothing where it is away.
    pub async fn crash(&self) {
        let Ok(mut witness) = PgConnection::connect_with(&self.superuser()).await else {
            return;
        };
        let backend = sqlx::query_scalar::<_, i32>(
            "select pid from pg_stat_activity where usename = $1 order by query_start desc nulls last limit 1",
        )
        .bind(APP)
        .fetch_optional(&mut witness)
        .await;
        if let Ok(Some(pid)) = backend {
            programs::kill(pid);
            // Until the witness is taken down as well, the worst is to come; it isn't where the backend had just ended by itself.
            let start = Instant::now();
            while start.elapsed() < CRASH && sqlx::query("select 1").execute(&mut witness).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            self.is_ready().await;
        }
    }

    /// Another connection past every link, as the servers' role.
    pub async fn connect(&self) -> sqlx::Result<PgConnection> {
        PgConnection::connect_with(&options(&self.folder).username(APP).database(APP)).await
    }
}

fn options(folder: &Path) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("localhost")
        .socket(folder)
        .port(5432)
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut child) = self.process.get_mut().take() {
            programs::signal(&child, Signal::QUIT);
            // Its folder can't go before it; and there is nothing else left to do here.
            while child.try_wait().is_ok_and(|ended| ended.is_none()) {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        fs::remove_dir_all(&self.folder).ok();
    }
}
