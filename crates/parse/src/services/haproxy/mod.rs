//! HAProxy: its HTTP and TCP log formats, connection errors, and what it says of its own proxies and servers. Times are local.
//!
//! Layouts: <https://docs.haproxy.org/3.0/configuration.html#8.2> (`option httplog`, `option tcplog`, error format). Captured
//! headers stand in braces without names; they are kept as headers and told apart by their shape only.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{
    Action, Connection, ConnectionPhase, Event, Housekeeping, HttpRequest, Protocol, ServerMessage, ServerMessageKind,
    Text,
};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::instant::Stated;
use crate::services::access::line::{looks_like_host, status_of, word};
use crate::services::{Reading, ServiceFormat};
use crate::{address, instant, request, scan};

/// See the module.
pub(crate) struct Haproxy;

impl ServiceFormat for Haproxy {
    fn id(&self) -> &'static str {
        "haproxy"
    }

    fn service(&self) -> Service {
        Service::Haproxy
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        process == b"haproxy"
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        client_and_time(message).is_some() || console(message).is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::Haproxy, Action::Housekeeping(Housekeeping::Other));
        let Some((client, stated, rest)) = client_and_time(opened.message) else {
            let said = console(opened.message);
            return match own_words(said.unwrap_or(opened.message), &mut event) {
                Some(action) if said.is_some() || opened.process.is_some_and(|process| self.owns_process(process)) => {
                    event.action = action;
                    Reading::Event(event)
                }
                _ => Reading::NotMine,
            };
        };
        let Some(action) = record(rest, &mut event.anomalies) else { return Reading::NotMine };
        event.action = action;
        (event.source, event.source_port) = (Some(client.0), client.1);
        super::set_moment(&mut event, context.moment(stated));
        Reading::Event(event)
    }
}

/// `[WARNING]  (29167) : message`, as HAProxy writes to its console; since 2.3 with `[NOTICE]` and `[ALERT]`, before with a
/// day and a time in place of the process.
fn console(message: &[u8]) -> Option<&[u8]> {
    let rest = [&b"[WARNING]"[..], b"[NOTICE]", b"[ALERT]"].iter().find_map(|level| message.strip_prefix(*level))?;
    let inside = rest.trim_ascii_start().strip_prefix(b"(")?;
    inside[scan::digits(inside)..].strip_prefix(b") : ")
}

type Client = (std::net::IpAddr, Option<u16>);

/// `192.0.2.7:4711 [13/Feb/2017:20:00:00.123] `, and what follows.
fn client_and_time(message: &[u8]) -> Option<(Client, Stated, &[u8])> {
    let (client, rest) = word(message);
    // IPv6 addresses stand without brackets before their port.
    let client = match memchr::memrchr(b':', client) {
        Some(at) if scan::number::<u16>(&client[at + 1..]).is_some() => {
            (address::ip(&client[..at])?, scan::number(&client[at + 1..]))
        }
        _ => return None,
    };
    let rest = rest.strip_prefix(b"[")?;
    let close = rest.iter().take(40).position(|b| *b == b']')?;
    let stated = instant::clf(&rest[..close])?;
    Some((client, stated, rest[close + 1..].strip_prefix(b" ")?))
}

/// What follows the time: an HTTP record, a TCP record, or an error.
fn record<'a>(rest: Text<'a>, anomalies: &mut Anomalies) -> Option<Action<'a>> {
    let (frontend, after) = word(rest);
    if let Some(error) = frontend.ends_with(b":").then_some(after) {
        return Some(connection_error(error));
    }
    let (backend, after) = word(after);
    let (timers, after) = word(after);
    if !backend.contains(&b'/') {
        return None;
    }
    let numbers = timers.iter().filter(|b| **b == b'/').count() + 1;
    match numbers {
        4 | 5 => http(timers, after, anomalies),
        2 | 3 => tcp(after),
        _ => None,
    }
}

