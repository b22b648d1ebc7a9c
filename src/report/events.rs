//! What `vigie parse` writes: one event a line, for people or as JSON, under ECS names. Events are shown as they are, names of people included;
//! nothing here judges them. The contract of the JSON form is `docs/events-jsonl.md`.

use std::borrow::Cow;

use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::Event;
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::Origin;
use vigie_facts::time::{TimeBasis, Timestamp};

use super::escape::Terminal;
use super::jsonl::{Object, write_to};

/// Writes an event as one JSON object and a line end: `@timestamp`, `origin.*`, every field the record has under its dotted name, flat,
/// and `anomalies`.
///
/// ```
/// use vigie::report::events::write_json;
/// use vigie_facts::event::{Action, Event, Housekeeping};
/// use vigie_facts::{origin::{InputId, Origin}, service::Service};
///
/// let origin = Origin { input: InputId(0), line: 7, byte_start: 120, byte_len: 80 };
/// let mut out = Vec::new();
/// write_json(&mut out, "auth.log", &Event::new(origin, Service::Sshd, Action::Housekeeping(Housekeeping::Started)));
/// let line = String::from_utf8(out).unwrap();
/// assert!(line.contains(r#""origin.path":"auth.log","origin.line":7"#) && line.ends_with("}\n"));
/// ```
pub fn write_json(out: &mut Vec<u8>, path: &str, event: &Event<'_>) {
    let mut object = Object::new(out);
    write_time(&mut object, "@timestamp", event.time, event.time_basis);
    write_origin(&mut object, path, event.origin);
    for field in Field::ALL {
        let name = field.name();
        match event.get(*field) {
            Some(Value::Text(text)) => object.text(name, text),
            Some(Value::Word(word)) => object.text(name, word.as_bytes()),
            Some(Value::Number(number)) => object.number(name, number),
            Some(Value::Bool(yes)) => object.bool(name, yes),
            Some(Value::Ip(address)) => object.text(name, address.to_string().as_bytes()),
            None => {}
        }
    }
    object.texts("anomalies", event.anomalies.iter().map(Anomaly::id));
    object.finish();
}

/// Writes the time as an RFC 3339 instant in UTC, or null; beside it how it was obtained, and the clock reading when the year is not known.
pub(super) fn write_time(object: &mut Object<'_>, name: &str, time: Option<Timestamp>, basis: TimeBasis) {
    match time {
        Some(time) if basis != TimeBasis::YearUnknown => object.text(name, time.to_rfc3339().as_bytes()),
        _ => object.null(name),
    }
    if let Some(time) = time.filter(|_| basis == TimeBasis::YearUnknown) {
        object.text("vigie.time.without_year", without_year(time).as_bytes());
    }
    if time.is_some() {
        object.text("vigie.time.basis", basis_id(basis).as_bytes());
    }
}

/// The stable id of how an instant was obtained.
pub fn basis_id(basis: TimeBasis) -> &'static str {
    match basis {
        TimeBasis::Stated => "stated",
        TimeBasis::ZoneAssumed => "zone-assumed",
        TimeBasis::YearInferred => "year-inferred",
        TimeBasis::YearUnknown => "year-unknown",
        TimeBasis::FoldInferred => "fold-inferred",
        TimeBasis::Neighbour => "neighbour",
    }
}

