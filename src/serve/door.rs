//! The door: connections, how many, from whom, how long, and how slowly they may speak. Knows nothing of what is asked.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tower_service::Service as _;
use vigie_facts::source::unwrap_address;

use super::routes;
use super::site::Site;

/// Connections at once: the people on duty and their programs, each browser some six.
const CONNECTIONS_MAX: usize = 256;

/// Headers must have come by then.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// Bytes of the headers of one request.
const HEADER_BYTES_MAX: usize = 32 << 10;

/// A connection is closed after so long, also one that waits for changes: its browser comes again.
const CONNECTION_WITHIN: Duration = Duration::from_mins(15);

/// Wait after the system refused a connection (no descriptors left).
const REFUSED_WAIT: Duration = Duration::from_millis(100);

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// Takes connections until a signal asks to stop.
pub(super) async fn open(listener: TcpListener, site: Arc<Site>) {
    let router = routes::router(&site);
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let stopped = stopped();
    tokio::pin!(stopped);
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopped => return,
        };
        let Ok((stream, address)) = accepted else {
            tokio::time::sleep(REFUSED_WAIT).await;
            continue;
        };
        let peer = peer(address);
        // Behind a proxy nobody else speaks to us, whatever the network lets through.
        let is_stranger = !site.options.behind_proxy.is_empty() && !peer.is_loopback() && !site.is_proxy(peer);
        if is_stranger {
            continue;
        }
        let router = router.clone();
        tokio::spawn(async move {
            serve(stream, peer, router).await;
            drop(place);
        });
    }
}

/// An address as people write it: IPv4 is not hidden inside IPv6.
fn peer(address: SocketAddr) -> IpAddr {
    unwrap_address(address.ip())
}

/// One connection. What goes wrong on it ends it and nothing else.
async fn serve(stream: TcpStream, peer: IpAddr, router: Router) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_buf_size(HEADER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    let _ = tokio::time::timeout(CONNECTION_WITHIN, connection).await;
}

/// Ends when somebody asks the program to stop.
async fn stopped() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
