//! Access logs written as JSON, one object a request: nginx's many home-made layouts, Caddy, Traefik, Apache, ECS, Google's
//! `httpRequest`. There is no standard; members are known by the names people and servers give them, nested or dotted.
//! An object without a method, a target and an answer is not a request, however web-like its members sound.
//!
//! Sources: <https://nginx.org/en/docs/http/ngx_http_core_module.html#variables>, <https://caddyserver.com/docs/logging>,
//! <https://doc.traefik.io/traefik/observability/access-logs/>, <https://www.elastic.co/guide/en/ecs/current/>.

mod names;
#[cfg(test)]
mod tests;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{Action, Event, Housekeeping, HttpRequest, ServerMessage, ServerMessageKind, Text};
use vigie_facts::service::Service;

use self::names::Slot;
use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::json::{self, Json, Value};
use crate::services::access::line::status_of;
use crate::services::trouble::between;
use crate::services::{Reading, ServiceFormat};
use crate::{address, instant, request, scan};

/// Objects inside each other that are looked into: `request.headers.User-Agent` is three deep.
const DEPTH_MAX: usize = 4;
/// Bytes of a dotted name; longer ones are none we know.
const NAME_BYTES_MAX: usize = 64;

/// See the module.
pub(crate) struct AccessJson;

impl ServiceFormat for AccessJson {
    fn id(&self) -> &'static str {
        "access-json"
    }

    fn service(&self) -> Service {
        Service::WebAccess
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        json::looks_like_object(message)
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
        let Some(record) = json::read(opened.message, arena, &mut event.anomalies) else { return Reading::NotMine };
        let mut found = Found { traefik: record.has("DownstreamStatus"), ..Found::default() };
        collect(record, &mut Name::default(), 0, &mut found);
        if !found.is_request() {
            return match caddy_notice(record, &mut event, context) {
                Some(reading) => reading,
                None => Reading::NotMine,
            };
        }
        if let Some(time) = found.time {
            match time.text().and_then(instant::any) {
                Some(stated) => super::set_moment(&mut event, context.moment(stated)),
                None => event.anomalies.add(Anomaly::BadTime),
            }
        }
        found.fill(&mut event, arena);
        // Caddy writes a request that an error handler answered twice: here with the error, and in its access log.
        if record.text("logger").is_some_and(|logger| logger.starts_with(b"http.log.error")) {
            caddy_error(record, &mut event);
        }
        Reading::Event(event)
    }
}

