//! Apache error log, in the layouts of 2.2 (`[time] [level] [client A] message, referer: F`) and 2.4 (`[time] [module:level]
//! [pid N:tid M] [client A:port] AHnnnnn: message, referer: F`). Times are local.
//!
//! Apache escapes what it writes, so brackets in front belong to Apache; the referrer is what the client says.
//!
//! Layout: <https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat>.

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
use crate::{address, escape, instant, scan};

/// Bracketed groups in front of the message: time, level, pid, client, client again, host, unique id, and room.
const GROUPS_MAX: usize = 10;

/// See the module.
pub(crate) struct ApacheError;

impl ServiceFormat for ApacheError {
    fn id(&self) -> &'static str {
        "apache-error"
    }

    fn service(&self) -> Service {
        Service::ApacheError
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        group(message).is_some_and(|(first, rest)| is_stamp(first) || (is_level(first) && rest.starts_with(b"[")))
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::ApacheError, Action::Housekeeping(Housekeeping::Other));
        let mut head = Head::default();
        let Some(message) = head.read(opened.message, &mut event, context) else { return Reading::NotMine };
        let message = escape::log_item(message, arena, &mut event.anomalies);
        event.action = head.action(message);
        Reading::Event(event)
    }
}

/// What stands in brackets before the message.
#[derive(Default)]
struct Head<'a> {
    module: Option<Text<'a>>,
    level: Option<Text<'a>>,
    /// 2.4 writes the process, and then always a port behind the client's address.
    port_stands: bool,
}

impl<'a> Head<'a> {
    /// Reads the groups and the error of the operating system; returns the message. `None` when the head is not Apache's.
    fn read(&mut self, record: Text<'a>, event: &mut Event<'a>, context: &mut Context) -> Option<Text<'a>> {
        let mut rest = record;
        let mut stamped = event.time.is_some();
        for _ in 0..GROUPS_MAX {
            let Some((inside, after)) = group(rest) else { break };
            if is_stamp(inside) {
                stamped = true;
                match instant::asctime(inside) {
                    Some(stated) => super::set_moment(event, context.moment(stated)),
                    None => event.anomalies.add(Anomaly::BadTime),
                }
            } else if self.level.is_none() && is_level(inside) {
                self.set_level(inside);
            } else if !self.named(inside, event) {
                break;
            }
            rest = after;
        }
        if !stamped || self.level.is_none() {
            return None;
        }
        // `(13)Permission denied: [client A:port] AH00035: …`: the client stands behind the system's error.
        if rest.starts_with(b"(")
            && let Some(at) = memmem::find(rest, b": [client ")
            && let Some((inside, after)) = group(&rest[at + 2..])
            && self.named(inside, event)
        {
            let cause = &rest[..at];
            rest = if after.is_empty() { cause } else { after };
        }
        Some(rest)
    }

    /// `module:level`, `:level` or `level`.
    fn set_level(&mut self, inside: Text<'a>) {
        let (module, level) = match memchr::memrchr(b':', inside) {
            Some(at) => (&inside[..at], &inside[at + 1..]),
            None => (&b""[..], inside),
        };
        self.module = Some(module).filter(|module| !module.is_empty());
        self.level = Some(level);
    }

    /// A group of the form `name value`. False when it is none of Apache's.
    fn named(&mut self, inside: Text<'a>, event: &mut Event<'a>) -> bool {
        let Some(space) = memchr::memchr(b' ', inside) else { return false };
        let (name, value) = (&inside[..space], &inside[space + 1..]);
        match name {
            b"pid" => {
                self.port_stands = true;
                event.pid = scan::number(&value[..scan::digits(value)]);
            }
            b"tid" | b"host" | b"vhost" | b"unique_id" | b"unique" | b"remote" | b"local" | b"conn" | b"request" => {}
            // ModSecurity repeats the client, without port.
            b"client" if event.source.is_some() => {}
            b"client" => self.client(value, event),
            _ => return false,
        }
        true
    }

    fn client(&self, value: Text<'a>, event: &mut Event<'a>) {
        // An IPv6 address and its port are joined by one more colon; only the layout tells whether there is a port.
        let split = memchr::memrchr(b':', value)
            .filter(|_| self.port_stands)
            .and_then(|at| Some((address::ip(&value[..at])?, Some(scan::number::<u16>(&value[at + 1..])?))));
        match split.or_else(|| address::endpoint(value)) {
            Some((source, port)) => (event.source, event.source_port) = (Some(source), port),
            None if address::is_host_name(value) => {
                event.source_name = Some(value);
                event.anomalies.add(Anomaly::NameInsteadOfAddress);
            }
            None => event.anomalies.add(Anomaly::BadAddress),
        }
    }

    fn action(&self, message: Text<'a>) -> Action<'a> {
        let (message, referrer) = match memmem::rfind(message, b", referer: ") {
            Some(at) => (&message[..at], Some(&message[at + b", referer: ".len()..])),
            None => (message, None),
        };
        let words = without_code(message);
        if let Some(action) = sign_in(words) {
            return action;
        }
        let kind = match (trouble::kind_of(words), self.module) {
            (ServerMessageKind::Other, Some(module)) => kind_of_module(module),
            (kind, _) => kind,
        };
        let firewall = kind == ServerMessageKind::Firewall;
        let tagged = |name: &[u8]| if firewall { between(message, name, b"\"]") } else { None };
        Action::ServerMessage(ServerMessage {
            level: self.level,
            message: words,
            kind,
            request: words
                .strip_prefix(b"Invalid URI in request ")
                .or_else(|| words.strip_prefix(b"invalid URI path (")?.strip_suffix(b")"))
                .or_else(|| tagged(b"[uri \"")),
            host: tagged(b"[hostname \""),
            referrer,
            path: path_of(words, kind),
        })
    }
}

