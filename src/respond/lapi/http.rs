//! As much of HTTP/1.1 (RFC 9112) as a local interface needs: requests with a stated length, answers in JSON, connections that are kept.
//! Everything a stranger decides is bounded: head, body, and the time both may take. Knows no routes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Bytes of a request line and its headers: bouncers send a few hundred.
const HEAD_BYTES_MAX: usize = 16 << 10;

/// Headers of a request.
const HEADERS_MAX: usize = 64;

/// Bytes of a body: usage metrics are a few KiB.
const BODY_BYTES_MAX: usize = 1 << 20;

/// How long a request may take to arrive, and an answer to be taken: whoever is slower holds a connection that others want.
const REQUEST_TIME: Duration = Duration::from_secs(10);

/// How long a connection may rest between two requests: bouncers ask every ten seconds.
const IDLE_TIME: Duration = Duration::from_secs(90);

/// How long the rest of a refused request is read.
pub(super) const REFUSED_TIME: Duration = Duration::from_secs(1);

/// The same when there are too many clients, and others wait for their turn to be told.
pub(super) const CROWDED_TIME: Duration = Duration::from_millis(20);

/// A request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// Without the query.
    pub(super) path: String,
    /// Pairs of the query, decoded.
    pub(super) query: Vec<(String, String)>,
    pub(super) api_key: Option<String>,
    pub(super) body: Vec<u8>,
    /// Whether the connection is wanted afterwards.
    pub(super) keeps: bool,
}

impl Request {
    /// The first value of a name in the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no request.
#[derive(Debug)]
pub(super) enum NoRequest {
    /// The connection is over.
    Over,
    /// It is answered with this status, and the connection ends.
    Refused(u16),
}

impl From<io::Error> for NoRequest {
    fn from(error: io::Error) -> NoRequest {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => NoRequest::Refused(408),
            _ => NoRequest::Over,
        }
    }
}

/// One client.
pub(super) struct Connection {
    stream: TcpStream,
    held: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> io::Result<Connection> {
        stream.set_write_timeout(Some(REQUEST_TIME))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, held: Vec::new() })
    }

    /// The next request.
    pub(super) fn request(&mut self) -> Result<Request, NoRequest> {
        if self.held.is_empty() && !self.read_more(IDLE_TIME)? {
            return Err(NoRequest::Over);
        }
        let deadline = Instant::now() + REQUEST_TIME;
        let (mut request, head_bytes, body_bytes) = loop {
            if let Some(head) = head_of(&self.held)? {
                break head;
            }
            if self.held.len() >= HEAD_BYTES_MAX {
                return Err(NoRequest::Refused(431));
            }
            self.read_until(deadline)?;
        };
        while self.held.len() < head_bytes + body_bytes {
            self.read_until(deadline)?;
        }
        let rest = self.held.split_off(head_bytes + body_bytes);
        request.body = std::mem::replace(&mut self.held, rest).split_off(head_bytes);
        Ok(request)
    }

    fn read_until(&mut self, deadline: Instant) -> Result<(), NoRequest> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(NoRequest::Refused(408));
        }
        if self.read_more(left)? { Ok(()) } else { Err(NoRequest::Over) }
    }

    /// Whether anything came; nothing comes from a client that went.
    fn read_more(&mut self, time: Duration) -> Result<bool, NoRequest> {
        self.stream.set_read_timeout(Some(time))?;
        let mut piece = [0; 4_096];
        let read = self.stream.read(&mut piece)?;
        self.held.extend_from_slice(&piece[..read]);
        Ok(read > 0)
    }

    /// Answers with a status alone and ends. What the client still sends is read for a moment: a connection that is closed over unread
    /// bytes takes the answer with it.
    pub(super) fn refuse(mut self, status: u16, time: Duration) -> io::Result<()> {
        self.answer(status, "{}", true, false)?;
        self.stream.shutdown(Shutdown::Write)?;
        let deadline = Instant::now() + time;
        let mut piece = [0; 4_096];
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.stream.set_read_timeout(Some(left))?;
            if self.stream.read(&mut piece)? == 0 {
                return Ok(());
            }
        }
    }

    /// Answers. Of an answer to HEAD only the head is sent (RFC 9110 § 9.3.2).
    pub(super) fn answer(&mut self, status: u16, body: &str, has_body: bool, keeps: bool) -> io::Result<()> {
        let connection = if keeps { "keep-alive" } else { "close" };
        let mut text = format!(
            "HTTP/1.1 {status} {}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nConnection: {connection}\r\n\r\n",
            reason(status),
            body.len(),
        );
        if has_body {
            text.push_str(body);
        }
        self.stream.write_all(text.as_bytes())
    }
}