/// Values by what they mean; of several candidates for one meaning, the one whose name ranks lowest.
#[derive(Default)]
struct Found<'a> {
    slots: [Option<(u8, Value<'a>)>; Slot::COUNT],
    time: Option<Value<'a>>,
    /// Whether Traefik wrote the record.
    traefik: bool,
}

impl<'a> Found<'a> {
    fn put(&mut self, slot: Slot, rank: u8, value: Value<'a>) {
        let place = &mut self.slots[slot as usize];
        if place.is_none_or(|(held, _)| rank < held) {
            *place = Some((rank, value));
            if let Slot::Time = slot {
                self.time = Some(value);
            }
        }
    }

    fn value(&self, slot: Slot) -> Option<Value<'a>> {
        self.slots[slot as usize].map(|(_, value)| value)
    }

    /// A text that says something: neither empty nor `-`.
    fn text(&self, slot: Slot) -> Option<Text<'a>> {
        self.value(slot)?.text().filter(|text| !matches!(*text, b"" | b"-"))
    }

    fn is_request(&self) -> bool {
        let line = self
            .value(Slot::RequestLine)
            .and_then(Value::text)
            .is_some_and(|line| line == b"-" || line.contains(&b' '));
        let parts = self.text(Slot::Method).is_some_and(is_method) && self.target().is_some();
        let client = self.text(Slot::Source).or_else(|| self.text(Slot::ClaimedClient));
        let answer = self.value(Slot::Status).is_some() || client.is_some();
        (line || parts) && answer || self.is_refused()
    }

    /// A server that could not read a request writes an empty or broken one; who sent it and what was answered tell it apart.
    fn is_refused(&self) -> bool {
        let asked = [Slot::RequestLine, Slot::Target, Slot::Uri].iter().any(|slot| self.value(*slot).is_some());
        let source = self.text(Slot::Source).and_then(address::endpoint).is_some();
        let status = self.text(Slot::Status).and_then(scan::number::<u16>);
        asked && source && status.is_some_and(|status| (100..600).contains(&status))
    }

    fn fill(&self, event: &mut Event<'a>, arena: &'a Bump) {
        let mut http = HttpRequest::default();
        self.request(&mut http, arena, &mut event.anomalies);
        self.peer(event);
        let anomalies = &mut event.anomalies;
        http.status = self.text(Slot::Status).and_then(|status| status_of(status, anomalies));
        http.bytes_sent = self.number(Slot::BytesSent, anomalies);
        http.bytes_received = self.number(Slot::BytesReceived, anomalies);
        http.duration_us = self.duration();
        http.referrer = self.text(Slot::Referrer);
        http.user_agent = self.text(Slot::UserAgent);
        http.user = self.text(Slot::User);
        http.host = self.text(Slot::Host).filter(|host| *host != b"_").map(address::without_port).or(http.host);
        http.forwarded_for = self.text(Slot::ForwardedFor);
        // What is not the peer is what a header claims.
        if http.forwarded_for.is_none()
            && let Some(claimed) = self.text(Slot::ClaimedClient)
            && scan::address(claimed) != event.source
        {
            http.forwarded_for = Some(claimed);
        }
        http.body = self.text(Slot::Body);
        for text in [http.target, http.raw_request, http.referrer, http.user_agent, http.user, http.forwarded_for]
            .into_iter()
            .flatten()
        {
            request::note_hidden(text, anomalies);
        }
        event.host = self.text(Slot::Machine).or(event.host);
        event.action = Action::Http(http);
    }

    /// Method, target and version from the request line when there is one, else from their own members.
    fn request(&self, http: &mut HttpRequest<'a>, arena: &'a Bump, anomalies: &mut Anomalies) {
        let method = self.text(Slot::Method).filter(|method| is_method(method));
        if let (Some(method), Some(target)) = (method, self.target()) {
            http.method = Some(method);
            http.version = self.text(Slot::Version).and_then(request::version);
            let query = self.text(Slot::Query).map(|query| query.strip_prefix(b"?").unwrap_or(query));
            match query.filter(|query| !query.is_empty() && !target.contains(&b'?')) {
                Some(query) => {
                    http.target = Some(joined(target, query, arena));
                    http.path = Some(target);
                    http.query = Some(query);
                }
                None => request::target(target, http),
            }
        } else if let Some(line) = self.value(Slot::RequestLine).and_then(Value::text) {
            request::split(line, http, anomalies);
        } else {
            http.method = method;
            let nothing = method.is_none() && self.target().is_none();
            anomalies.add(if nothing { Anomaly::EmptyRequest } else { Anomaly::MalformedRequest });
            if let Some(target) = self.target() {
                request::target(target, http);
            }
        }
        if self.text(Slot::Address).is_some() {
            request::take_host(http);
        }
    }

    /// The target, or the path where the query stands in a member of its own. Apache's `%U` is often called `request`.
    fn target(&self) -> Option<Text<'a>> {
        let named = [Slot::Target, Slot::Address, Slot::Path, Slot::Uri].iter().find_map(|slot| self.text(*slot));
        named.or_else(|| self.text(Slot::RequestLine).filter(|line| line.starts_with(b"/") && !line.contains(&b' ')))
    }

    fn peer(&self, event: &mut Event<'a>) {
        let port = self.text(Slot::SourcePort).and_then(scan::number);
        match self.text(Slot::Source).or_else(|| self.text(Slot::ClaimedClient)) {
            None => event.anomalies.add(Anomaly::MissingField),
            Some(text) => match address::endpoint(text) {
                Some((source, own_port)) => {
                    event.source = Some(source);
                    event.source_port = own_port.or(port);
                }
                None if address::is_host_name(text) => {
                    event.source_name = Some(text);
                    event.anomalies.add(Anomaly::NameInsteadOfAddress);
                }
                None => event.anomalies.add(Anomaly::BadAddress),
            },
        }
    }

    fn number(&self, slot: Slot, anomalies: &mut Anomalies) -> Option<u64> {
        self.text(slot)?;
        let number = self.value(slot)?.number();
        if number.is_none() {
            anomalies.add(Anomaly::BadNumber);
        }
        number
    }

    /// Microseconds. nginx's `request_time` is in seconds, Caddy's `duration` too, with decimals; Traefik's `Duration` and ECS's
    /// `event.duration` are whole nanoseconds.
    fn duration(&self) -> Option<u64> {
        if let Some(nanos) = self.text(Slot::DurationNanos).and_then(scan::number::<u64>) {
            return Some(nanos / 1_000);
        }
        if let Some(text) = self.text(Slot::Seconds) {
            return instant::seconds_as_micros(text);
        }
        let text = self.text(Slot::Duration)?;
        match scan::number::<u64>(text) {
            Some(nanos) if self.traefik => Some(nanos / 1_000),
            // A whole number of nobody knows what.
            Some(_) => None,
            None => instant::seconds_as_micros(text).or_else(|| {
                // Small numbers are printed with an exponent: `2.689e-06`.
                let seconds: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
                (0.0..1e9).contains(&seconds).then_some((seconds * 1e6) as u64)
            }),
        }
    }
}

/// The dotted name of the member being looked at, in lower case, `-` as `_`.
#[derive(Clone, Copy)]
struct Name {
    bytes: [u8; NAME_BYTES_MAX],
    len: usize,
}

impl Default for Name {
    fn default() -> Self {
        Name { bytes: [0; NAME_BYTES_MAX], len: 0 }
    }
}