/// `[inside] rest`: the text in the brackets at the start, and what follows them.
fn group(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"[")?;
    let head = &inside[..inside.len().min(160)];
    // `[client [2001:db8::1]:443]`: some builds put IPv6 addresses in brackets of their own.
    let from = if head.starts_with(b"client [") { memchr::memchr(b']', head)? + 1 } else { 0 };
    let close = from + memchr::memchr(b']', &head[from..])?;
    Some((&inside[..close], inside[close + 1..].trim_ascii_start()))
}

/// `Mon Feb 13 20:00:00.123456 2017` by its shape.
fn is_stamp(inside: &[u8]) -> bool {
    inside.len() >= 24 && inside[3] == b' ' && inside[7] == b' ' && inside[13] == b':' && inside[16] == b':'
}

/// A level of Apache's, alone or behind its module.
fn is_level(inside: &[u8]) -> bool {
    let level = memchr::memrchr(b':', inside).map_or(inside, |at| &inside[at + 1..]);
    matches!(level, b"emerg" | b"alert" | b"crit" | b"error" | b"warn" | b"notice" | b"info" | b"debug")
        || (level.len() == 6 && level.starts_with(b"trace"))
}

/// The message without `AH01618: `.
fn without_code(message: Text<'_>) -> Text<'_> {
    let code = message.len() > 9 && message.starts_with(b"AH") && message[2..7].iter().all(u8::is_ascii_digit);
    if code && &message[7..9] == b": " { &message[9..] } else { message }
}

/// What modules write when their words are not known.
fn kind_of_module(module: Text<'_>) -> ServerMessageKind {
    match module {
        b"ssl" => ServerMessageKind::Tls,
        b"security2" | b"evasive20" | b"qos" => ServerMessageKind::Firewall,
        b"proxy" | b"proxy_http" | b"proxy_fcgi" | b"proxy_wstunnel" | b"proxy_balancer" => ServerMessageKind::Upstream,
        b"cgi" | b"cgid" | b"php" | b"php5" | b"php7" | b"wsgi" | b"fcgid" | b"lua" => ServerMessageKind::Application,
        b"authz_core" | b"authz_host" | b"access_compat" => ServerMessageKind::AccessDenied,
        b"mpm_prefork" | b"mpm_event" | b"mpm_worker" | b"systemd" => ServerMessageKind::Lifecycle,
        _ => ServerMessageKind::Other,
    }
}

/// Basic and digest authentication: `user X not found: /uri`, `user X: authentication failure for "/uri": Password Mismatch`,
/// ``user `X' in realm `R' not found: /uri``, `user X: password mismatch: /uri`.
fn sign_in(words: Text<'_>) -> Option<Action<'_>> {
    // 2.2 names the module.
    let words = words.strip_prefix(b"Digest: ").unwrap_or(words);
    let rest = words.strip_prefix(b"user ")?;
    let quoted = rest.strip_prefix(b"`");
    let (user, user_exists, method): (&[u8], bool, &[u8]) = if let Some(rest) = quoted {
        let at = memmem::find(rest, b"' in realm ")?;
        memmem::find(&rest[at..], b" not found")?;
        (&rest[..at], false, b"digest")
    } else if let Some(at) = memmem::find(rest, b": authentication failure for \"") {
        (&rest[..at], true, b"basic")
    } else if let Some(at) = memmem::find(rest, b": password mismatch") {
        (&rest[..at], true, b"digest")
    } else {
        let at = memmem::find(rest, b" not found: ").or_else(|| rest.len().checked_sub(b" not found".len()));
        let user = &rest[..at?];
        rest[user.len()..].starts_with(b" not found").then_some(())?;
        (user, false, b"basic")
    };
    Some(Action::SignIn(SignIn {
        outcome: Outcome::Failure,
        user: Some(user),
        user_exists: Some(user_exists),
        method: Some(method),
        protocol: Protocol::Http,
        password: None,
        tries: 1,
        echo: false,
    }))
}

/// The file a message is about: behind its last `: `, between quotes, or where PHP names it.
fn path_of(words: Text<'_>, kind: ServerMessageKind) -> Option<Text<'_>> {
    if kind == ServerMessageKind::Application {
        return trouble::php_file(words);
    }
    if !matches!(kind, ServerMessageKind::FileMissing | ServerMessageKind::AccessDenied) {
        return None;
    }
    if let Some(path) = between(words, b"script '", b"'") {
        return Some(path);
    }
    let behind = &words[memmem::find(words, b": ")? + 2..];
    behind.starts_with(b"/").then_some(behind)
}