fn http<'a>(timers: Text<'a>, rest: Text<'a>, anomalies: &mut Anomalies) -> Option<Action<'a>> {
    let mut http = HttpRequest::default();
    let (status, rest) = word(rest);
    let (bytes, rest) = word(rest);
    let quote = memchr::memchr(b'"', rest)?;
    let (middle, line) = rest.split_at(quote);
    // A request longer than the log buffer loses its closing quote.
    let line = line[1..].strip_suffix(b"\"").unwrap_or_else(|| {
        anomalies.add(Anomaly::Truncated);
        &line[1..]
    });
    // HAProxy's word for a request it could not read.
    if line == b"<BADREQ>" {
        anomalies.add(Anomaly::MalformedRequest);
    } else {
        request::split(line, &mut http, anomalies);
        // HTTP/2 sends host and path apart; HAProxy writes them together.
        if http.version.is_some_and(|version| matches!(version, [b'2' | b'3', ..])) {
            request::take_host(&mut http);
        }
    }
    if status != b"-1" {
        http.status = status_of(status, anomalies);
    }
    // `+` marks a value logged before the end (`option logasap`).
    http.bytes_sent = scan::number(bytes.strip_prefix(b"+").unwrap_or(bytes));
    let total = timers.rsplit(|b| *b == b'/').next()?;
    let total = total.strip_prefix(b"+").unwrap_or(total);
    http.duration_us = scan::number::<u64>(total).and_then(|millis| millis.checked_mul(1_000));
    captured(middle, &mut http);
    Some(Action::Http(http))
}

/// `{…|…}` of captured request headers, when there are any: the first braces.
fn captured<'a>(middle: Text<'a>, http: &mut HttpRequest<'a>) {
    let Some(open) = memchr::memchr(b'{', middle) else { return };
    let inside = &middle[open + 1..];
    let Some(close) = memchr::memchr(b'}', inside) else { return };
    let inside = &inside[..close];
    if inside.is_empty() {
        return;
    }
    http.headers = Some(inside);
    for value in inside.split(|b| *b == b'|') {
        if http.host.is_none() && looks_like_host(value) {
            http.host = Some(address::without_port(value));
        } else if http.forwarded_for.is_none() && address::ip(value).is_some() {
            http.forwarded_for = Some(value);
        } else if http.referrer.is_none() && (value.starts_with(b"http://") || value.starts_with(b"https://")) {
            http.referrer = Some(value);
        } else if http.user_agent.is_none() && value.starts_with(b"Mozilla/") {
            http.user_agent = Some(value);
        }
    }
}

/// `bytes termination connections queues`; the first letter of the termination tells who ended it.
fn tcp(rest: Text<'_>) -> Option<Action<'_>> {
    let (bytes, rest) = word(rest);
    let (termination, rest) = word(rest);
    scan::number::<u64>(bytes.strip_prefix(b"+").unwrap_or(bytes))?;
    if termination.len() < 2 || memchr::memchr(b'/', rest).is_none() {
        return None;
    }
    let phase = match termination[0] {
        b'P' | b'R' => ConnectionPhase::Refused,
        _ => ConnectionPhase::Closed,
    };
    Some(connection(phase, (termination[0] != b'-').then_some(termination)))
}

fn connection_error(error: Text<'_>) -> Action<'_> {
    connection(ConnectionPhase::BadProtocol, Some(error))
}

fn connection(phase: ConnectionPhase, reason: Option<Text<'_>>) -> Action<'_> {
    Action::Connection(Connection { phase, protocol: Protocol::Other, user: None, peer_software: None, reason })
}

/// What HAProxy says of itself.
fn own_words<'a>(message: Text<'a>, event: &mut Event<'a>) -> Option<Action<'a>> {
    if let Some(rest) = message.strip_prefix(b"Connect from ") {
        let (client, rest) = word(rest);
        let (source, port) = address::endpoint(client)?;
        (event.source, event.source_port) = (Some(source), port);
        if let Some((destination, port)) = rest.strip_prefix(b"to ").and_then(|rest| address::endpoint(word(rest).0)) {
            (event.destination, event.destination_port) = (Some(destination), port);
        }
        return Some(connection(ConnectionPhase::Opened, None));
    }
    let has = |text: &[u8]| memchr::memmem::find(message, text).is_some();
    let starts = |text: &[u8]| message.starts_with(text);
    let of_backend = starts(b"backend '") && has(b"has no server available");
    let of_server =
        of_backend || (starts(b"Server ") || starts(b"Backup Server ")) && (has(b" is DOWN") || has(b" is UP"));
    let kind = if of_server || has(b"has no server available") || starts(b"Health check for ") {
        ServerMessageKind::Upstream
    } else if starts(b"Proxy ") && (has(b" started") || has(b" stopped")) || starts(b"Stopping ") || starts(b"Pausing ")
    {
        ServerMessageKind::Lifecycle
    } else if has(b"reached process FD limit") || has(b"reached system memory limit") || has(b"maxconn") {
        ServerMessageKind::LimitReached
    } else {
        return None;
    };
    Some(Action::ServerMessage(ServerMessage {
        level: None,
        message,
        kind,
        request: None,
        host: None,
        referrer: None,
        path: None,
    }))
}