impl Name {
    /// Adds a part. False when it does not fit.
    fn push(&mut self, part: &[u8]) -> bool {
        let dot = usize::from(self.len > 0);
        let Some(room) = self.bytes.get_mut(self.len..self.len + dot + part.len()) else { return false };
        if dot == 1 {
            room[0] = b'.';
        }
        for (to, from) in room[dot..].iter_mut().zip(part) {
            *to = if *from == b'-' { b'_' } else { from.to_ascii_lowercase() };
        }
        self.len += dot + part.len();
        true
    }

    fn text(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// Looks at every member, and into objects; of an array its first element counts.
fn collect<'a>(object: Json<'a>, name: &mut Name, depth: usize, found: &mut Found<'a>) {
    for (key, value) in object.members() {
        let before = name.len;
        if name.push(key) {
            let value = match value {
                Value::Array(list) => list.members().next().map_or(Value::Null, |(_, first)| first),
                other => other,
            };
            match value {
                Value::Object(inner) if depth + 1 < DEPTH_MAX => collect(inner, name, depth + 1, found),
                Value::String(_) | Value::Number(_) => {
                    if let Some((slot, rank)) = names::slot(name.text()) {
                        found.put(slot, rank, value);
                    }
                }
                _ => {}
            }
        }
        name.len = before;
    }
}

fn is_method(text: &[u8]) -> bool {
    (1..=24).contains(&text.len()) && text.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'))
}

fn joined<'a>(path: Text<'a>, query: Text<'a>, arena: &'a Bump) -> Text<'a> {
    let mut target = ArenaVec::with_capacity_in(path.len() + query.len() + 1, arena);
    target.extend_from_slice(path);
    target.push(b'?');
    target.extend_from_slice(query);
    target.into_bump_slice()
}

/// What Caddy says of its own life, by the beginning of the message; the logger `http` or none wrote it.
const CADDY_LIFE: &[(&[u8], Housekeeping)] = &[
    (b"serving initial configuration", Housekeeping::Started),
    (b"using ", Housekeeping::Started),
    (b"server running", Housekeeping::Started),
    (b"admin endpoint started", Housekeeping::Started),
    (b"autosaved config", Housekeeping::Reloaded),
    (b"load complete", Housekeeping::Reloaded),
    (b"shutting down", Housekeeping::Stopped),
    (b"shutdown complete", Housekeeping::Stopped),
    (b"exiting", Housekeeping::Stopped),
    (b"cleaning storage unit", Housekeeping::ScheduledJob),
    (b"finished cleaning storage unit", Housekeeping::ScheduledJob),
];

/// What Caddy writes beside requests: level, seconds since the epoch, a dotted logger (or none, before any is set up), a
/// message. Only its own life and its firewall's words (Coraza, written like ModSecurity's) are interpreted.
fn caddy_notice<'a>(record: Json<'a>, event: &mut Event<'a>, context: &mut Context) -> Option<Reading<'a>> {
    let (level, message) = (record.text("level")?, record.text("msg")?);
    let life = CADDY_LIFE.iter().find(|(beginning, _)| message.starts_with(beginning)).map(|(_, kind)| *kind);
    let logger = match (record.text("logger"), life) {
        (Some(logger), _) => logger,
        (None, Some(_)) => b"",
        (None, None) => return None,
    };
    let Some(Value::Number(stamp)) = record.get("ts") else { return None };
    let inside = message.strip_prefix(b"[client \"").filter(|_| logger.starts_with(b"http.handlers."));
    let Some(inside) = inside else {
        let Some(life) = life else { return Some(Reading::Ignored) };
        if let Some(stated) = instant::epoch(stamp) {
            super::set_moment(event, context.moment(stated));
        }
        event.action = Action::Housekeeping(life);
        return Some(Reading::Event(*event));
    };
    let close = memchr::memmem::find(inside, b"\"] ")?;
    if let Some(stated) = instant::epoch(stamp) {
        super::set_moment(event, context.moment(stated));
    }
    event.source = scan::address(&inside[..close]);
    event.action = Action::ServerMessage(ServerMessage {
        level: Some(level),
        message: inside[close + 3..].trim_ascii_end(),
        kind: ServerMessageKind::Firewall,
        request: between(inside, b"[uri \"", b"\"]"),
        host: between(inside, b"[hostname \"", b"\"]").filter(|host| !host.is_empty()),
        referrer: None,
        path: None,
    });
    Some(Reading::Event(*event))
}

fn caddy_error<'a>(record: Json<'a>, event: &mut Event<'a>) {
    let Action::Http(http) = event.action else { return };
    event.action = Action::ServerMessage(ServerMessage {
        level: record.text("level"),
        message: record.text("msg").unwrap_or_default(),
        kind: ServerMessageKind::Upstream,
        request: http.target,
        host: http.host,
        referrer: http.referrer,
        path: None,
    });
}