/// Words of RFC 9110 § 15.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// The request, how long its head is and how long its body will be; `None` while the head is not whole.
fn head_of(bytes: &[u8]) -> Result<Option<(Request, usize, usize)>, NoRequest> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut parsed = httparse::Request::new(&mut headers);
    let head_bytes = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(head_bytes)) => head_bytes,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(NoRequest::Refused(431)),
        Err(_) => return Err(NoRequest::Refused(400)),
    };
    let target = parsed.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: pairs(query),
        keeps: parsed.version == Some(1),
        ..Request::default()
    };
    let mut body_bytes = None;
    for header in parsed.headers.iter() {
        let value = std::str::from_utf8(header.value).map_err(|_| NoRequest::Refused(400))?.trim();
        if header.name.eq_ignore_ascii_case("x-api-key") {
            request.api_key = Some(value.to_owned());
        } else if header.name.eq_ignore_ascii_case("connection") {
            request.keeps &= !value.eq_ignore_ascii_case("close");
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            // Two ways to state a length are how requests are smuggled (RFC 9112 § 11.2): there is one.
            return Err(NoRequest::Refused(411));
        } else if header.name.eq_ignore_ascii_case("content-length") {
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let bytes = value.parse::<usize>().ok().filter(|_| digits && body_bytes.is_none());
            body_bytes = Some(bytes.ok_or(NoRequest::Refused(400))?);
        }
    }
    let body_bytes = body_bytes.unwrap_or(0);
    if body_bytes > BODY_BYTES_MAX {
        return Err(NoRequest::Refused(413));
    }
    Ok(Some((request, head_bytes, body_bytes)))
}

/// Pairs of a query, decoded (application/x-www-form-urlencoded of the URL Standard).
fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |text: &str| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        (decoded(name), decoded(value))
    };
    query.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let (byte, taken) = match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 2),
            (b'+', ..) => (b' ', 0),
            _ => (*first, 0),
        };
        bytes.push(byte);
        rest = &after[taken..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_or_refused() {
        let status = |text: &str| match head_of(text.as_bytes()) {
            Ok(None) => 0,
            Ok(Some(_)) => 200,
            Err(NoRequest::Refused(status)) => status,
            Err(NoRequest::Over) => 1,
        };
        assert_eq!(status("GET / HTTP/1.1\r\n"), 0);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
        assert_eq!(status("nonsense\r\n\r\n"), 400);
        assert_eq!(status("POST / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n"), 413);
        assert_eq!(status("POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n"), 400);
        assert_eq!(status("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"), 400);
        assert_eq!(status("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), 411);
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65))), 431);
        let head = "GET /v1/decisions?ip=2001%3Adb8%3a%3A1&a=b+c%2&&=x HTTP/1.1\r\nx-aPI-kEY:  k \r\nConnection: close\r\n\r\n";
        let (request, bytes, _) = head_of(head.as_bytes()).unwrap().unwrap();
        assert_eq!((request.path.as_str(), bytes), ("/v1/decisions", head.len()));
        assert_eq!((request.query("ip"), request.query("a")), (Some("2001:db8::1"), Some("b c%2")));
        assert_eq!((request.api_key.as_deref(), request.keeps), (Some("k"), false));
    }
}
