//! Dionaea's `log_json` incidents: connections to a honeypot of many protocols. Times state no zone.
//!
//! Layout: <https://dionaea.readthedocs.io/en/latest/ihandler/log_json.html>.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Connection, ConnectionPhase, Event, Housekeeping, Outcome, Protocol, SignIn, Text};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::json::{self, Json};
use crate::services::{Reading, ServiceFormat};
use crate::{instant, scan};

/// See the module.
pub(crate) struct Dionaea;

impl ServiceFormat for Dionaea {
    fn id(&self) -> &'static str {
        "dionaea"
    }

    fn service(&self) -> Service {
        Service::Dionaea
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        json::looks_like_object(message) && memchr::memmem::find(message, b"\"connection\"").is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::Dionaea, Action::Housekeeping(Housekeeping::Network));
        let Some(record) = json::read(opened.message, arena, &mut event.anomalies) else { return Reading::NotMine };
        let Some(connection) = record.object("connection") else { return Reading::NotMine };
        let (Some(name), Some(_), Some(kind)) =
            (connection.text("protocol"), connection.text("transport"), connection.text("type"))
        else {
            return Reading::NotMine;
        };
        match record.text("timestamp").map(instant::iso) {
            Some(Some(stated)) => super::set_moment(&mut event, context.moment(stated)),
            Some(None) => event.anomalies.add(Anomaly::BadTime),
            None => event.anomalies.add(Anomaly::MissingField),
        }
        ends(record, kind == b"connect", &mut event);
        event.action = action(record, protocol(name), kind);
        Reading::Event(event)
    }
}

/// Dionaea calls the far end `src` whoever began; of a connection that the honeypot itself opened, that end is the destination.
fn ends<'a>(record: Json<'a>, opened_by_itself: bool, event: &mut Event<'a>) {
    let port = |key: &str| record.number(key).and_then(|port| u16::try_from(port).ok());
    if let Some(text) = record.text("src_ip").filter(|text| !text.is_empty()) {
        event.source = scan::address(text);
        if event.source.is_none() {
            event.anomalies.add(Anomaly::BadAddress);
        }
    }
    // A socket that only listens has nobody at its other end, and port 0.
    event.source_port = port("src_port").filter(|_| event.source.is_some());
    event.source_name = record.text("src_hostname").filter(|name| !name.is_empty());
    event.destination = record.text("dst_ip").and_then(scan::address);
    event.destination_port = port("dst_port");
    if opened_by_itself {
        std::mem::swap(&mut event.source, &mut event.destination);
        std::mem::swap(&mut event.source_port, &mut event.destination_port);
    }
}

fn action<'a>(record: Json<'a>, protocol: Protocol, kind: &[u8]) -> Action<'a> {
    if let Some(credentials) = record.object("credentials") {
        return sign_in(credentials, protocol);
    }
    let phase = match kind {
        b"accept" => ConnectionPhase::Opened,
        b"reject" => ConnectionPhase::Refused,
        // `connect` and `listen` are the honeypot's own doing.
        _ => return Action::Housekeeping(Housekeeping::Network),
    };
    Action::Connection(Connection { phase, protocol, user: None, peer_software: None, reason: None })
}

/// The first pair of the lists; the rest are counted. Dionaea does not say whether it let anybody in.
fn sign_in(credentials: Json<'_>, protocol: Protocol) -> Action<'_> {
    let list = |key: &str| credentials.array(key);
    let first = |key: &str| -> Option<Text<'_>> { list(key)?.members().next()?.1.text() };
    let count = |key: &str| list(key).map_or(0, |list| list.members().count());
    let tries = count("username").max(count("password")).max(1);
    Action::SignIn(SignIn {
        outcome: Outcome::Unknown,
        user: first("username").filter(|name| !name.is_empty()),
        user_exists: None,
        method: Some(b"password"),
        protocol,
        password: first("password"),
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        echo: false,
    })
}

/// Dionaea's names of its modules.
fn protocol(name: &[u8]) -> Protocol {
    match name {
        b"smbd" => Protocol::Smb,
        b"mssqld" => Protocol::Mssql,
        b"mysqld" => Protocol::Mysql,
        b"ftpd" | b"ftpdata" | b"ftpdatalisten" => Protocol::Ftp,
        b"httpd" => Protocol::Http,
        b"SipSession" | b"SipCall" | b"RtpUdpStream" => Protocol::Sip,
        b"telnetd" => Protocol::Telnet,
        _ => Protocol::Other,
    }
}
