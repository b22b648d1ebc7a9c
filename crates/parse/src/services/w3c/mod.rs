//! W3C extended log files, as IIS and CloudFront write them: `#Fields:` says what the columns are, and may say it again. Times
//! are UTC.
//!
//! The columns run along an input: recognition keeps those of its head, and whoever cuts it into chunks carries them past each
//! chunk with [`Columns::advance_over`], as it does the calendar.
//!
//! Layout: <https://www.w3.org/TR/WD-logfile.html>,
//! <https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging>, and of `http.sys`' own errors
//! <https://learn.microsoft.com/en-us/troubleshoot/developer/webapps/aspnet/site-behavior-performance/error-logging-http-apis>.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Connection, ConnectionPhase, Event, Housekeeping, HttpRequest, Protocol, Text};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat};
use crate::{address, instant, request, scan};

/// Columns kept of a `#Fields:` line; CloudFront's longest list has 40.
const COLUMNS_MAX: usize = 64;

/// What the directives of an input said last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    columns: Vec<Column>,
    /// Date of `#Date:`, for rows that have only a time.
    date: Option<[u8; 10]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Date,
    Time,
    Source,
    SourcePort,
    Destination,
    DestinationPort,
    Machine,
    Method,
    Stem,
    Query,
    Uri,
    Status,
    BytesSent,
    BytesReceived,
    TimeTaken,
    User,
    Agent,
    Referrer,
    Host,
    Version,
    ForwardedFor,
    Reason,
    FtpSession,
    Other,
}

/// See the module.
pub(crate) struct W3c;

impl ServiceFormat for W3c {
    fn id(&self) -> &'static str {
        "w3c"
    }

    fn service(&self) -> Service {
        Service::WebAccess
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        match message.first() {
            Some(b'#') => true,
            Some(first) => first.is_ascii_digit(),
            None => false,
        }
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
        if let Some(directive) = opened.message.strip_prefix(b"#") {
            let known = context.columns_mut().direct(directive);
            return if known { Reading::Event(event) } else { Reading::NotMine };
        }
        if context.columns().columns.is_empty() {
            return Reading::NotMine;
        }
        let Some(stamp) = context.columns().row(opened.message, &mut event, arena) else { return Reading::NotMine };
        match instant::iso(&stamp) {
            Some(stated) => super::set_moment(&mut event, context.moment(stated)),
            None => event.anomalies.add(Anomaly::BadTime),
        }
        Reading::Event(event)
    }
}

/// `2017-02-13T20:00:00Z`, put together from two columns.
type Stamp = [u8; 20];

impl Columns {
    /// Whether no directive has been read.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Takes in the directives among records that are stepped over. Costs a search for `#`, and only where there are columns.
    pub fn advance_over(&mut self, records: &[u8]) {
        if self.is_empty() {
            return;
        }
        let first = records.starts_with(b"#").then_some(1);
        for at in first.into_iter().chain(memchr::memmem::find_iter(records, b"\n#").map(|at| at + 2)) {
            let line = &records[at..];
            let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
            self.direct(line.strip_suffix(b"\r").unwrap_or(line));
        }
    }

    /// Takes in a directive, without its `#`. False when it is none.
    fn direct(&mut self, directive: &[u8]) -> bool {
        if let Some(fields) = directive.strip_prefix(b"Fields:") {
            let names = fields.split(|b| matches!(b, b' ' | b'\t')).filter(|name| !name.is_empty());
            self.columns = names.take(COLUMNS_MAX).map(Column::of).collect();
            return true;
        }
        if let Some(date) = directive.strip_prefix(b"Date:") {
            self.date = date.trim_ascii().first_chunk::<10>().copied();
            return true;
        }
        [&b"Software:"[..], b"Version:", b"Start-Date:", b"End-Date:", b"Remark:"]
            .iter()
            .any(|known| directive.starts_with(known))
    }

