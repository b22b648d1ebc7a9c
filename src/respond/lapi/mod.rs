//! Offers decisions to the programs that enforce them elsewhere (bouncers of CrowdSec for packet filters, nginx, Traefik, HAProxy and
//! others), by the interface they know, on this machine only. It reads the ledger of a case and changes nothing.
//!
//! Each connection has a thread, few at a time: who asks are a handful of programs with a key. What each was told is remembered while
//! the guard runs; a bouncer that comes back after that is told everything again, which is what it would ask for.

pub mod bouncers;
mod http;
mod offers;

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use vigie_facts::time::Timestamp;

use super::ledger::Ledger;
use super::plan::Policy;
use bouncers::Bouncers;
use http::{CROWDED_TIME, Connection, NoRequest, REFUSED_TIME, Request};
use offers::{Told, Wanted};

/// Connections at once. Beyond it a client is told to come back.
const CONNECTIONS_MAX: usize = 64;

/// What is offered, and to whom what was said.
struct Desk {
    folder: PathBuf,
    policy: Policy,
    now: fn() -> Timestamp,
    told: Mutex<BTreeMap<Box<str>, Told>>,
    connections: AtomicUsize,
}

/// An answer, and what a bouncer was told once it has it.
struct Answer {
    status: u16,
    body: Value,
    told: Option<(Box<str>, Told)>,
}

impl Answer {
    fn new(status: u16, body: Value) -> Answer {
        Answer { status, body, told: None }
    }

    fn message(status: u16, text: &str) -> Answer {
        Answer::new(status, json!({ "message": text }))
    }
}

