//! One line of an access log in Common Log Format or any of its longer cousins, split by hand. No allocation on ordinary
//! lines: fields are slices of the line, and go through the arena only when they hold a backslash.
//!
//! Layouts: `%h %l %u %t "%r" %>s %b`, with `"%{Referer}i" "%{User-agent}i"` (combined), `%v:%p` in front (vhost_combined),
//! and whatever follows (request time, `X-Forwarded-For`, virtual host, protocol of TLS, router of Traefik).
//! Sources: <https://httpd.apache.org/docs/2.4/mod/mod_log_config.html>,
//! <https://nginx.org/en/docs/http/ngx_http_log_module.html>, <https://doc.traefik.io/traefik/observability/access-logs/>.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{Action, Event, HttpRequest, Text};

use super::proxy_manager;
use crate::instant::{self, Stated};
use crate::{address, escape, request, scan};

/// Opening brackets looked at for the time. Addresses in brackets and user names may come before it.
const BRACKETS_MAX: usize = 8;
/// Fields looked at behind the user agent.
const EXTRA_FIELDS_MAX: usize = 32;

/// Reads a line into the event. `None` when it is not one; otherwise what it states as its time, if that is readable.
pub fn read<'a>(line: Text<'a>, event: &mut Event<'a>, arena: &'a Bump) -> Option<Option<Stated>> {
    if !opens_inside_quotes(line)
        && let Some(found) = with_quotes(line, event, arena)
    {
        return Some(found);
    }
    let (head, stamp, tail) = find_time(line)?;
    if head.is_empty() && proxy_manager::read(tail, event, arena) {
        return Some(stamp_of(stamp, &mut event.anomalies));
    }
    if let Some(mended) = mend_quotes(line, arena)
        && let Some(found) = with_quotes(mended, event, arena)
    {
        return Some(found);
    }
    without_quotes(head, stamp, tail, event)
}

/// The layouts as documented, with the request between quotes.
#[expect(clippy::option_option, reason = "a line without a readable time is still a line")]
fn with_quotes<'a>(line: Text<'a>, event: &mut Event<'a>, arena: &'a Bump) -> Option<Option<Stated>> {
    let (head, stamp, tail) = find_time(line)?;
    if !is_head(head) {
        return None;
    }
    let mut http = HttpRequest::default();
    let quoted = if let Some(quoted) = tail.strip_prefix(b"\"") {
        quoted
    } else {
        // The virtual host may stand between time and request.
        let (host, rest) = word(tail);
        http.host = Some(address::without_port(host)).filter(|_| looks_like_host(host));
        rest.strip_prefix(b"\"").filter(|_| http.host.is_some())?
    };
    let (line_text, rest) = request_line(quoted, head, &mut event.anomalies)?;
    let escaped = memchr::memchr(b'\\', tail).is_some();
    let plain = Unescape { arena: escaped.then_some(arena) };
    peer(head, event, &mut http, arena);
    request::split(plain.text(line_text, &mut event.anomalies), &mut http, &mut event.anomalies);
    answer_and_rest(rest, &plain, &mut http, &mut event.anomalies);
    if request::holds_record(tail) {
        event.anomalies.add(Anomaly::EmbeddedRecord);
    }
    let stated = stamp_of(stamp, &mut event.anomalies);
    event.action = Action::Http(http);
    Some(stated)
}

/// What stands before the time, the time's text, and what stands behind `] `. The time followed by a quote wins over others,
/// because user names come before it and may hold brackets, but never an unescaped quote.
fn find_time(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut from = 0;
    let mut first = None;
    for _ in 0..BRACKETS_MAX {
        let Some(found) = memchr::memchr(b'[', &line[from..]) else { break };
        let at = from + found;
        from = at + 1;
        let Some(len) = stamp_len(&line[at + 1..]) else { continue };
        let tail = &line[at + 1 + len + 1..];
        let Some(tail) = tail.strip_prefix(b" ") else { continue };
        let parts = (line[..at].trim_ascii_end(), &line[at + 1..at + 1 + len], tail);
        if tail.first() == Some(&b'"') {
            return Some(parts);
        }
        first = first.or(Some(parts));
    }
    first
}

