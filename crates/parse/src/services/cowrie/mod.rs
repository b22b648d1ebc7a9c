//! Cowrie's JSON log: what somebody did to an SSH and Telnet honeypot. Sessions are not put together here.
//!
//! Layout: <https://docs.cowrie.org/en/latest/OUTPUT.html>. Versions before 2018 state no protocol; it is taken from `system`.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{
    Action, Command, Connection, ConnectionPhase, Event, Housekeeping, Outcome, Protocol, SignIn, Text,
};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::json::{self, Json};
use crate::services::{Reading, ServiceFormat};
use crate::{instant, scan};

/// See the module.
pub(crate) struct Cowrie;

impl ServiceFormat for Cowrie {
    fn id(&self) -> &'static str {
        "cowrie"
    }

    fn service(&self) -> Service {
        Service::Cowrie
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        json::looks_like_object(message) && memchr::memmem::find(message, b"\"cowrie.").is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::Cowrie, Action::Housekeeping(Housekeeping::Other));
        let Some(record) = json::read(opened.message, arena, &mut event.anomalies) else { return Reading::NotMine };
        let Some(kind) = record.text("eventid").and_then(|id| id.strip_prefix(b"cowrie.")) else {
            return Reading::NotMine;
        };
        match record.text("timestamp").map(instant::iso) {
            Some(Some(stated)) => super::set_moment(&mut event, context.moment(stated)),
            Some(None) => event.anomalies.add(Anomaly::BadTime),
            None => {}
        }
        ends(kind, record, &mut event);
        event.action = action(kind, record, arena);
        Reading::Event(event)
    }
}

fn ends<'a>(kind: &[u8], record: Json<'a>, event: &mut Event<'a>) {
    let port = |key: &str| record.number(key).and_then(|port| u16::try_from(port).ok());
    if let Some(text) = record.text("src_ip") {
        event.source = scan::address(text);
        if event.source.is_none() {
            event.anomalies.add(Anomaly::BadAddress);
        }
    }
    // A forward's ports and destination are those inside the tunnel.
    if !kind.starts_with(b"direct-tcpip") {
        event.source_port = port("src_port");
    }
    event.destination = record.text("dst_ip").and_then(scan::address);
    event.destination_port = port("dst_port").or_else(|| port("dst_port_req"));
    event.host = record.text("sensor").or(event.host);
}

fn action<'a>(kind: Text<'a>, record: Json<'a>, arena: &'a Bump) -> Action<'a> {
    let connection = |phase, peer_software, reason| {
        Action::Connection(Connection { phase, protocol: protocol(record), user: None, peer_software, reason })
    };
    let command =
        |command, url, sha256| Action::Command(Command { command, url, sha256, user: record.text("username") });
    match kind {
        b"session.connect" => connection(ConnectionPhase::Opened, None, None),
        b"session.closed" => connection(ConnectionPhase::Closed, None, None),
        b"client.version" => connection(ConnectionPhase::Opened, record.text("version"), None),
        b"login.success" => sign_in(record, Outcome::Success, false),
        b"login.failed" => sign_in(record, Outcome::Failure, false),
        // A key that is offered; the verdict follows in a record of its own.
        b"client.fingerprint" => sign_in(record, Outcome::Unknown, true),
        b"command.input" => command(record.text("input"), None, None),
        b"session.file_download" | b"session.file_download.failed" | b"session.file_upload" => {
            command(None, record.text("url").or_else(|| record.text("filename")), record.text("shasum"))
        }
        b"direct-tcpip.request" | b"direct-tcpip.ja4" => {
            connection(ConnectionPhase::Opened, None, Some(forward(record, arena)))
        }
        // `command.success` and `command.failed` say again what `command.input` said.
        b"client.kex" | b"direct-tcpip.data" => Action::Housekeeping(Housekeeping::Network),
        _ => Action::Housekeeping(Housekeeping::Other),
    }
}

fn sign_in(record: Json<'_>, outcome: Outcome, echo: bool) -> Action<'_> {
    let key = record.has("fingerprint") || record.has("key");
    Action::SignIn(SignIn {
        outcome,
        user: record.text("username"),
        user_exists: None,
        method: Some(if key { b"publickey" } else { b"password" }),
        protocol: protocol(record),
        password: record.text("password"),
        tries: 1,
        echo,
    })
}

/// `direct-tcpip HOST:PORT`: somebody wants the honeypot to connect onwards.
fn forward<'a>(record: Json<'a>, arena: &'a Bump) -> Text<'a> {
    let mut text = ArenaVec::new_in(arena);
    text.extend_from_slice(b"direct-tcpip ");
    text.extend_from_slice(record.text("dst_ip").unwrap_or(b"?"));
    if let Some(port) = record.text("dst_port").or_else(|| record.text("dst_port_req")) {
        text.push(b':');
        text.extend_from_slice(port);
    }
    text.into_bump_slice()
}

fn protocol(record: Json<'_>) -> Protocol {
    match record.text("protocol") {
        Some(b"ssh") => return Protocol::Ssh,
        Some(b"telnet") => return Protocol::Telnet,
        _ => {}
    }
    let system = record.text("system").unwrap_or_default();
    if memchr::memmem::find(system, b"elnet").is_some() {
        Protocol::Telnet
    } else if memchr::memmem::find(system, b"SSH").is_some() || memchr::memmem::find(system, b"ssh").is_some() {
        Protocol::Ssh
    } else {
        Protocol::Other
    }
}
