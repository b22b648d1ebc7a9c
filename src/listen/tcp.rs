//! Syslog over TCP (RFC 6587), and the door that TLS uses as well: so many connections at once, so many from one address, dead ones ended
//! by the kernel's probes. A connection may be silent for as long as it likes: that is how syslog is sent.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::net::sockopt;
use vigie_facts::source::unwrap_address;

use super::framing::Splitter;
use super::spool::Spool;
use super::{
    DRAIN, Desk, Feed, Kind, LOOK_EACH, OpenError, Opened, Remark, Settings, check_open, is_nothing_yet, stream,
};

pub(super) const KIND: Kind = Kind { id: "tcp", open };

/// Connections of a listener at once: each holds a thread, a message and a piece of what it reads (192 KiB).
const CONNECTIONS_MAX: usize = 256;

/// Of one address: a sender has one, or one for each of its programs.
const CONNECTIONS_OF_ONE_MAX: usize = 32;

/// Silence after which the kernel asks whether the other side is still there, how often, and how many answers may be missing.
const PROBE_AFTER: Duration = Duration::from_mins(2);
const PROBE_EACH: Duration = Duration::from_secs(30);
const PROBES_MAX: u32 = 4;

/// Wait between two looks for a new connection.
const ACCEPT_EACH: Duration = Duration::from_millis(20);

struct Tcp(TcpListener);

fn open(settings: &Settings, _: &Spool) -> Opened {
    let open_one = |address: &SocketAddr| Ok(Box::new(Tcp(bind(settings, *address)?)) as Box<dyn Feed>);
    settings.tcp.iter().map(open_one).collect()
}

/// A listener that does not wait.
pub(super) fn bind(settings: &Settings, address: SocketAddr) -> Result<TcpListener, OpenError> {
    check_open(settings, address)?;
    let listener = TcpListener::bind(address).map_err(OpenError::refused(address))?;
    listener.set_nonblocking(true).map_err(OpenError::refused(address))?;
    Ok(listener)
}

impl Feed for Tcp {
    fn place(&self) -> String {
        self.0.local_addr().map(|address| address.to_string()).unwrap_or_default()
    }

    fn run(&self, desk: &Desk<'_>) {
        serve(&self.0, desk, &|connection, sender| stream::follow(connection, sender, Splitter::detecting(), desk));
    }
}

/// Lets connections in, each on a thread of its own, until told to stop; then waits for them.
pub(super) fn serve(listener: &TcpListener, desk: &Desk<'_>, each: &(dyn Fn(TcpStream, IpAddr) + Sync)) {
    let open: Mutex<BTreeMap<IpAddr, usize>> = Mutex::default();
    let open = &open;
    std::thread::scope(|scope| {
        let mut stopping_since = None;
        loop {
            if desk.is_stopping() && stopping_since.get_or_insert_with(Instant::now).elapsed() > DRAIN {
                return;
            }
            let (connection, from) = match listener.accept() {
                Ok(accepted) => accepted,
                // What was sent by then may stand in connections that nobody let in yet.
                Err(error) if is_nothing_yet(&error) && desk.is_stopping() => return,
                Err(error) if is_nothing_yet(&error) => {
                    std::thread::sleep(ACCEPT_EACH);
                    continue;
                }
                Err(error) => {
                    desk.trouble(&error);
                    continue;
                }
            };
            let sender = unwrap_address(from.ip());
            if !desk.may_send(sender) {
                continue;
            }
            if !enter(open, sender) {
                desk.counts.refused.fetch_add(1, Ordering::Relaxed);
                desk.listening.remark_once(sender, Remark::TooMany(desk.kind, sender));
                continue;
            }
            let started = std::thread::Builder::new().spawn_scoped(scope, move || {
                if prepare(&connection).is_ok() {
                    each(connection, sender);
                }
                leave(open, sender);
            });
            if let Err(error) = started {
                leave(open, sender);
                desk.trouble(&error);
            }
        }
    });
}

fn prepare(connection: &TcpStream) -> std::io::Result<()> {
    connection.set_nonblocking(false)?;
    connection.set_read_timeout(Some(LOOK_EACH))?;
    sockopt::set_socket_keepalive(connection, true)?;
    sockopt::set_tcp_keepidle(connection, PROBE_AFTER)?;
    sockopt::set_tcp_keepintvl(connection, PROBE_EACH)?;
    sockopt::set_tcp_keepcnt(connection, PROBES_MAX)?;
    Ok(())
}

/// Counts a connection in, if there is room for it.
fn enter(open: &Mutex<BTreeMap<IpAddr, usize>>, sender: IpAddr) -> bool {
    let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
    let (all, own) = (open.values().sum::<usize>(), open.get(&sender).copied().unwrap_or(0));
    let may = all < CONNECTIONS_MAX && own < CONNECTIONS_OF_ONE_MAX;
    if may {
        open.insert(sender, own + 1);
    }
    may
}

fn leave(open: &Mutex<BTreeMap<IpAddr, usize>>, sender: IpAddr) {
    let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(own) = open.get_mut(&sender) {
        *own -= 1;
        if *own == 0 {
            open.remove(&sender);
        }
    }
}