/// Offers the decisions of the case in a folder at an address of this machine, on threads of its own, until the program ends. The
/// address it listens at.
///
/// # Errors
/// When the address is not of this machine alone (the interface has no encryption of its own: a proxy that has, stands in front), or taken.
pub fn serve(address: SocketAddr, folder: &Path, policy: &Policy, now: fn() -> Timestamp) -> io::Result<SocketAddr> {
    if !address.ip().is_loopback() {
        let text = "only addresses of this machine (127.0.0.1, ::1): put a proxy with TLS in front for others";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let listener = TcpListener::bind(address)?;
    let bound = listener.local_addr()?;
    let desk = Arc::new(Desk {
        folder: folder.to_path_buf(),
        policy: policy.clone(),
        now,
        told: Mutex::default(),
        connections: AtomicUsize::new(0),
    });
    std::thread::Builder::new().name("decisions".into()).spawn(move || accept(&listener, &desk))?;
    Ok(bound)
}

fn accept(listener: &TcpListener, desk: &Arc<Desk>) {
    for stream in listener.incoming().flatten() {
        if desk.connections.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS_MAX {
            desk.connections.fetch_sub(1, Ordering::Relaxed);
            // Whether it hears of it is its own business.
            let _ = Connection::new(stream).and_then(|one| one.refuse(503, CROWDED_TIME));
            continue;
        }
        let client = Arc::clone(desk);
        let spawned = std::thread::Builder::new().name("bouncer".into()).spawn(move || {
            // A client that goes in the middle is its own business.
            let _ = client.converse(stream);
            client.connections.fetch_sub(1, Ordering::Relaxed);
        });
        if spawned.is_err() {
            desk.connections.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Desk {
    fn converse(&self, stream: TcpStream) -> io::Result<()> {
        let mut connection = Connection::new(stream)?;
        loop {
            let request = match connection.request() {
                Ok(request) => request,
                Err(NoRequest::Over) => return Ok(()),
                Err(NoRequest::Refused(status)) => return connection.refuse(status, REFUSED_TIME),
            };
            let answer = self.answer(&request);
            let has_body = request.method != "HEAD";
            connection.answer(answer.status, &answer.body.to_string(), has_body, request.keeps)?;
            // Only what was sent counts as told.
            if let Some((name, told)) = answer.told.filter(|_| has_body) {
                self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(name, told);
            }
            if !request.keeps {
                return Ok(());
            }
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        let method = request.method.as_str();
        if request.path == "/health" {
            return Answer::new(200, json!({ "status": "up" }));
        }
        let known = match Bouncers::read(&self.folder) {
            Ok(bouncers) => request.api_key.as_deref().and_then(|key| bouncers.whose(key).cloned()),
            Err(_) => return Answer::message(500, "bouncers.json cannot be read"),
        };
        let Some(bouncer) = known else { return Answer::message(403, "access forbidden") };
        match (method, request.path.as_str()) {
            ("GET" | "HEAD", "/v1/decisions") => self.decisions(request),
            ("GET" | "HEAD", "/v1/decisions/stream") => self.stream(bouncer.name, request),
            ("POST", "/v1/usage-metrics") => match serde_json::from_slice::<Value>(&request.body) {
                // Nothing is made of them: they say what bouncers count, and `vigie protect effect` what became of it.
                Ok(Value::Object(_)) => Answer::new(201, json!({})),
                _ => Answer::message(400, "not a JSON object"),
            },
            (_, "/v1/decisions" | "/v1/decisions/stream" | "/v1/usage-metrics") => {
                Answer::message(405, "method not allowed")
            }
            _ => Answer::message(404, "page or method not found"),
        }
    }

    fn decisions(&self, request: &Request) -> Answer {
        let Ok(ledger) = Ledger::read(&self.folder) else { return Answer::message(500, "the ledger cannot be read") };
        match offers::decisions(&ledger, &self.policy, &Wanted::of(request), (self.now)()) {
            Ok(body) => Answer::new(200, body),
            Err(()) => Answer::message(400, "not an address"),
        }
    }

    fn stream(&self, name: Box<str>, request: &Request) -> Answer {
        let Ok(ledger) = Ledger::read(&self.folder) else { return Answer::message(500, "the ledger cannot be read") };
        let starts = request.query("startup") == Some("true");
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let before = told.get(&name).filter(|_| !starts);
        let (body, told) = offers::stream(before, &ledger, &self.policy, &Wanted::of(request), (self.now)());
        Answer { told: Some((name, told)), ..Answer::new(200, body) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::time::Duration;

    use super::*;

    fn start(name: &str) -> (PathBuf, SocketAddr, String) {
        let folder = std::env::temp_dir().join(format!("vigie-lapi-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut bouncers = Bouncers::default();
        let key = bouncers.add("tester", Timestamp(0)).unwrap();
        bouncers.write(&folder).unwrap();
        let address = serve("127.0.0.1:0".parse().unwrap(), &folder, &Policy::default(), || Timestamp(0)).unwrap();
        (folder, address, key)
    }

    /// The status of what is answered, and the whole answer.
    fn ask(address: SocketAddr, text: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        // A refusal may end with the connection being reset.
        let _ = stream.read_to_string(&mut answer);
        (answer.split(' ').nth(1).unwrap_or_default().parse().unwrap_or(0), answer)
    }

    #[test]
    fn nothing_is_said_without_a_key_and_nothing_breaks_it() {
        let (folder, address, key) = start("answers");
        let check = |head: &str, expected: u16| {
            let (status, answer) = ask(address, &format!("{head}Connection: close\r\n\r\n"));
            assert_eq!(status, expected, "{head}: {answer}");
            answer
        };
        let with_key = |line: &str| format!("{line} HTTP/1.1\r\nX-Api-Key: {key}\r\n");
        check("GET /v1/decisions HTTP/1.1\r\n", 403);
        check("GET /v1/decisions HTTP/1.1\r\nX-Api-Key: nonsense\r\n", 403);
        check("GET /v1/decisions HTTP/1.1\r\nX-Api-Key: \r\n", 403);
        check("GET /health HTTP/1.1\r\n", 200);
        assert!(check(&with_key("GET /v1/decisions"), 200).ends_with("\r\n\r\nnull"));
        assert!(check(&with_key("HEAD /v1/decisions"), 200).ends_with("\r\n\r\n"));
        assert!(
            check(&with_key("GET /v1/decisions/stream?startup=true"), 200).ends_with(r#"{"deleted":null,"new":null}"#)
        );
        check(&with_key("GET /v1/decisions?ip=%00"), 400);
        check(&with_key("GET /v1/../../etc/passwd"), 404);
        check(&with_key("DELETE /v1/decisions"), 405);
        check(&with_key("POST /v1/usage-metrics"), 400);
        let metrics = format!("POST /v1/usage-metrics HTTP/1.1\r\nX-Api-Key: {key}\r\nContent-Length: 2\r\n");
        assert_eq!(ask(address, &format!("{metrics}Connection: close\r\n\r\n{{}}")).0, 201);
        check(&format!("GET /{} HTTP/1.1\r\n", "x".repeat(20_000)), 431);
        check("\u{1b}[31m / HTTP/1.1\r\n", 400);
        let mut bouncers = Bouncers::read(&folder).unwrap();
        bouncers.delete("tester");
        bouncers.write(&folder).unwrap();
        check(&with_key("GET /v1/decisions"), 403);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn it_listens_on_this_machine_only_and_to_so_many_at_once() {
        let (folder, address, _) = start("many");
        assert!(serve("0.0.0.0:0".parse().unwrap(), &folder, &Policy::default(), || Timestamp(0)).is_err());
        let slow: Vec<TcpStream> = (0..CONNECTIONS_MAX)
            .map(|_| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(b"GET /").unwrap();
                stream
            })
            .collect();
        let refused = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            ask(address, "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n").0 == 503
        });
        assert!(refused, "more than so many are told to come back");
        drop(slow);
        let served = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            ask(address, "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n").0 == 200
        });
        assert!(served, "and served once others left");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
