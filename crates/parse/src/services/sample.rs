//! One way to test every format: a record goes through recognition and parser as in production, and what comes out is
//! written as one line of text.

use std::fmt::Write as _;

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Event};
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::time::TimeBasis;

use crate::{Options, Parsed, Parser, YearClock, recognise};

/// Reads one record as an input of its own and compares what was read.
pub(crate) fn check(record: &str, expected: &str) {
    check_all(record, &[expected]);
}

/// Reads an input of several lines; one expectation a line.
pub(crate) fn check_all(input: &str, expected: &[&str]) {
    let shown = read(input.as_bytes());
    assert_eq!(shown, expected, "{input}");
}

/// What is read from each record of an input.
pub(crate) fn read(input: &[u8]) -> Vec<String> {
    let options = Options::default();
    let recognition = recognise(input, &options);
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(options.year));
    let arena = Bump::new();
    let mut shown = Vec::new();
    let mut at = 0;
    while let Some((len, step)) = recognition.framing.next_record(&input[at..]) {
        let origin = Origin { input: InputId(0), line: 1, byte_start: at as u64, byte_len: len as u32 };
        shown.push(match parser.parse(&input[at..at + len], origin, &arena) {
            Parsed::Event(event) => event_text(&event),
            Parsed::Ignored { service } => format!("ignored {}", service.id()),
            Parsed::CatchAll { event } => format!("catch-all {}", event.service.id()),
            Parsed::NotUnderstood { .. } => "not understood".to_owned(),
        });
        at += step;
    }
    shown
}

/// Cuts a record at every byte and changes every byte in turn; nothing may panic.
pub(crate) fn survives_damage(record: &str) {
    let options = Options::default();
    let recognition = recognise(record.as_bytes(), &options);
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(options.year));
    let mut arena = Bump::new();
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    let bytes = record.as_bytes();
    for at in 0..bytes.len() {
        parser.parse(&bytes[..at], origin, &arena);
        parser.parse(&bytes[at..], origin, &arena);
        for byte in [b'"', b'\\', b' ', b'{', b']', b':', 0, 0xff] {
            let mut damaged = bytes.to_vec();
            damaged[at] = byte;
            parser.parse(&damaged, origin, &arena);
        }
        arena.reset();
    }
}

/// `service action field=value …` with short field names, then the time and the anomalies.
fn event_text(event: &Event<'_>) -> String {
    let mut text = format!("{} {}", event.service.id(), event.action.word());
    if let Action::ServerMessage(message) = event.action {
        let _ = write!(text, " kind={:?}", message.kind);
    }
    for field in Field::ALL {
        let skipped = matches!(
            field,
            Field::EventCategory
                | Field::EventAction
                | Field::ServiceType
                | Field::UrlOriginal
                | Field::NetworkProtocol
        );
        let skipped = match event.action {
            Action::Http(_) => skipped || *field == Field::EventOutcome,
            _ => skipped && !matches!(field, Field::UrlOriginal | Field::NetworkProtocol),
        };
        if skipped {
            continue;
        }
        let Some(value) = event.get(*field) else { continue };
        let value = match value {
            Value::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Value::Word(word) => word.to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            Value::Ip(ip) => ip.to_string(),
        };
        let _ = write!(text, " {}={value}", short(field.name()));
    }
    if let Action::SignIn(sign_in) = event.action {
        if let Some(password) = sign_in.password {
            let _ = write!(text, " password={}", String::from_utf8_lossy(password));
        }
        if sign_in.echo {
            text.push_str(" echo");
        }
    }
    if let Some(time) = event.time {
        let _ = write!(text, " @{}", time.to_rfc3339());
        if event.time_basis != TimeBasis::Stated {
            text.push('~');
        }
    }
    let odd: Vec<_> =
        event.anomalies.iter().filter(|a| !matches!(a, Anomaly::ZoneAssumed | Anomaly::YearInferred)).collect();
    for anomaly in odd {
        let _ = write!(text, " !{}", anomaly.id());
    }
    text
}

/// Field names shortened to what tells them apart.
fn short(name: &'static str) -> &'static str {
    match name {
        "source.ip" => "src",
        "source.port" => "sport",
        "destination.ip" => "dst",
        "destination.port" => "dport",
        "http.request.method" => "method",
        "url.path" => "path",
        "url.query" => "query",
        "url.domain" => "host",
        "url.original" => "url",
        "http.version" => "version",
        "http.response.status_code" => "status",
        "http.response.body.bytes" => "bytes",
        "http.request.bytes" => "in",
        "http.request.referrer" => "ref",
        "user_agent.original" => "ua",
        "http.request.forwarded_for" => "xff",
        "http.request.line" => "request",
        "event.duration" => "ns",
        "event.outcome" => "outcome",
        "user.name" => "user",
        "vigie.user.exists" => "exists",
        "vigie.authentication.method" => "by",
        "vigie.authentication.tries" => "tries",
        "network.protocol" => "proto",
        "network.transport" => "transport",
        "vigie.peer.software" => "software",
        "error.message" => "why",
        "process.command_line" => "command",
        "file.hash.sha256" => "sha256",
        "host.name" => "machine",
        "process.name" => "process",
        "process.pid" => "pid",
        other => other,
    }
}