/// Whether a text can stand before the time: it begins with an address or `-`, with a name and then an address, or with a name
/// and an unknown identity. Anything else is a sentence that quotes a log.
fn is_head(head: &[u8]) -> bool {
    let (first, rest) = word(head);
    let (second, _) = word(rest);
    second == b"-"
        || first == b"-"
        || address::endpoint(unquoted(first.strip_suffix(b",").unwrap_or(first))).is_some()
        || address::endpoint(second).is_some()
}

fn unquoted(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\"").and_then(|t| t.strip_suffix(b"\"")).unwrap_or(text)
}

/// Length of a time before its closing bracket, by its shape: `17/May/2015:10:05:03 +0000`, or `2015-05-17T10:05:03+00:00` as
/// nginx's `$time_iso8601`. Whether it exists in the calendar is asked later.
fn stamp_len(text: &[u8]) -> Option<usize> {
    let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
    let clf = is(2, b'/') && is(6, b'/') && is(11, b':');
    if clf && is(26, b']') {
        return Some(26);
    }
    let iso = is(4, b'-') && is(7, b'-') && is(13, b':');
    if !clf && !iso {
        return None;
    }
    text.iter().take(36).position(|b| *b == b']').filter(|len| *len >= 19)
}

fn stamp_of(stamp: &[u8], anomalies: &mut Anomalies) -> Option<Stated> {
    let stated = instant::clf(stamp).or_else(|| instant::iso(stamp)).or_else(|| instant::clf(stamp.trim_ascii()));
    if stated.is_none() {
        anomalies.add(Anomaly::BadTime);
    }
    stated
}

/// The request line and what follows its closing quote. A quote closes it when a status follows. Where none does, the line
/// must at least begin with an address: then the first quote that ends a word closes the request, and without any the line
/// was cut inside it.
fn request_line<'a>(text: &'a [u8], head: &[u8], anomalies: &mut Anomalies) -> Option<(&'a [u8], &'a [u8])> {
    let status_follows = |rest: &[u8]| matches!(rest, [b' ', b'0'..=b'9' | b'-', ..]);
    if let Some(end) = escape::closing_quote(text, status_follows) {
        return Some((&text[..end], &text[end + 1..]));
    }
    let (first, rest) = word(head);
    let begins_with_address = address::endpoint(first).is_some() || address::endpoint(word(rest).0).is_some();
    if text.is_empty() || !begins_with_address {
        return None;
    }
    if let Some(end) = escape::closing_quote(text, |rest| rest.is_empty() || rest[0] == b' ') {
        return Some((&text[..end], &text[end + 1..]));
    }
    anomalies.add(Anomaly::Truncated);
    Some((text, b""))
}

/// Undoes escapes, when the line has any.
struct Unescape<'a> {
    arena: Option<&'a Bump>,
}

