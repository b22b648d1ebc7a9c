//! nginx error log: `2017/02/13 20:00:00 [error] 31#31: *46 MESSAGE, client: A, server: S, request: "R", upstream: "U", host:
//! "H", referrer: "F"`. Times are local.
//!
//! nginx does not escape what it quotes, so a path, a host or a referrer can hold `, client: `. When a record names several
//! clients that differ, none is believed.
//!
//! Layout: `ngx_log_error_core` and `ngx_http_log_error` of nginx.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use memchr::memmem;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{
    Action, Event, Housekeeping, Outcome, Protocol, ServerMessage, ServerMessageKind, SignIn, Text,
};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::trouble::{self, between};
use crate::services::{Reading, ServiceFormat};
use crate::{address, instant, scan};

/// Times a record may name a client before the rest is left aside.
const CLIENTS_MAX: usize = 8;

/// See the module.
pub(crate) struct NginxError;

impl ServiceFormat for NginxError {
    fn id(&self) -> &'static str {
        "nginx-error"
    }

    fn service(&self) -> Service {
        Service::NginxError
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        header(message).is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let Some((stamp, level, pid, rest)) = header(opened.message) else { return Reading::NotMine };
        let mut event = opened.event(Service::NginxError, Action::Housekeeping(Housekeeping::Other));
        match instant::iso(stamp) {
            Some(stated) => super::set_moment(&mut event, context.moment(stated)),
            None => event.anomalies.add(Anomaly::BadTime),
        }
        event.pid = event.pid.or(pid);
        // `*46 `, the number of the connection.
        let message = match rest.strip_prefix(b"*") {
            Some(numbered) => numbered[scan::digits(numbered)..].trim_ascii_start(),
            None => rest,
        };
        let (words, attributes) = message.split_at(client_at(message));
        event.action = if client(words, attributes, &mut event) > 1 {
            // Which part nginx wrote and which the client is not decidable: nothing is taken out of the message.
            let kind = trouble::kind_of(message);
            let (request, host, referrer, path) = (None, None, None, None);
            let level = Some(level);
            Action::ServerMessage(ServerMessage { level, message, kind, request, host, referrer, path })
        } else {
            sign_in(words).unwrap_or_else(|| server_message(level, words, attributes))
        };
        Reading::Event(event)
    }
}

type Header<'a> = (&'a [u8], &'a [u8], Option<u32>, &'a [u8]);

/// `2017/02/13 20:00:00 [error] 31#31: `: time, level, process number, and what follows.
fn header(message: &[u8]) -> Option<Header<'_>> {
    if message.get(4) != Some(&b'/') || message.get(19) != Some(&b' ') || message.get(20) != Some(&b'[') {
        return None;
    }
    let close = message[21..].iter().take(12).position(|b| *b == b']')?;
    let level = &message[21..21 + close];
    let rest = message[21 + close + 1..].strip_prefix(b" ")?;
    let digits = scan::digits(rest);
    let after = rest[digits..].strip_prefix(b"#")?;
    let after = after[scan::digits(after)..].strip_prefix(b": ")?;
    Some((&message[..19], level, scan::number(&rest[..digits]), after))
}

/// Where the attributes begin: the first `, client: ` or, without one, the end.
fn client_at(message: &[u8]) -> usize {
    memmem::find(message, b", client: ").unwrap_or(message.len())
}

/// The client, when all places that name one agree; ModSecurity's `[client A]` counts when no other does. Returns how many
/// places name one.
fn client<'a>(words: Text<'a>, attributes: Text<'a>, event: &mut Event<'a>) -> usize {
    let mut named = None;
    let mut places = 0;
    for at in memmem::find_iter(attributes, b"client: ").take(CLIENTS_MAX) {
        let value = &attributes[at + b"client: ".len()..];
        let value = &value[..memchr::memchr2(b',', b'"', value).unwrap_or(value.len())];
        let found = address::endpoint(value.trim_ascii());
        places += 1;
        if places == 1 {
            named = found;
            if found.is_none() && !value.starts_with(b"unix:") {
                event.anomalies.add(Anomaly::BadAddress);
            }
        } else {
            event.anomalies.add(Anomaly::EmbeddedRecord);
            if found.map(|(address, _)| address) != named.map(|(address, _)| address) {
                named = None;
            }
        }
    }
    if places == 0 {
        // `client 192.0.2.7 closed keepalive connection`, and ModSecurity's group.
        let closed =
            words.strip_prefix(b"client ").and_then(|rest| Some(&rest[..memmem::find(rest, b" closed keepalive")?]));
        named = closed.or_else(|| between(words, b"[client ", b"]")).and_then(address::endpoint);
    }
    if let Some((address, port)) = named {
        (event.source, event.source_port) = (Some(address), port);
    }
    places
}

/// Basic authentication's verdicts: `user "X" was not found in "F"`, `user "X": password mismatch`, and those of the PAM
/// module: `PAM: user 'X' - not authenticated: Authentication failure`.
fn sign_in(message: Text<'_>) -> Option<Action<'_>> {
    let (user, user_exists) = if let Some(rest) = message.strip_prefix(b"PAM: user '") {
        (&rest[..memmem::rfind(rest, b"' - not authenticated")?], None)
    } else {
        let rest = message.strip_prefix(b"user \"")?;
        match memmem::rfind(rest, b"\" was not found in \"") {
            Some(at) => (&rest[..at], Some(false)),
            None => (&rest[..memmem::rfind(rest, b"\": password mismatch")?], Some(true)),
        }
    };
    Some(Action::SignIn(SignIn {
        outcome: Outcome::Failure,
        user: Some(user),
        user_exists,
        method: Some(b"basic"),
        protocol: Protocol::Http,
        password: None,
        tries: 1,
        echo: false,
    }))
}

fn server_message<'a>(level: Text<'a>, message: Text<'a>, attributes: Text<'a>) -> Action<'a> {
    let words = without_client(message);
    let kind = trouble::kind_of(words);
    let firewall = kind == ServerMessageKind::Firewall;
    let quoted = |name: &[u8]| between(attributes, name, b"\"");
    let host = quoted(b", host: \"").map(address::without_port);
    let tagged = |name: &[u8]| if firewall { between(message, name, b"\"]") } else { None };
    let path = match kind {
        ServerMessageKind::FileMissing | ServerMessageKind::AccessDenied => between(message, b"\"", b"\""),
        ServerMessageKind::Application => trouble::php_file(message),
        _ => None,
    };
    Action::ServerMessage(ServerMessage {
        level: Some(level),
        message: words,
        kind,
        request: quoted(b", request: \"").or_else(|| tagged(b"[uri \"")),
        host: host.or_else(|| tagged(b"[hostname \"")),
        referrer: quoted(b", referrer: \""),
        path,
    })
}

/// ModSecurity's connector puts `[client A] ` before the message.
fn without_client(message: Text<'_>) -> Text<'_> {
    let inner = message.strip_prefix(b"[client ").and_then(|rest| Some(&rest[memmem::find(rest, b"] ")? + 2..]));
    inner.unwrap_or(message)
}
