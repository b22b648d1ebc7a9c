//! Suricata's EVE output: one JSON object a line. Alerts, web requests and what else a sensor sees; packet payloads are not
//! decoded.
//!
//! Layout: <https://docs.suricata.io/en/latest/output/eve/eve-json-format.html>.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{
    Action, Alert, Connection, ConnectionPhase, Event, Housekeeping, HttpRequest, Mail, MailStep, Packet, Protocol,
    Text,
};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::json::{self, Json};
use crate::services::{Reading, ServiceFormat};
use crate::{instant, request, scan};

/// See the module.
pub(crate) struct Suricata;

impl ServiceFormat for Suricata {
    fn id(&self) -> &'static str {
        "suricata-eve"
    }

    fn service(&self) -> Service {
        Service::Suricata
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        json::looks_like_object(message) && memchr::memmem::find(message, b"\"event_type\"").is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::Suricata, Action::Housekeeping(Housekeeping::Network));
        let Some(record) = json::read(opened.message, arena, &mut event.anomalies) else { return Reading::NotMine };
        let (Some(kind), Some(stamp)) = (record.text("event_type"), record.text("timestamp")) else {
            return Reading::NotMine;
        };
        ends(record, &mut event);
        if event.source.is_none() && !matches!(kind, b"stats" | b"engine") {
            return Reading::NotMine;
        }
        match instant::iso(stamp) {
            Some(stated) => super::set_moment(&mut event, context.moment(stated)),
            None => event.anomalies.add(Anomaly::BadTime),
        }
        event.host = record.text("host").or(event.host);
        event.action = action(kind, record, &mut event.anomalies);
        Reading::Event(event)
    }
}

fn ends(record: Json<'_>, event: &mut Event<'_>) {
    let port = |key: &str| record.number(key).and_then(|port| u16::try_from(port).ok());
    event.source = record.text("src_ip").and_then(scan::address);
    event.source_port = port("src_port");
    event.destination = record.text("dest_ip").and_then(scan::address);
    event.destination_port = port("dest_port");
}

fn action<'a>(kind: Text<'a>, record: Json<'a>, anomalies: &mut Anomalies) -> Action<'a> {
    let part = |key: &str| record.object(key);
    match kind {
        b"alert" => alert(record, anomalies),
        b"http" | b"http2" => http(record, anomalies),
        b"drop" => Action::Packet(Packet { blocked: Some(true), transport: transport(record), prefix: None }),
        b"ssh" => {
            let client = part("ssh").and_then(|ssh| ssh.object("client"));
            opened(Protocol::Ssh, client.and_then(|client| client.text("software_version")), None)
        }
        b"smtp" => smtp(record),
        b"smb" => {
            let user = part("smb").and_then(|smb| smb.object("ntlmssp")).and_then(|ntlm| ntlm.text("user"));
            opened(Protocol::Smb, None, user)
        }
        b"ftp" => opened(Protocol::Ftp, None, None),
        b"sip" => opened(Protocol::Sip, None, None),
        b"pgsql" => opened(Protocol::Postgresql, None, None),
        b"tls" | b"rdp" | b"rfb" | b"quic" | b"mqtt" | b"telnet" | b"ike" | b"ikev2" => {
            opened(Protocol::Other, None, None)
        }
        b"anomaly" => {
            let anomaly = part("anomaly");
            let applayer = anomaly.and_then(|a| a.text("type")) == Some(b"applayer");
            if !applayer {
                return Action::Housekeeping(Housekeeping::Network);
            }
            Action::Connection(Connection {
                phase: ConnectionPhase::BadProtocol,
                protocol: protocol(record),
                user: None,
                peer_software: None,
                reason: anomaly.and_then(|a| a.text("event")),
            })
        }
        b"stats" => Action::Housekeeping(Housekeeping::Statistics),
        b"engine" => Action::Housekeeping(Housekeeping::Other),
        _ => Action::Housekeeping(Housekeeping::Network),
    }
}

