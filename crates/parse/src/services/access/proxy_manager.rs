//! The two access logs of Nginx Proxy Manager and its fork, which begin with the time. Only what follows the time is read
//! here.
//!
//! Layouts: `proxy` and `standard` of Nginx Proxy Manager (`[time] cache upstream_status status - METHOD scheme host "target"
//! [Client address] [Length n] [Gzip r] [Sent-to s] "agent" "referrer"`, the first two missing in `standard`), and NPMplus
//! (`[time] host address seconds "request" status bytes_sent bytes_received referrer agent`).

use bumpalo::Bump;
use vigie_facts::event::{Action, Event, HttpRequest, Text};

use super::line::{self, Fields, word};
use crate::{address, escape, instant, request};

/// Words before the first quote; both layouts have at most eight.
const WORDS_MAX: usize = 9;

/// Reads what follows the time. Leaves the event alone when it is neither layout.
pub(super) fn read<'a>(tail: Text<'a>, event: &mut Event<'a>, arena: &'a Bump) -> bool {
    let Some(quote) = memchr::memchr(b'"', tail) else { return false };
    let mut words: [Text<'a>; WORDS_MAX] = [b""; WORDS_MAX];
    let mut count = 0;
    for part in tail[..quote].split(|b| *b == b' ').filter(|part| !part.is_empty()) {
        let Some(slot) = words.get_mut(count) else { return false };
        *slot = part;
        count += 1;
    }
    let mut fields = Fields { rest: &tail[quote..], cut: false };
    match &words[..count] {
        [.., status, b"-", method, scheme, host] if matches!(*scheme, b"http" | b"https") => {
            manager(status, method, host, &mut fields, event, arena)
        }
        [host, source, seconds] => plus([host, source, seconds], &mut fields, event, arena),
        _ => false,
    }
}

fn manager<'a>(
    status: Text<'a>,
    method: Text<'a>,
    host: Text<'a>,
    fields: &mut Fields<'a>,
    event: &mut Event<'a>,
    arena: &'a Bump,
) -> bool {
    let Some(target) = fields.next().filter(|field| field.quoted) else { return false };
    let Some(rest) = fields.rest.strip_prefix(b" [Client ") else { return false };
    let Some(end) = memchr::memchr(b']', rest) else { return false };
    let Some((source, port)) = address::endpoint(&rest[..end]) else { return false };
    let anomalies = &mut event.anomalies;
    let mut http = HttpRequest { method: Some(method), host: Some(host), ..HttpRequest::default() };
    request::target(escape::log_item(target.text, arena, anomalies), &mut http);
    http.status = line::status_of(status, anomalies);
    fields.rest = &rest[end + 1..];
    while let Some(bracket) = fields.rest.strip_prefix(b" [") {
        let Some(end) = memchr::memchr(b']', bracket) else { return false };
        if let Some(length) = bracket[..end].strip_prefix(b"Length ") {
            http.bytes_sent = line::number_of(length, anomalies);
        }
        fields.rest = &bracket[end + 1..];
    }
    let mut optional = || fields.next().filter(|f| f.quoted && f.text != b"-").map(|f| f.text);
    let (agent, referrer) = (optional(), optional());
    http.user_agent = agent.map(|text| escape::log_item(text, arena, anomalies));
    http.referrer = referrer.map(|text| escape::log_item(text, arena, anomalies));
    event.source = Some(source);
    event.source_port = port;
    event.action = Action::Http(http);
    true
}

fn plus<'a>(
    [host, source, seconds]: [Text<'a>; 3],
    fields: &mut Fields<'a>,
    event: &mut Event<'a>,
    arena: &'a Bump,
) -> bool {
    let Some((source, port)) = address::endpoint(source) else { return false };
    let Some(request_line) = fields.next().filter(|field| field.quoted) else { return false };
    let anomalies = &mut event.anomalies;
    let mut http = HttpRequest { host: Some(host).filter(|h| *h != b"_"), ..HttpRequest::default() };
    request::split(escape::log_item(request_line.text, arena, anomalies), &mut http, anomalies);
    let (status, rest) = word(fields.rest.trim_ascii_start());
    let (sent, rest) = word(rest);
    let (received, rest) = word(rest);
    let (referrer, agent) = word(rest);
    http.duration_us = instant::seconds_as_micros(seconds);
    http.status = line::status_of(status, anomalies);
    http.bytes_sent = line::number_of(sent, anomalies);
    http.bytes_received = line::number_of(received, anomalies);
    http.referrer = Some(referrer).filter(|text| !matches!(*text, b"" | b"-"));
    http.user_agent = Some(agent).filter(|text| !matches!(*text, b"" | b"-"));
    event.source = Some(source);
    event.source_port = port;
    event.action = Action::Http(http);
    true
}
