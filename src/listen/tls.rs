//! Syslog over TLS (RFC 5425): counted messages only, this side proves who it is, the other side as well when a certificate authority of
//! senders is named. TLS 1.2 and 1.3 (RFC 9662). Who may send is asked of the address first.

use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use super::framing::Splitter;
use super::spool::Spool;
use super::tcp::{bind, serve};
use super::{Desk, Feed, Kind, OpenError, Opened, Proof, Remark, Settings, is_nothing_yet, stream};

pub(super) const KIND: Kind = Kind { id: "tls", open };

/// How long both sides may take to agree; who says nothing holds a connection no longer.
const AGREE_MAX: Duration = Duration::from_secs(10);

struct Tls {
    listener: TcpListener,
    config: Arc<ServerConfig>,
}

fn open(settings: &Settings, _: &Spool) -> Opened {
    let Some(proof) = settings.proof.as_ref().filter(|_| !settings.tls.is_empty()) else { return Ok(Vec::new()) };
    let config = Arc::new(config(proof)?);
    let open_one = |address: &SocketAddr| {
        let listener = bind(settings, *address)?;
        Ok(Box::new(Tls { listener, config: Arc::clone(&config) }) as Box<dyn Feed>)
    };
    settings.tls.iter().map(open_one).collect()
}

fn config(proof: &Proof) -> Result<ServerConfig, OpenError> {
    let wrong = |path: &Path| {
        let path = path.to_path_buf();
        move |error: String| OpenError::Proof(path, error)
    };
    let key = PrivateKeyDer::from_pem_file(&proof.key).map_err(|error| wrong(&proof.key)(error.to_string()))?;
    let chain = certificates(&proof.certificate)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&proof.certificate)(error.to_string()))?;
    let builder = match &proof.client_ca {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for root in certificates(path)? {
                roots.add(root).map_err(|error| wrong(path)(error.to_string()))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(|error| wrong(path)(error.to_string()))?)
        }
    };
    builder.with_single_cert(chain, key).map_err(|error| wrong(&proof.certificate)(error.to_string()))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, OpenError> {
    let wrong = |error: String| OpenError::Proof(path.to_path_buf(), error);
    let found = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = found.map_err(|error| wrong(error.to_string()))?;
    if found.is_empty() { Err(wrong("no certificate stands there".to_owned())) } else { Ok(found) }
}

impl Feed for Tls {
    fn place(&self) -> String {
        self.listener.local_addr().map(|address| address.to_string()).unwrap_or_default()
    }

    fn run(&self, desk: &Desk<'_>) {
        serve(&self.listener, desk, &|connection, sender| match self.agree(connection, desk) {
            Ok(Some(connection)) => stream::follow(connection, sender, Splitter::counting(), desk),
            Ok(None) => {}
            Err(why) => say_broken(desk, sender, why),
        });
    }
}

fn say_broken(desk: &Desk<'_>, sender: IpAddr, why: String) {
    desk.counts.broken.fetch_add(1, Ordering::Relaxed);
    desk.listening.remark_once(sender, Remark::Broken(desk.kind, sender, why));
}

impl Tls {
    /// The connection once both sides agreed; `None` when there is no time for it any more.
    fn agree(
        &self,
        mut socket: TcpStream,
        desk: &Desk<'_>,
    ) -> Result<Option<StreamOwned<ServerConnection, TcpStream>>, String> {
        let mut connection = ServerConnection::new(Arc::clone(&self.config)).map_err(|error| error.to_string())?;
        let began = Instant::now();
        // Whoever takes nothing from us is waited for no longer than whoever says nothing.
        socket.set_write_timeout(Some(AGREE_MAX)).map_err(|error| error.to_string())?;
        while connection.is_handshaking() {
            if desk.is_stopping() {
                return Ok(None);
            }
            match connection.complete_io(&mut socket) {
                Ok(_) => {}
                Err(error) if is_nothing_yet(&error) => {}
                Err(error) => return Err(error.to_string()),
            }
            if began.elapsed() > AGREE_MAX {
                return Err("no TLS in time".to_owned());
            }
        }
        Ok(Some(StreamOwned::new(connection, socket)))
    }
}