impl<'a> Unescape<'a> {
    fn text(&self, text: Text<'a>, anomalies: &mut Anomalies) -> Text<'a> {
        match self.arena {
            Some(arena) => escape::log_item(text, arena, anomalies),
            None => text,
        }
    }

    /// The text of an optional field: `-` stands for nothing.
    fn field(&self, text: Text<'a>, anomalies: &mut Anomalies) -> Option<Text<'a>> {
        if text == b"-" { None } else { Some(self.text(text, anomalies)) }
    }
}

/// What stands before the time: virtual host, source, identity, user.
fn peer<'a>(head: Text<'a>, event: &mut Event<'a>, http: &mut HttpRequest<'a>, arena: &'a Bump) {
    let (first, rest) = word(head);
    // Three words of which the last two say nothing: nearly every line there is.
    if rest == b"- -" && !first.ends_with(b",") {
        set_source(first, event);
        return;
    }
    if let Some(listed) = first.strip_suffix(b",").filter(|listed| address::ip(listed).is_some()) {
        forwarded_list(listed.len(), head, event, http);
        return;
    }
    let (second, after_second) = word(rest);
    // With two addresses the first is the host asked for: visitors who ask by address put it there. A format that logs a
    // forwarded address second would be misread; none that is documented does.
    let second_is_source = second != b"-" && address::endpoint(second).is_some();
    let (source, rest) = if second_is_source {
        http.host = Some(address::without_port(first));
        (second, after_second)
    } else {
        (first, rest)
    };
    set_source(source, event);
    let (identity, user) = word(rest);
    if http.host.is_none() && !user.is_empty() && identity != b"-" && looks_like_host(identity) {
        http.host = Some(address::without_port(identity));
        set_user(word(user), http, arena, &mut event.anomalies);
        return;
    }
    set_user((identity, user), http, arena, &mut event.anomalies);
}

/// A head that begins with a list of addresses, as of a format with `X-Forwarded-For` in the place of the peer: claims, none
/// of which is known to be where the traffic arrived from.
fn forwarded_list<'a>(first_len: usize, head: Text<'a>, event: &mut Event<'a>, http: &mut HttpRequest<'a>) {
    let mut end = first_len;
    while let Some(after) = head[end..].strip_prefix(b",") {
        let spaces = after.len() - after.trim_ascii_start().len();
        let (next, _) = word(&after[spaces..]);
        end += 1 + spaces + next.strip_suffix(b",").unwrap_or(next).len();
    }
    http.forwarded_for = Some(&head[..end]);
    event.anomalies.add(Anomaly::MissingField);
}

fn set_source<'a>(text: Text<'a>, event: &mut Event<'a>) {
    let text = unquoted(text);
    if let Some((address, port)) = address::endpoint(text) {
        event.source = Some(address);
        event.source_port = port;
    } else if text == b"-" {
        event.anomalies.add(Anomaly::MissingField);
    } else if address::is_host_name(text) {
        event.source_name = Some(text);
        event.anomalies.add(Anomaly::NameInsteadOfAddress);
    } else {
        event.anomalies.add(Anomaly::BadAddress);
    }
}

/// The user: all that follows the identity, because names may hold spaces; ` -` at the end closes another field.
fn set_user<'a>(
    (_identity, user): (Text<'a>, Text<'a>),
    http: &mut HttpRequest<'a>,
    arena: &'a Bump,
    anomalies: &mut Anomalies,
) {
    if matches!(user, b"" | b"-" | b"\"\"") || user.ends_with(b" -") {
        return;
    }
    http.user = Some(escape::log_item(user, arena, anomalies));
}

/// Status, bytes, referrer, agent and what follows.
fn answer_and_rest<'a>(rest: Text<'a>, plain: &Unescape<'a>, http: &mut HttpRequest<'a>, anomalies: &mut Anomalies) {
    let (status, rest) = short_word(rest.strip_prefix(b" ").unwrap_or(rest));
    http.status = status_of(status, anomalies);
    let (bytes, rest) = short_word(rest);
    http.bytes_sent = number_of(bytes, anomalies);
    let mut fields = Fields { rest, cut: false };
    let mut quoted_seen = 0;
    for _ in 0..EXTRA_FIELDS_MAX {
        let Some(field) = fields.next() else { break };
        match (field.quoted, quoted_seen) {
            (true, 0) => http.referrer = plain.field(field.text, anomalies),
            (true, 1) => http.user_agent = plain.field(field.text, anomalies),
            (true, seen) => {
                let default_place = seen == 2 && fields.rest.is_empty();
                extra_quoted(plain.text(field.text, anomalies), default_place, http);
            }
            (false, _) => extra_bare(field.text, http),
        }
        quoted_seen += u8::from(field.quoted);
    }
    if fields.cut {
        anomalies.add(Anomaly::Truncated);
    }
    if !fields.rest.is_empty() {
        anomalies.add(Anomaly::ExtraFields);
    }
    // A format with only one quoted field behind the bytes has either; addresses tell.
    if quoted_seen == 1 && http.referrer.is_some_and(|text| memchr::memmem::find(text, b"://").is_none_or(|at| at > 16))
    {
        http.user_agent = http.referrer.take();
    }
}

