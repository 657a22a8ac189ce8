//! What the server can be told, by flags or by the environment.

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Options of `muster serve`.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Address and port to listen on. Port 0: any free one
    #[arg(long, env = "MUSTER_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Folder of the embedded database. Default: /var/lib/muster for root, else the user's data folder
    #[arg(long, env = "MUSTER_DATA_DIR", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub data_dir: Option<PathBuf>,

    /// PostgreSQL to use instead of the embedded one: postgres://user:password@host/database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Whether a pooler stands between this server and PostgreSQL
    #[arg(long, env = "MUSTER_POOLER", value_enum, default_value = "auto")]
    pub pooler: Pooler,

    /// Code that the first run asks for. Default: a random one, printed at start
    #[arg(long, env = "MUSTER_SETUP_CODE", hide_env_values = true)]
    pub setup_code: Option<String>,

    /// Whether the session's cookie travels over https alone
    #[arg(long, env = "MUSTER_COOKIES", value_enum, default_value = "auto")]
    pub cookies: Cookies,

    /// Folder with PostgreSQL's programs (initdb, postgres). Default: searched for
    #[arg(long, env = "MUSTER_POSTGRES_BIN", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub postgres_bin: Option<PathBuf>,
}

/// Whether the session's cookie is marked Secure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Cookies {
    /// Plain when listening on loopback, else secure.
    Auto,
    /// For a server on loopback behind a proxy that speaks https.
    Secure,
    /// For plain http in a trusted network.
    Plain,
}

/// What stands in front of PostgreSQL, such as pgbouncer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pooler {
    /// Found out at start.
    Auto,
    /// Connections are PostgreSQL's own, or a pooler's that keeps them for a whole session and passes on all settings.
    None,
    /// A pooler gives a connection to whoever has a transaction, for as long as it lasts.
    Transaction,
}

impl Default for Config {
    /// As without any flag and environment: for tests.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: None,
            database_url: None,
            pooler: Pooler::Auto,
            setup_code: None,
            cookies: Cookies::Auto,
            postgres_bin: None,
        }
    }
}

impl Config {
    /// Empty texts count as not given, as in `DATABASE_URL=`.
    #[must_use]
    pub fn without_empty(mut self) -> Self {
        self.database_url = self.database_url.filter(|url| !url.trim().is_empty());
        self.setup_code = self.setup_code.filter(|code| !code.trim().is_empty());
        self.data_dir = self.data_dir.filter(|dir| !dir.as_os_str().is_empty());
        self.postgres_bin = self.postgres_bin.filter(|dir| !dir.as_os_str().is_empty());
        self
    }

    pub fn secure_cookies(&self) -> bool {
        match self.cookies {
            Cookies::Auto => !self.listen.ip().is_loopback(),
            Cookies::Secure => true,
            Cookies::Plain => false,
        }
    }
}