    /// Reads a row; `None` when it does not fit the columns.
    fn row<'a>(&self, row: Text<'a>, event: &mut Event<'a>, arena: &'a Bump) -> Option<Stamp> {
        // CloudFront separates with tabs, IIS with spaces; what stands behind the first column may hold the other.
        let separator = memchr::memchr2(b'\t', b' ', row).map_or(b' ', |at| row[at]);
        let mut http = HttpRequest::default();
        let date = self.date.as_ref().map(|date| &date[..]);
        let mut parts = Parts { date, escaped: separator == b'\t', ..Parts::default() };
        let mut values = row.trim_ascii_end().split(|b| *b == separator);
        let mut filled = 0;
        for column in &self.columns {
            let Some(value) = values.next() else { break };
            filled += 1;
            if value == b"-" || value.is_empty() {
                continue;
            }
            parts.take(*column, value, event, &mut http, arena)?;
        }
        if filled < self.columns.len() {
            event.anomalies.add(Anomaly::Truncated);
        }
        if values.next().is_some() {
            event.anomalies.add(Anomaly::ExtraFields);
        }
        let stamp = parts.stamp()?;
        parts.target(&mut http, arena);
        event.action = match parts.reason {
            // `http.sys` ends a connection on which no request came.
            Some(reason) if http.target.is_none() && http.status.is_none() => {
                let phase = ConnectionPhase::Closed;
                let (user, peer_software) = (None, None);
                Action::Connection(Connection {
                    phase,
                    protocol: Protocol::Http,
                    user,
                    peer_software,
                    reason: Some(reason),
                })
            }
            _ if http.target.is_none() && http.status.is_none() => return None,
            _ => Action::Http(http),
        };
        Some(stamp)
    }
}

/// Values that only mean something together.
#[derive(Default)]
struct Parts<'a, 'c> {
    date: Option<&'c [u8]>,
    time: Option<&'a [u8]>,
    stem: Option<&'a [u8]>,
    query: Option<&'a [u8]>,
    reason: Option<&'a [u8]>,
    /// Whether headers are percent-escaped (CloudFront), not written with `+` for a space (IIS).
    escaped: bool,
}

impl<'a: 'c, 'c> Parts<'a, 'c> {
    /// Puts a value in its place. `None` when it has not the shape of its column: then the columns are not those of the row.
    fn take(
        &mut self,
        column: Column,
        value: Text<'a>,
        event: &mut Event<'a>,
        http: &mut HttpRequest<'a>,
        arena: &'a Bump,
    ) -> Option<()> {
        match column {
            Column::Date => self.date = Some(value),
            Column::Time => self.time = Some(value),
            Column::Source => event.source = Some(address::ip(value)?),
            Column::SourcePort => event.source_port = scan::number(value),
            Column::Destination => event.destination = Some(address::ip(value)?),
            Column::DestinationPort => event.destination_port = Some(scan::number(value)?),
            Column::Machine => event.host = Some(value),
            Column::Method => http.method = Some(value),
            Column::Stem => self.stem = Some(value),
            Column::Query => self.query = Some(value),
            Column::Uri => request::target(value, http),
            Column::Status => {
                http.status = request::status(scan::number(value)?, &mut event.anomalies);
            }
            Column::BytesSent => http.bytes_sent = scan::number(value),
            Column::BytesReceived => http.bytes_received = scan::number(value),
            // IIS counts milliseconds; the draft standard, and CloudFront, decimal seconds.
            Column::TimeTaken => {
                http.duration_us = match scan::number::<u64>(value) {
                    Some(millis) => millis.checked_mul(1_000),
                    None => instant::seconds_as_micros(value),
                }
            }
            Column::User => http.user = Some(value),
            Column::Agent => http.user_agent = Some(self.header(value, arena)),
            Column::Referrer => http.referrer = Some(value),
            Column::Host => http.host = Some(address::without_port(value)),
            Column::Version => http.version = request::version(value),
            Column::ForwardedFor => http.forwarded_for = Some(self.header(value, arena)),
            Column::Reason => self.reason = Some(value),
            // Not a request of the web at all: a session of IIS's FTP server.
            Column::FtpSession => return None,
            Column::Other => {}
        }
        Some(())
    }

    /// A header as it was sent.
    fn header(&self, value: Text<'a>, arena: &'a Bump) -> Text<'a> {
        if self.escaped { unescaped(value, arena) } else { spaces(value, arena) }
    }

    /// Stem and query make the target.
    fn target(&self, http: &mut HttpRequest<'a>, arena: &'a Bump) {
        let Some(stem) = self.stem else { return };
        http.path = Some(stem);
        http.query = self.query;
        http.target = Some(match self.query {
            None => stem,
            Some(query) => {
                let mut target = ArenaVec::with_capacity_in(stem.len() + query.len() + 1, arena);
                target.extend_from_slice(stem);
                target.push(b'?');
                target.extend_from_slice(query);
                target.into_bump_slice()
            }
        });
    }

    fn stamp(&self) -> Option<Stamp> {
        let date = self.date?.first_chunk::<10>()?;
        let time = self.time?.first_chunk::<8>()?;
        let mut stamp = *b"0000-00-00T00:00:00Z";
        stamp[..10].copy_from_slice(date);
        stamp[11..19].copy_from_slice(time);
        // Any other shape means that the row is not of these columns.
        let shaped = stamp[4] == b'-' && stamp[7] == b'-' && stamp[13] == b':' && stamp[16] == b':';
        shaped.then_some(stamp)
    }
}

