//! A TCP proxy between two parts, which does to their connections what networks do.

use muster_properties::random::Random;
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, spawn_local};

/// Bytes that are taken at once.
const CHUNK: usize = 16 << 10;
/// Bytes of a connection that are kept, to be sent again.
const KEPT: usize = 256 << 10;
/// How long a repeated request is listened to.
const ECHO: Duration = Duration::from_secs(2);

/// What happens on a link.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// Before every chunk.
    pub delay: Duration,
    /// So many of a thousand chunks are cut off in their middle, and the connection with them.
    pub cut: usize,
    /// Nothing gets through, and nobody is told.
    pub frozen: bool,
    /// So many of a thousand chunks make all that was sent on their connection so far arrive a second time.
    pub repeated: usize,
}

/// Where connections lead.
#[derive(Clone, Debug)]
pub enum Upstream {
    /// One after the other.
    Tcp(Vec<SocketAddr>),
    Unix(PathBuf),
}

/// Ends with its last handle. Runs in a [`tokio::task::LocalSet`].
#[derive(Debug)]
pub struct Link {
    pub address: SocketAddr,
    state: Rc<State>,
    accepting: AbortHandle,
}

#[derive(Debug)]
struct State {
    upstream: RefCell<Upstream>,
    weather: Cell<Weather>,
    random: RefCell<Random>,
    turn: Cell<usize>,
    /// Counts resets.
    resets: watch::Sender<u64>,
    /// How long the far end of a connection that is reset isn't told.
    untold: Cell<Duration>,
    /// Counts strandings.
    strandings: watch::Sender<u64>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}
type Far = Box<dyn Stream>;

impl Link {
    pub async fn to(upstream: Upstream) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port that was bound");
        let state = Rc::new(State {
            upstream: RefCell::new(upstream),
            weather: Cell::default(),
            random: RefCell::new(Random::at(0, 0)),
            turn: Cell::new(0),
            resets: watch::Sender::new(0),
            untold: Cell::default(),
            strandings: watch::Sender::new(0),
        });
        let accepted = Rc::clone(&state);
        let accepting = spawn_local(async move {
            while let Ok((near, _)) = listener.accept().await {
                spawn_local(connection(Rc::clone(&accepted), near));
            }
        });
        Self {
            address,
            state,
            accepting: accepting.abort_handle(),
        }
    }

    pub fn lead_to(&self, addresses: Vec<SocketAddr>) {
        *self.state.upstream.borrow_mut() = Upstream::Tcp(addresses);
    }

    /// The same draws, from here on.
    pub fn seed(&self, random: Random) {
        *self.state.random.borrow_mut() = random;
    }

    /// This weather for a while, then calm.
    pub async fn weather(&self, weather: Weather, how_long: Duration) {
        self.state.weather.set(weather);
        tokio::time::sleep(how_long).await;
        self.state.weather.set(Weather::default());
    }

    /// Ends all connections. Their far ends hear of it after `untold`.
    pub fn reset(&self, untold: Duration) {
        self.state.untold.set(untold);
        self.state.resets.send_modify(|resets| *resets += 1);
    }

    /// From now on nothing gets through on today's connections, and neither end is told. New ones work.
    pub fn strand(&self) {
        self.state.strandings.send_modify(|strandings| *strandings += 1);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.accepting.abort();
        self.reset(Duration::ZERO);
    }
}

impl State {
    async fn far(&self) -> std::io::Result<Far> {
        let upstream = self.upstream.borrow().clone();
        Ok(match upstream {
            Upstream::Unix(path) => Box::new(UnixStream::connect(path).await?),
            Upstream::Tcp(addresses) => {
                self.turn.set(self.turn.get() + 1);
                let address = addresses.get(self.turn.get() % addresses.len().max(1));
                let address = address.ok_or(std::io::ErrorKind::ConnectionRefused)?;
                Box::new(TcpStream::connect(address).await?)
            }
        })
    }

    async fn thaw(&self) {
        while self.weather.get().frozen {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn connection(state: Rc<State>, near: TcpStream) {
    let mut resets = state.resets.subscribe();
    let mut strandings = state.strandings.subscribe();
    near.set_nodelay(true).ok();
    state.thaw().await;
    let Ok(far) = state.far().await else { return };
    let (mut near_reads, mut near_writes) = split(near);
    let (mut far_reads, mut far_writes) = split(far);
    let through = async {
        let there = pump(&state, &mut near_reads, &mut far_writes, true);
        let back = pump(&state, &mut far_reads, &mut near_writes, false);
        // Cut in one direction is cut in both.
        tokio::try_join!(there, back).ok();
    };
    tokio::select! {
        () = through => {}
        _ = strandings.changed() => {
            // Held open until the link itself goes.
            resets.changed().await.ok();
        }
        _ = resets.changed() => {
            let untold = state.untold.get();
            if !untold.is_zero() {
                spawn_local(async move {
                    tokio::time::sleep(untold).await;
                    drop((far_reads, far_writes));
                });
            }
        }
    }
}

/// A cut connection.
struct Cut;

async fn pump<S: Stream, D: Stream>(
    state: &Rc<State>,
    from: &mut ReadHalf<S>,
    to: &mut WriteHalf<D>,
    repeats: bool,
) -> Result<(), Cut> {
    let mut chunk = vec![0; CHUNK];
    let mut kept = Vec::new();
    loop {
        let read = from.read(&mut chunk).await.map_err(|_| Cut)?;
        state.thaw().await;
        if read == 0 {
            return to.shutdown().await.map_err(|_| Cut);
        }
        let Weather {
            delay, cut, repeated, ..
        } = state.weather.get();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let draw = |share| share > 0 && state.random.borrow_mut().permille(share);
        if draw(cut) {
            let part = state.random.borrow_mut().below(read);
            to.write_all(&chunk[..part]).await.ok();
            return Err(Cut);
        }
        to.write_all(&chunk[..read]).await.map_err(|_| Cut)?;
        if repeats && kept.len() < KEPT {
            kept.extend_from_slice(&chunk[..read]);
            if draw(repeated) {
                spawn_local(again(Rc::clone(state), kept.clone()));
            }
        }
    }
}

/// Sends the bytes once more, on a connection of their own whose answers nobody gets.
async fn again(state: Rc<State>, bytes: Vec<u8>) {
    if let Ok(mut far) = state.far().await
        && far.write_all(&bytes).await.is_ok()
    {
        let mut lost = tokio::io::sink();
        tokio::time::timeout(ECHO, tokio::io::copy(&mut far, &mut lost))
            .await
            .ok();
    }
}
