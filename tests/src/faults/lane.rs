//! One database, two servers, and the links between everybody: all that a run disturbs. Lanes don't know of each other, so runs
//! in several lanes at once don't interfere.

use super::cluster::{Cluster, Stop};
use super::disk::Disk;
use super::fault::{Fault, Kind};
use super::link::{Link, Upstream, Weather};
use super::pooler::Pooler;
use super::server::Server;
use super::when_true;
use muster_properties::random::Random;
use sqlx::{Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub const SERVERS: usize = 2;

/// How somebody else locks contacts: against the order of the servers, so that they may come to wait for each other.
pub const CONTACTS_LOCKED: &str = "select from contact where account_id = $1 order by email desc for update";

#[derive(Debug)]
pub struct Lane {
    pub cluster: Cluster,
    pub servers: Vec<Server>,
    /// Browser to servers.
    pub front: Link,
    /// Servers to database.
    pub back: Link,
    /// `None` where nothing may be mounted.
    pub disk: Option<Disk>,
    /// Between `back` and the database.
    _pooler: Option<Pooler>,
}

/// Whether a pooler stands in front of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooled {
    No,
    ByTransaction,
}

impl Lane {
    /// A lane with the small disk, where one can be had.
    pub async fn make(folder: &Path, number: usize, pooled: Pooled) -> Self {
        let folder = lane_folder(folder, number);
        let disk = Disk::mount(folder.join("disk"));
        Self::of(folder, SERVERS, disk, pooled).await
    }

    /// A lane with all the room there is.
    pub async fn roomy(folder: &Path, servers: usize) -> Self {
        Self::of(lane_folder(folder, 0), servers, None, Pooled::No).await
    }

    async fn of(folder: PathBuf, servers: usize, disk: Option<Disk>, pooled: Pooled) -> Self {
        let cluster = Cluster::make(folder.join("pg"), disk.as_ref().map(Disk::folder)).await;
        let pooler = match pooled {
            Pooled::No => None,
            Pooled::ByTransaction => Some(Pooler::start(&folder.join("pooler"), cluster.folder(), "").await),
        };
        let behind = pooler.as_ref().map_or_else(|| cluster.socket(), Pooler::socket);
        let back = Link::to(Upstream::Unix(behind)).await;
        let url = Cluster::url_at(back.address);
        let server = |n| Server::new(url.clone(), folder.join(format!("muster{n}.log")));
        let lane = Self {
            cluster,
            servers: (0..servers).map(server).collect(),
            front: Link::to(Upstream::Tcp(Vec::new())).await,
            back,
            disk,
            _pooler: pooler,
        };
        for server in 0..servers {
            lane.start(server).await;
        }
        lane
    }

    /// Where browsers go.
    pub fn origin(&self) -> String {
        format!("http://{}", self.front.address)
    }

    pub fn seed(&self, mut random: Random) {
        self.front.seed(Random::at(random.below(usize::MAX) as u64, 1));
        self.back.seed(Random::at(random.below(usize::MAX) as u64, 2));
    }

    /// Starts a server and lets browsers come to it: how long it took.
    pub async fn start(&self, server: usize) -> Duration {
        let took = self.servers[server].start().await;
        self.open();
        took
    }

    /// `kill -9`.
    pub async fn kill(&self, server: usize) {
        self.servers[server].kill().await;
        self.open();
    }

    fn open(&self) {
        self.front
            .lead_to(self.servers.iter().filter_map(Server::address).collect());
    }

    /// Everything runs, and nothing stands in the way.
    pub async fn is_calm(&self) {
        self.cluster.start().await;
        for server in 0..self.servers.len() {
            self.start(server).await;
        }
    }

    /// The most memory that one of its servers ever had, in MB.
    pub fn peak_mb(&self) -> f64 {
        self.servers.iter().map(Server::peak_mb).fold(0.0, f64::max)
    }

