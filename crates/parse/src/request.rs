//! Request lines (`GET /path?query HTTP/1.1`) as logs cite them, split into method, target and version. Does not decode
//! percent escapes and does not judge.

use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{HttpRequest, Text};

use crate::address;

/// The longest method registered with IANA is `UPDATEREDIRECTREF` (17); a longer first word is not a method.
const METHOD_BYTES_MAX: usize = 24;

/// Splits a request line: the method is the first word, the version stands behind the last ` HTTP/`, the target is all
/// between. What is not such a line is kept whole in `raw_request` and marked.
///
/// ```
/// use vigie_facts::{anomaly::Anomalies, event::HttpRequest};
/// let mut request = HttpRequest::default();
/// vigie_parse::request::split(b"GET /a?b=c HTTP/1.1", &mut request, &mut Anomalies::default());
/// assert_eq!((request.path, request.query, request.version), (Some(&b"/a"[..]), Some(&b"b=c"[..]), Some(&b"1.1"[..])));
/// ```
pub fn split<'a>(line: Text<'a>, request: &mut HttpRequest<'a>, anomalies: &mut Anomalies) {
    if matches!(line, b"" | b"-") {
        anomalies.add(Anomaly::EmptyRequest);
        return;
    }
    let Some(method) = method_of(line) else {
        anomalies.add(Anomaly::MalformedRequest);
        request.raw_request = Some(line);
        return;
    };
    let rest = &line[method.len() + 1..];
    let (head, version) = match version_at(rest) {
        Some(at) => (&rest[..at], Some(&rest[at + b" HTTP/".len()..])),
        None => (rest, None),
    };
    if head.is_empty() || (version.is_none() && !is_target(head)) {
        anomalies.add(Anomaly::MalformedRequest);
        request.raw_request = Some(line);
        return;
    }
    if version.is_none_or(|v| !is_version(v)) || memchr::memchr(b' ', head).is_some() {
        anomalies.add(Anomaly::MalformedRequest);
        request.raw_request = Some(line);
    }
    request.method = Some(method);
    request.version = version;
    target(head, request);
}

/// Fills target, path and query from a target. Of an absolute address (RFC 9112 § 3.2.2) the path is what stands
/// behind the host.
pub fn target<'a>(target: Text<'a>, request: &mut HttpRequest<'a>) {
    request.target = Some(target);
    let local = behind_host(target);
    match memchr::memchr(b'?', local) {
        Some(at) => {
            request.path = Some(&local[..at]);
            request.query = Some(&local[at + 1..]);
        }
        None => request.path = Some(local),
    }
}

/// Takes the host out of a target that its writer put together from scheme, host and path, so that it does not look like a
/// request to a proxy, whose sender wrote it so.
///
/// ```
/// use vigie_facts::event::HttpRequest;
/// let mut request = HttpRequest::default();
/// vigie_parse::request::target(b"https://www.example.org:443/a?b", &mut request);
/// vigie_parse::request::take_host(&mut request);
/// assert_eq!((request.target, request.host), (Some(&b"/a?b"[..]), Some(&b"www.example.org"[..])));
/// ```
pub fn take_host(request: &mut HttpRequest<'_>) {
    let Some(target) = request.target else { return };
    let local = behind_host(target);
    let before = &target[..target.len() - local.len()];
    let Some(at) = memchr::memmem::find(before, b"://") else { return };
    request.target = Some(local);
    let host = address::without_port(&before[at + b"://".len()..]);
    let believable = address::is_host_name(host) || address::ip(host).is_some();
    request.host = request.host.or(Some(host).filter(|_| believable));
}

/// `/a?b` of `https://www.example.org/a?b`; any other target whole, and an address without a path too.
fn behind_host(target: &[u8]) -> &[u8] {
    // Nearly all begin with a slash.
    if target.first() == Some(&b'/') {
        return target;
    }
    let begins = |scheme: &[u8]| target.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    let behind = match () {
        () if begins(b"http://") => &target[b"http://".len()..],
        () if begins(b"https://") => &target[b"https://".len()..],
        () => return target,
    };
    match memchr::memchr2(b'/', b'?', behind) {
        Some(at) if behind[at] == b'/' => &behind[at..],
        _ => target,
    }
}

