//! `vigie serve`: pages for people on duty over a case that a guard keeps or a run filled, an API and figures for monitoring. It reads
//! the case and never writes it; what a person takes back goes through `respond::ledger`. Everything works without JavaScript;
//! one small script brings changes to an open page.
//!
//! Every address stands in one table ([`routes::ROUTES`]) with the right it asks for, and one place asks for it. A further API with
//! clients and keys of its own (bouncers) is one line in [`routes::MOUNTED`]: an axum `Router` below a prefix, behind the same limits of
//! the [door](door), with the [`Site`](site::Site) in hand; it checks its own keys.

mod access;
mod api;
mod asked;
pub mod audit;
pub mod backup;
mod door;
mod frame;
mod kept;
mod limiter;
pub mod people;
mod random;
mod reply;
pub mod routes;
pub mod site;
mod watched;
pub mod words;

mod pages {
    //! One file a page: what a person sees at an address. A page asks the answer of the case and never counts.

    pub(super) mod claims;
    pub(super) mod measures;
    pub(super) mod now;
    pub(super) mod search;
    pub(super) mod sections;
    pub(super) mod sign_in;
    pub(super) mod signals;
    pub(super) mod sources;
}

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use vigie_facts::cidr::Cidr;

use self::site::Site;

/// Where the state of the dashboard stands inside a case, unless told otherwise.
pub const STATE_FOLDER: &str = "serve";

/// What was decided before serving.
#[derive(Clone, Debug)]
pub struct Options {
    /// The case.
    pub case: PathBuf,
    /// Folder of accounts, tokens and the audit.
    pub state: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Proxies in front, which speak TLS with the browsers and are believed about who asks.
    pub behind_proxy: Vec<Cidr>,
    /// Names under which browsers reach the pages, beside those of this machine's loopback.
    pub names: Vec<String>,
    /// Whether accounts that exist are shown by their names.
    pub clear: bool,
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is reachable from elsewhere, and nobody encrypts.
    #[error("{0} can be reached from elsewhere, and passwords would cross the network in clear")]
    Open(IpAddr),
    /// There is no case.
    #[error("{} holds no case", .0.display())]
    NoCase(PathBuf),
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Nobody can listen there.
    #[error("{address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Serves until a signal asks to stop. `listening` is told the address, with the port the system chose where 0 was asked for.
///
/// # Errors
/// See [`ServeError`].
pub fn run(options: Options, listening: &mut dyn FnMut(SocketAddr)) -> Result<(), ServeError> {
    let address = options.listen;
    if !address.ip().is_loopback() && options.behind_proxy.is_empty() {
        return Err(ServeError::Open(address.ip()));
    }
    if !crate::case::is_case(&options.case) {
        return Err(ServeError::NoCase(options.case));
    }
    let refused = |source| ServeError::Listen { address, source };
    // Two for sockets; pages are made on threads of their own, so many at once and no more.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(PAGES_AT_ONCE_MAX)
        .enable_all()
        .build()
        .map_err(refused)?;
    let site = Arc::new(Site::open(options)?);
    kept::keep_reading(&site);
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.map_err(refused)?;
        listening(listener.local_addr().map_err(refused)?);
        door::open(listener, site).await;
        Ok(())
    });
    // A page that is being made ends with the program.
    runtime.shutdown_background();
    served
}

/// Pages made at once: a page takes milliseconds, a password a twentieth of a second and 19 MiB.
const PAGES_AT_ONCE_MAX: usize = 8;
