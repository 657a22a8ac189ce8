//! pgbouncer in front of a database: it gives a connection to whoever has a transaction, and takes it back with its end.

use super::cluster::APP;
use super::{programs, when_true};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::process::Child;

/// Fewer than the servers want, so that they are passed on all the time; more than the imports that they apply at once.
const CONNECTIONS: u32 = 8;

#[derive(Debug)]
pub struct Pooler {
    folder: PathBuf,
    _child: Child,
}

/// pgbouncer's program, which the environment's `PGBOUNCER` may name. `None` where it isn't installed.
pub fn program() -> Option<PathBuf> {
    let named = std::env::var_os("PGBOUNCER")
        .filter(|named| !named.is_empty())
        .map(PathBuf::from);
    named
        .or_else(|| Some(PathBuf::from("/usr/sbin/pgbouncer")))
        .filter(|program| program.is_file())
}

impl Pooler {
    /// In front of the PostgreSQL whose socket is in `database`; with more lines of configuration.
    pub async fn start(folder: &Path, database: &Path, more: &str) -> Self {
        fs::create_dir(folder).expect("a folder of its own");
        let users = folder.join("users.txt");
        fs::write(&users, format!("\"{APP}\" \"\"\n")).expect("a file of users");
        let configuration = format!(
            "[databases]\n{APP} = host={database} port=5432 user={APP}\n[pgbouncer]\npool_mode = transaction\nlisten_addr =\n\
             listen_port = 5432\nunix_socket_dir = {folder}\nunix_socket_mode = 0777\nauth_type = trust\nauth_file = {users}\n\
             default_pool_size = {CONNECTIONS}\nmax_client_conn = 500\nserver_login_retry = 1\nquery_wait_timeout = 20\n\
             so_reuseport = 0\n{more}\n",
            database = database.display(),
            folder = folder.display(),
            users = users.display(),
        );
        let file = folder.join("pgbouncer.ini");
        fs::write(&file, configuration).expect("its configuration");
        programs::give_to_postgres(folder);
        let log = File::create(folder.join("log")).expect("its log");
        let mut command = programs::unprivileged(&program().expect("pgbouncer is installed, or PGBOUNCER names it"));
        command.arg(&file).stderr(log).stdout(std::process::Stdio::null());
        let pooler = Self {
            folder: folder.to_owned(),
            _child: command.spawn().expect("pgbouncer can be run"),
        };
        let answers = async || UnixStream::connect(pooler.socket()).await.is_ok();
        when_true(Duration::from_secs(20), "pgbouncer takes connections", answers).await;
        pooler
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// For a server behind it.
    pub fn url(&self) -> String {
        format!(
            "postgres://{APP}@localhost/{APP}?host={}&sslmode=disable",
            self.folder.display()
        )
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}