/// `1.1` of `HTTP/1.1`; the text itself when it is already a bare version (`2.0`).
pub fn version(text: Text<'_>) -> Option<Text<'_>> {
    let bare = text.strip_prefix(b"HTTP/").unwrap_or(text);
    is_version(bare).then_some(bare)
}

/// A status as a number. One below 100 (servers write 0 when nothing was answered) is marked and is no status; others that
/// HTTP does not have (RFC 9110 § 15) are marked and kept.
pub fn status(number: u16, anomalies: &mut Anomalies) -> Option<u16> {
    if !(100..600).contains(&number) {
        anomalies.add(Anomaly::ImpossibleStatus);
    }
    (number >= 100).then_some(number)
}

/// Marks what somebody hid in a field he chose (target, referrer, agent): control characters, and the beginning of another
/// record, so that whoever prints or re-reads the field is warned.
pub fn note_hidden(text: &[u8], anomalies: &mut Anomalies) {
    if text.iter().any(|b| *b < 0x20 || *b == 0x7f) {
        anomalies.add(if text.contains(&0) { Anomaly::NulByte } else { Anomaly::ControlCharacter });
    }
    let next_line_begins_a_record = memchr::memchr2_iter(b'\n', b'\r', text)
        .any(|at| matches!(text[at + 1..].trim_ascii_start(), [b'{', b'"', ..] | [b'<' | b'0'..=b'9', _, ..]));
    if holds_record(text) || next_line_begins_a_record {
        anomalies.add(Anomaly::EmbeddedRecord);
    }
}

/// Whether the time of an access log stands in a text: `[17/May/2015:`.
pub fn holds_record(text: &[u8]) -> bool {
    memchr::memchr_iter(b'[', text).take(BRACKETS_MAX).any(|at| {
        text.get(at + 3) == Some(&b'/') && text.get(at + 7) == Some(&b'/') && text.get(at + 12) == Some(&b':')
    })
}

/// Brackets looked at in one text. PHP-style parameters hold a few dozen.
const BRACKETS_MAX: usize = 64;

/// The first word, when it is made of the letters of a method (RFC 9110 § 9.1 allows more; no server we know logs them) and a
/// space follows.
fn method_of(line: &[u8]) -> Option<&[u8]> {
    match line {
        [b'G', b'E', b'T', b' ', ..] => return Some(&line[..3]),
        [b'P', b'O', b'S', b'T', b' ', ..] | [b'H', b'E', b'A', b'D', b' ', ..] => return Some(&line[..4]),
        _ => {}
    }
    let len = line.iter().take(METHOD_BYTES_MAX + 1).position(|b| *b == b' ')?;
    let method = &line[..len];
    let fits = !method.is_empty() && method.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'));
    fits.then_some(method)
}

/// Where the version's ` HTTP/` begins.
fn version_at(rest: &[u8]) -> Option<usize> {
    // Nearly all end in ` HTTP/d.d`.
    if let Some(at) = rest.len().checked_sub(9)
        && rest[at..].starts_with(b" HTTP/")
    {
        return Some(at);
    }
    let at = memchr::memrchr(b' ', rest)?;
    rest[at..].starts_with(b" HTTP/").then_some(at)
}

fn is_version(text: &[u8]) -> bool {
    matches!(text, [b'0'..=b'9'] | [b'0'..=b'9', b'.', b'0'..=b'9'])
}

/// Whether a text can be a target without a version beside it: a path, an absolute address, or `*`.
fn is_target(text: &[u8]) -> bool {
    text[0] == b'/' || text == b"*" || memchr::memmem::find(&text[..text.len().min(16)], b"://").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let mut request = HttpRequest::default();
        let mut odd = Anomalies::default();
        split(line.as_bytes(), &mut request, &mut odd);
        let show = |text: Option<&[u8]>| text.map_or("∅".to_owned(), |t| String::from_utf8_lossy(t).into_owned());
        let odd: Vec<_> = odd.iter().map(Anomaly::id).collect();
        let shown = format!(
            "{}|{}|{}|{}|{}",
            show(request.method),
            show(request.target),
            show(request.version),
            show(request.raw_request),
            odd.join(",")
        );
        assert_eq!(shown, expected, "{line}");
    }

    #[test]
    fn the_path_of_an_absolute_address_is_what_stands_behind_its_host() {
        for (text, path, query) in [
            ("/a?b=c", "/a", Some("b=c")),
            ("https://www.example.org/a?b=c", "/a", Some("b=c")),
            ("HTTP://192.0.2.7:8080/", "/", None),
            ("http://[2001:db8::1]:80/a//b?c=/d", "/a//b", Some("c=/d")),
            ("http://www.example.org", "http://www.example.org", None),
            ("http://www.example.org?a=/b", "http://www.example.org", Some("a=/b")),
            ("/http://www.example.org/", "/http://www.example.org/", None),
            ("ftp://www.example.org/a", "ftp://www.example.org/a", None),
            ("www.example.org:443", "www.example.org:443", None),
            ("*", "*", None),
        ] {
            let mut request = HttpRequest::default();
            target(text.as_bytes(), &mut request);
            let read = (request.target, request.path, request.query);
            assert_eq!(read, (Some(text.as_bytes()), Some(path.as_bytes()), query.map(str::as_bytes)), "{text}");
        }
    }

    #[test]
    fn request_lines_are_split_and_broken_ones_kept_whole() {
        check("GET / HTTP/1.1", "GET|/|1.1|∅|");
        check("GET /a b HTTP/1.1", "GET|/a b|1.1|GET /a b HTTP/1.1|malformed-request");
        check("GET /a?x=1 HTTP/1.0 HTTP/1.1", "GET|/a?x=1 HTTP/1.0|1.1|GET /a?x=1 HTTP/1.0 HTTP/1.1|malformed-request");
        check("GET / HTTP/2", "GET|/|2|∅|");
        check("GET /old", "GET|/old|∅|GET /old|malformed-request");
        check("GET / HTTP/x", "GET|/|x|GET / HTTP/x|malformed-request");
        check("CONNECT example.org:443 HTTP/1.1", "CONNECT|example.org:443|1.1|∅|");
        check("OPTIONS * HTTP/1.0", "OPTIONS|*|1.0|∅|");
        check("GET http://example.org/", "GET|http://example.org/|∅|GET http://example.org/|malformed-request");
        check("-", "∅|∅|∅|∅|empty-request");
        check("", "∅|∅|∅|∅|empty-request");
        check("HELP", "∅|∅|∅|HELP|malformed-request");
        check("\u{16}\u{3}\u{1}", "∅|∅|∅|\u{16}\u{3}\u{1}|malformed-request");
        check("Gh0st x HTTP/1.1", "∅|∅|∅|Gh0st x HTTP/1.1|malformed-request");
        check("GET  HTTP/1.1", "∅|∅|∅|GET  HTTP/1.1|malformed-request");
        check("SSH- banner", "∅|∅|∅|SSH- banner|malformed-request");
    }
}