/// A quoted field behind the agent: addresses the request claims to come from, or the virtual host. In nginx's own `main`
/// format the one field behind the agent is `X-Forwarded-For`, whatever it holds.
fn extra_quoted<'a>(text: Text<'a>, default_place: bool, http: &mut HttpRequest<'a>) {
    if matches!(text, b"" | b"-") {
        return;
    }
    if http.forwarded_for.is_none() && is_address_list(text) {
        http.forwarded_for = Some(text);
    } else if http.host.is_none() && looks_like_host(text) {
        http.host = Some(address::without_port(text));
    } else if http.forwarded_for.is_none() && default_place {
        http.forwarded_for = Some(text);
    }
}

/// A bare field behind the bytes: a duration with its name or unit, nginx's `$request_time`, or the virtual host.
fn extra_bare<'a>(text: Text<'a>, http: &mut HttpRequest<'a>) {
    if http.duration_us.is_none() {
        let named =
            [&b"rt="[..], b"request_time=", b"rt:", b"request_time:"].iter().find_map(|name| text.strip_prefix(*name));
        http.duration_us = if let Some(value) = named {
            instant::seconds_as_micros(value.strip_prefix(b"\"").and_then(|v| v.strip_suffix(b"\"")).unwrap_or(value))
        } else if let Some(value) = text.strip_suffix(b"ms") {
            scan::number::<u64>(value).and_then(|value| value.checked_mul(1_000))
        } else if text.len() >= 5 && text[text.len() - 4] == b'.' {
            instant::seconds_as_micros(text)
        } else {
            None
        };
    }
    let host = [&b"host="[..], b"vhost="].iter().find_map(|name| text.strip_prefix(*name)).unwrap_or(text);
    if http.host.is_none() && looks_like_host(host) {
        http.host = Some(address::without_port(host));
    }
}

/// A status as text; `-` stands for none.
pub(crate) fn status_of(text: &[u8], anomalies: &mut Anomalies) -> Option<u16> {
    if let [a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9'] = *text {
        return Some(u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0'));
    }
    if text == b"-" {
        return None;
    }
    if text.is_empty() {
        anomalies.add(Anomaly::Truncated);
        return None;
    }
    if let Some(number) = scan::number::<u16>(text) {
        return request::status(number, anomalies);
    }
    anomalies.add(Anomaly::BadNumber);
    None
}

pub(crate) fn number_of(text: &[u8], anomalies: &mut Anomalies) -> Option<u64> {
    if matches!(text, b"" | b"-") {
        return None;
    }
    let number = scan::number(text);
    if number.is_none() {
        anomalies.add(Anomaly::BadNumber);
    }
    number
}

/// Words and quoted texts separated by spaces.
pub(crate) struct Fields<'a> {
    pub(crate) rest: &'a [u8],
    /// Whether the last field has no closing quote.
    pub(crate) cut: bool,
}

pub(crate) struct Field<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) quoted: bool,
}

impl<'a> Fields<'a> {
    pub(crate) fn next(&mut self) -> Option<Field<'a>> {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            return None;
        }
        let Some(inner) = self.rest.strip_prefix(b"\"") else {
            let (text, rest) = word(self.rest);
            self.rest = rest;
            return Some(Field { text, quoted: false });
        };
        let end = escape::closing_quote(inner, |rest| rest.is_empty() || rest[0] == b' ');
        self.cut |= end.is_none();
        let end = end.unwrap_or(inner.len());
        self.rest = inner.get(end + 1..).unwrap_or(b"");
        Some(Field { text: &inner[..end], quoted: true })
    }
}

/// The text up to the first space, and what follows it.
pub(crate) fn word(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b' ', text) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, b""),
    }
}

/// As [`word`], quicker for words of a few bytes.
fn short_word(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().take(16).position(|b| *b == b' ') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => word(text),
    }
}