/// IIS writes spaces of headers as `+`.
fn spaces<'a>(value: Text<'a>, arena: &'a Bump) -> Text<'a> {
    if memchr::memchr(b'+', value).is_none() {
        return value;
    }
    arena.alloc_slice_fill_iter(value.iter().map(|b| if *b == b'+' { b' ' } else { *b }))
}

/// CloudFront writes what is not printable, spaces among it, as `%20`.
fn unescaped<'a>(value: Text<'a>, arena: &'a Bump) -> Text<'a> {
    if memchr::memchr(b'%', value).is_none() {
        return value;
    }
    let digit = |at: usize| value.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut text = ArenaVec::with_capacity_in(value.len(), arena);
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        if *byte == b'%'
            && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
        {
            text.push(high * 16 + low);
            at += 3;
        } else {
            text.push(*byte);
            at += 1;
        }
    }
    text.into_bump_slice()
}

impl Column {
    fn of(name: &[u8]) -> Column {
        match name.to_ascii_lowercase().as_slice() {
            b"date" => Column::Date,
            b"time" => Column::Time,
            b"c-ip" => Column::Source,
            b"c-port" => Column::SourcePort,
            b"s-ip" => Column::Destination,
            b"s-port" => Column::DestinationPort,
            b"s-computername" => Column::Machine,
            b"cs-method" => Column::Method,
            b"cs-uri-stem" => Column::Stem,
            b"cs-uri-query" => Column::Query,
            b"cs-uri" => Column::Uri,
            b"sc-status" => Column::Status,
            b"sc-bytes" => Column::BytesSent,
            b"cs-bytes" => Column::BytesReceived,
            b"time-taken" => Column::TimeTaken,
            b"cs-username" => Column::User,
            b"cs(user-agent)" => Column::Agent,
            b"cs(referer)" => Column::Referrer,
            // CloudFront's `cs(Host)` is its own name; what the visitor asked for is `x-host-header`.
            b"cs-host" | b"x-host-header" => Column::Host,
            b"cs-version" | b"cs-protocol-version" => Column::Version,
            b"x-forwarded-for" | b"cs(x-forwarded-for)" | b"c-forwarded-for" => Column::ForwardedFor,
            b"s-reason" => Column::Reason,
            b"x-session" => Column::FtpSession,
            _ => Column::Other,
        }
    }
}