fn without_year(time: Timestamp) -> String {
    let (_, month, day, hour, minute, second, _) = time.civil();
    format!("--{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// The time of a line for people: RFC 3339 in UTC, without a year when it is not known, or a dash.
pub(super) fn time_shown(time: Option<Timestamp>, basis: TimeBasis) -> Cow<'static, str> {
    match time {
        None => "-".into(),
        Some(time) if basis == TimeBasis::YearUnknown => without_year(time).into(),
        Some(time) => time.to_rfc3339().into(),
    }
}

/// Where the record stands.
pub(super) fn write_origin(object: &mut Object<'_>, path: &str, origin: Origin) {
    object.text("origin.path", path.as_bytes());
    object.number("origin.line", origin.line);
    object.number("origin.byte_start", origin.byte_start);
    object.number("origin.byte_len", origin.byte_len);
}

/// Writes an event for people: `path:line: time name=value …`, texts made inert and quoted where they hold spaces.
pub fn write_line(out: &mut Vec<u8>, path: &str, event: &Event<'_>) {
    let time = time_shown(event.time, event.time_basis);
    write_to(out, format_args!("{}:{}: {time}", Terminal(path), event.origin.line));
    for field in Field::ALL {
        let Some(value) = event.get(*field) else { continue };
        write_to(out, format_args!(" {}=", field.name()));
        match value {
            Value::Text(text) => write_quoted(out, &String::from_utf8_lossy(text)),
            Value::Word(word) => write_to(out, word),
            Value::Number(number) => write_to(out, number),
            Value::Bool(yes) => write_to(out, yes),
            Value::Ip(address) => write_to(out, address),
        }
    }
    for (index, anomaly) in event.anomalies.iter().enumerate() {
        write_to(out, if index == 0 { " anomalies=" } else { "," });
        write_to(out, anomaly.id());
    }
    out.push(b'\n');
}

fn write_quoted(out: &mut Vec<u8>, text: &str) {
    if text.is_empty() || text.contains([' ', '"', '=']) {
        let text = text.replace('"', "\\\"");
        write_to(out, format_args!("\"{}\"", Terminal(&text)));
    } else {
        write_to(out, Terminal(text));
    }
}

#[cfg(test)]
mod tests {
    use vigie_facts::event::{Action, HttpRequest, Outcome, Protocol, SignIn};
    use vigie_facts::origin::InputId;
    use vigie_facts::service::Service;

    use super::*;

    const ORIGIN: Origin = Origin { input: InputId(0), line: 3, byte_start: 210, byte_len: 99 };

    fn both(event: &Event<'_>) -> (serde_json::Value, String) {
        let (mut json, mut line) = (Vec::new(), Vec::new());
        write_json(&mut json, "logs/a b.log", event);
        write_line(&mut line, "logs/a b.log", event);
        let line = String::from_utf8(line).unwrap();
        assert_eq!(line.matches('\n').count(), 1);
        assert!(!line.trim_end().chars().any(crate::report::escape::is_hidden), "{line}");
        (serde_json::from_slice(&json).unwrap(), line)
    }

    #[test]
    fn a_request_is_written_under_ecs_names() {
        let request = HttpRequest {
            method: Some(b"GET"),
            target: Some(b"/a?b=\x1b[2J\xff"),
            status: Some(404),
            bytes_sent: Some(12),
            user_agent: Some("\u{202e}agent \"x\"".as_bytes()),
            ..HttpRequest::default()
        };
        let mut event = Event::new(ORIGIN, Service::WebAccess, Action::Http(request));
        event.time = Timestamp::from_civil(2017, 2, 13, 20, 0, 0, 0);
        event.source = "192.0.2.1".parse().ok();
        event.anomalies.add(Anomaly::InvalidUtf8);
        let (json, line) = both(&event);
        for (name, value) in [
            ("@timestamp", "2017-02-13T20:00:00Z"),
            ("origin.path", "logs/a b.log"),
            ("event.category", "web"),
            ("event.outcome", "failure"),
            ("source.ip", "192.0.2.1"),
            ("http.request.method", "GET"),
            ("url.original", "/a?b=\u{1b}[2J\u{fffd}"),
            ("user_agent.original", "\u{202e}agent \"x\""),
            ("vigie.time.basis", "stated"),
        ] {
            assert_eq!(json[name], value, "{name}");
        }
        assert_eq!((&json["origin.line"], &json["http.response.status_code"]), (&3.into(), &404.into()));
        assert_eq!(json["anomalies"], serde_json::json!(["invalid-utf-8"]));
        assert!(line.starts_with("logs/a b.log:3: 2017-02-13T20:00:00Z event.category=web"), "{line}");
        assert!(line.contains("url.original=\"/a?b=\\u{1b}[2J\u{fffd}\""), "{line}");
    }

    #[test]
    fn every_field_is_documented() {
        let page = include_str!("../../docs/events-jsonl.md");
        // What the detector fills is no member of an event.
        for field in Field::ALL.iter().filter(|field| !field.name().starts_with("request.")) {
            assert!(page.contains(&format!("`{}`", field.name())), "{}", field.name());
        }
    }

    #[test]
    fn passwords_are_never_written_and_unknown_years_have_none() {
        let sign_in = SignIn {
            outcome: Outcome::Failure,
            user: Some(b"root"),
            user_exists: Some(true),
            method: Some(b"password"),
            protocol: Protocol::Ssh,
            password: Some(b"hunter2"),
            tries: 2,
            echo: false,
        };
        let mut event = Event::new(ORIGIN, Service::Cowrie, Action::SignIn(sign_in));
        event.time = Timestamp::from_civil(0, 2, 29, 1, 2, 3, 0);
        event.time_basis = TimeBasis::YearUnknown;
        let (json, line) = both(&event);
        assert!(!json.to_string().contains("hunter2") && !line.contains("hunter2"));
        assert_eq!((&json["@timestamp"], &json["user.name"]), (&serde_json::Value::Null, &"root".into()));
        assert_eq!(json["vigie.time.without_year"], "--02-29T01:02:03");
        assert!(line.contains(":3: --02-29T01:02:03 "), "{line}");
    }
}