fn alert<'a>(record: Json<'a>, anomalies: &mut Anomalies) -> Action<'a> {
    let details = record.object("alert");
    if details.is_none() {
        anomalies.add(Anomaly::MissingField);
    }
    Action::Alert(Alert {
        signature_id: details.and_then(|alert| alert.number("signature_id")),
        signature: details.and_then(|alert| alert.text("signature")),
        category: details.and_then(|alert| alert.text("category")).filter(|category| !category.is_empty()),
        severity: details.and_then(|alert| alert.number("severity")).and_then(|severity| u8::try_from(severity).ok()),
        blocked: details.and_then(|alert| alert.text("action")) == Some(b"blocked"),
        transport: transport(record),
        request: record.object("http").and_then(|http| http.text("url")),
    })
}

fn http<'a>(record: Json<'a>, anomalies: &mut Anomalies) -> Action<'a> {
    let mut http = HttpRequest::default();
    let Some(details) = record.object("http") else {
        anomalies.add(Anomaly::MissingField);
        return Action::Http(http);
    };
    match details.text("url") {
        Some(url) => request::target(url, &mut http),
        None => anomalies.add(Anomaly::MissingField),
    }
    http.method = details.text("http_method");
    http.version = details.text("protocol").and_then(request::version);
    http.host = details.text("hostname");
    let number = details.number("status").and_then(|status| u16::try_from(status).ok());
    http.status = number.and_then(|number| request::status(number, anomalies));
    http.bytes_sent = details.number("length");
    http.referrer = details.text("http_refer");
    http.user_agent = details.text("http_user_agent");
    http.forwarded_for = details.text("xff");
    http.body = details.text("http_request_body_printable");
    Action::Http(http)
}

fn smtp(record: Json<'_>) -> Action<'_> {
    let smtp = record.object("smtp");
    let first = |value: json::Value<'_>| matches!(value, json::Value::Array(_));
    let to = smtp.and_then(|smtp| smtp.get("rcpt_to")).and_then(|value| match value {
        json::Value::Array(list) if first(value) => list.members().next().and_then(|(_, to)| to.text()),
        other => other.text(),
    });
    Action::Mail(Mail {
        step: MailStep::Noted,
        from: smtp.and_then(|smtp| smtp.text("mail_from")),
        to,
        message_id: record.object("email").and_then(|mail| mail.text("message_id")),
        queue_id: None,
        reason: None,
        bytes: None,
        helo: smtp.and_then(|smtp| smtp.text("helo")),
        user: None,
    })
}

fn opened<'a>(protocol: Protocol, peer_software: Option<Text<'a>>, user: Option<Text<'a>>) -> Action<'a> {
    Action::Connection(Connection { phase: ConnectionPhase::Opened, protocol, user, peer_software, reason: None })
}

fn protocol(record: Json<'_>) -> Protocol {
    match record.text("app_proto") {
        Some(b"http" | b"http2") => Protocol::Http,
        Some(b"ssh") => Protocol::Ssh,
        Some(b"smtp") => Protocol::Smtp,
        Some(b"smb") => Protocol::Smb,
        Some(b"dns") => Protocol::Dns,
        Some(b"ftp") => Protocol::Ftp,
        Some(b"sip") => Protocol::Sip,
        Some(b"imap") => Protocol::Imap,
        Some(b"pgsql") => Protocol::Postgresql,
        _ => Protocol::Other,
    }
}

/// EVE writes capitals; ECS wants the lower-case names.
fn transport(record: Json<'_>) -> Option<Text<'_>> {
    Some(match record.text("proto")? {
        b"TCP" => b"tcp",
        b"UDP" => b"udp",
        b"ICMP" => b"icmp",
        b"IPv6-ICMP" => b"ipv6-icmp",
        b"SCTP" => b"sctp",
        other => other,
    })
}