/// A host name as it stands in a field of its own: dots, and a last label of letters (so that neither `TLSv1.3` nor `0.005`
/// is one), or `localhost`; a port may follow.
pub(crate) fn looks_like_host(text: &[u8]) -> bool {
    let host = address::without_port(text);
    if host == b"localhost" {
        return true;
    }
    let Some(dot) = memchr::memrchr(b'.', host) else { return false };
    let last = &host[dot + 1..];
    last.len() >= 2 && last.iter().all(u8::is_ascii_alphabetic) && address::is_host_name(host)
}

/// Addresses separated by commas or spaces, `unknown` allowed between them (RFC 7239 § 6).
fn is_address_list(text: &[u8]) -> bool {
    let mut addresses = 0;
    for part in text.split(|b| matches!(b, b',' | b' ')).filter(|part| !part.is_empty()) {
        if address::ip(part).is_some() {
            addresses += 1;
        } else if part != b"unknown" {
            return false;
        }
    }
    addresses > 0
}

/// Whether the line begins with a quote that its first word does not close: then the whole line stands between quotes.
fn opens_inside_quotes(line: &[u8]) -> bool {
    line.first() == Some(&b'"') && !word(line).0[1..].contains(&b'"')
}

/// The line with quotes as they should stand, when they were altered on the way: the whole line quoted and its quotes doubled
/// (CSV) or escaped, all quotes escaped, or typographic quotes of an office program.
fn mend_quotes<'a>(line: Text<'a>, arena: &'a Bump) -> Option<Text<'a>> {
    let wrapped = line.strip_prefix(b"\"").and_then(|l| l.strip_suffix(b"\""));
    let text = wrapped.unwrap_or(line);
    let mut out = ArenaVec::with_capacity_in(text.len(), arena);
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let quote = match rest {
            [b'\\', b'"', ..] => 2,
            [b'"', b'"', ..] if wrapped.is_some() => 2,
            [0xe2, 0x80, 0x9c..=0x9e, ..] => 3,
            _ => 0,
        };
        if quote > 0 {
            out.push(b'"');
            rest = &rest[quote..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    if out.len() == line.len() { None } else { Some(out.into_bump_slice()) }
}

/// A line that lost its quotes: the request ends behind its ` HTTP/x.y`, and only a word can be told from the rest.
#[expect(clippy::option_option, reason = "a line without a readable time is still a line")]
fn without_quotes<'a>(
    head: Text<'a>,
    stamp: Text<'a>,
    tail: Text<'a>,
    event: &mut Event<'a>,
) -> Option<Option<Stated>> {
    let (line_text, rest) = if let Some(rest) = tail.strip_prefix(b"- ") {
        (&tail[..1], rest)
    } else {
        let at = memchr::memmem::find_iter(tail, b" HTTP/").find(|at| {
            let (version, rest) = word(&tail[at + 6..]);
            request::version(version).is_some() && matches!(rest, [b'0'..=b'9' | b'-', ..])
        })?;
        let end = at + 6 + memchr::memchr(b' ', &tail[at + 6..])?;
        (&tail[..end], &tail[end + 1..])
    };
    let (status, rest) = word(rest);
    if !is_head(head) || !matches!(status, [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']) {
        return None;
    }
    let (bytes, rest) = word(rest);
    let mut http = HttpRequest::default();
    let (source, rest_of_head) = word(head);
    set_source(source, event);
    let (_, user) = word(rest_of_head);
    http.user = Some(user).filter(|user| !matches!(*user, b"" | b"-"));
    request::split(line_text, &mut http, &mut event.anomalies);
    http.status = status_of(status, &mut event.anomalies);
    http.bytes_sent = number_of(bytes, &mut event.anomalies);
    let (referrer, agent) = word(rest);
    http.referrer = Some(referrer).filter(|text| !matches!(*text, b"" | b"-"));
    http.user_agent = Some(agent.trim_ascii()).filter(|text| !matches!(*text, b"" | b"-"));
    if request::holds_record(tail) {
        event.anomalies.add(Anomaly::EmbeddedRecord);
    }
    event.action = Action::Http(http);
    Some(stamp_of(stamp, &mut event.anomalies))
}