    /// Does it, and undoes it after its time.
    pub async fn strike(&self, fault: Fault, account: i64) {
        let lasts = Duration::from_millis(fault.lasts);
        match fault.kind {
            Kind::Reset | Kind::LostAnswers | Kind::Slow | Kind::HalfOpen | Kind::Repeated => {
                on_link(&self.front, fault.kind, lasts).await;
            }
            Kind::DatabaseReset => on_link(&self.back, Kind::Reset, lasts).await,
            Kind::DatabaseCut => on_link(&self.back, Kind::LostAnswers, lasts / 2).await,
            Kind::DatabaseSlow => on_link(&self.back, Kind::Slow, lasts / 2).await,
            Kind::DatabaseHalfOpen => on_link(&self.back, Kind::HalfOpen, lasts).await,
            Kind::Killed | Kind::KilledAgain | Kind::Terminated | Kind::StandsStill => {
                self.on_server(fault, lasts).await
            }
            Kind::StoppedFast => self.stop_database(Stop::Fast, lasts).await,
            Kind::StoppedImmediately => self.stop_database(Stop::Immediate, lasts).await,
            Kind::Crashed => self.cluster.crash().await,
            Kind::Disconnected => self.to_all("pg_terminate_backend").await,
            Kind::Cancelled => self.to_all("pg_cancel_backend").await,
            Kind::TooManyConnections => self.fill_connections(lasts).await,
            Kind::ContactsLocked => self.lock(CONTACTS_LOCKED, account, lasts).await,
            Kind::ImportLocked => {
                self.lock("select from import where account_id = $1 for update", account, lasts)
                    .await
            }
            Kind::DiskFull => {
                if let Some(disk) = &self.disk {
                    disk.full_for(lasts).await;
                }
            }
            // The person does those.
            Kind::TabClosed | Kind::SessionEnded => {}
        }
    }

    async fn on_server(&self, fault: Fault, lasts: Duration) {
        match fault.kind {
            Kind::StandsStill => self.servers[fault.server].stand_still(lasts * 2).await,
            Kind::Terminated => {
                self.servers[fault.server].terminate().await;
                self.start(fault.server).await;
            }
            kind => {
                let times = if kind == Kind::KilledAgain { 4 } else { 1 };
                for _ in 0..times {
                    self.kill(fault.server).await;
                    self.start(fault.server).await;
                }
            }
        }
    }

    async fn stop_database(&self, how: Stop, lasts: Duration) {
        self.cluster.stop(how).await;
        tokio::time::sleep(lasts).await;
        self.cluster.start().await;
    }

    /// Ends or cancels what all servers do in the database.
    async fn to_all(&self, function: &str) {
        let statement = format!("select {function}(pid) from pg_stat_activity where usename = 'app'");
        let statement = sqlx::query(sqlx::AssertSqlSafe(statement));
        // Another fault may have taken the database away.
        statement.execute(&self.cluster.admin).await.ok();
    }

    /// Takes every connection that there is.
    async fn fill_connections(&self, lasts: Duration) {
        let mut taken = Vec::new();
        while let Ok(connection) = self.cluster.connect().await {
            taken.push(connection);
        }
        // What the servers have is cut, so that they have to ask for new ones.
        self.back.reset(Duration::ZERO);
        while let Ok(connection) = self.cluster.connect().await {
            taken.push(connection);
        }
        tokio::time::sleep(lasts).await;
    }

    async fn lock(&self, statement: &'static str, account: i64, lasts: Duration) {
        let Ok(mut connection) = self.cluster.connect().await else {
            return;
        };
        let hold = async |connection: &mut PgConnection| -> sqlx::Result<()> {
            let mut transaction = connection.begin().await?;
            sqlx::query(statement).bind(account).execute(&mut *transaction).await?;
            tokio::time::sleep(lasts).await;
            transaction.rollback().await
        };
        // Another fault may take the connection, or the two wait for each other: then PostgreSQL ends this one or that one.
        hold(&mut connection).await.ok();
    }

    /// Waits until no transaction of a server is open.
    pub async fn is_idle(&self) {
        let idle = async || {
            let open: sqlx::Result<i64> = sqlx::query_scalar(
                "select count(*) from pg_stat_activity where usename = 'app' and state <> 'idle' and datname = 'app'",
            )
            .fetch_one(&self.cluster.admin)
            .await;
            open.is_ok_and(|open| open == 0)
        };
        when_true(Duration::from_secs(90), "all transactions have ended", idle).await;
    }
}

fn lane_folder(folder: &Path, number: usize) -> PathBuf {
    let folder = folder.join(format!("lane{number}"));
    std::fs::create_dir(&folder).expect("a folder of its own");
    super::programs::give_to_postgres(&folder);
    folder
}

async fn on_link(link: &Link, kind: Kind, lasts: Duration) {
    match kind {
        Kind::Reset => link.reset(lasts),
        Kind::LostAnswers => {
            let weather = Weather {
                cut: 200,
                ..Weather::default()
            };
            link.weather(weather, lasts).await;
        }
        Kind::Slow => {
            let weather = Weather {
                delay: Duration::from_millis(20),
                ..Weather::default()
            };
            link.weather(weather, lasts).await;
        }
        Kind::Repeated => {
            let weather = Weather {
                repeated: 500,
                ..Weather::default()
            };
            link.weather(weather, lasts).await;
        }
        _ => {
            let weather = Weather {
                frozen: true,
                ..Weather::default()
            };
            link.weather(weather, lasts).await;
            link.reset(lasts);
        }
    }
}
