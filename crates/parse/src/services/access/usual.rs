//! The layout that nearly every line of an access log has, read in one go: address, `- -`, time, request, status, bytes, and referrer
//! and agent or nothing. Only ever a shortcut: what it reads, [`line`](super::line) reads to the same event; it refuses whatever is odd.

use std::net::IpAddr;

use vigie_facts::anomaly::Anomalies;
use vigie_facts::event::{Action, Event, HttpRequest};
use vigie_facts::origin::Origin;
use vigie_facts::service::Service;
use vigie_facts::time::MICROS_PER_SECOND;

use super::known::Known;
use crate::calendar::{self, Moment};
use crate::{address, instant, request};

/// Bytes the longest address has: an IPv6 one that ends in an IPv4 one, in brackets.
const ADDRESS_BYTES_MAX: usize = 47;

/// Bytes of `17/May/2015:10:05:03 +0000`.
const STAMP_BYTES: usize = 26;

/// Bytes of the stamp's date, with the colon behind it.
const DATE_BYTES: usize = 12;

/// Bytes of the stamp up to its minute.
const MINUTE_BYTES: usize = 17;

/// Where the stamp's zone begins.
const ZONE_AT: usize = 20;

/// Digits of a size that is read here: more are no size of an answer.
const SIZE_DIGITS_MAX: usize = 15;

/// Reads lines of the usual layout, and remembers the last address, minute and day, because neighbours nearly always share them, and texts
/// that repeat.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usual {
    address_text: Vec<u8>,
    address: Option<IpAddr>,
    date: [u8; DATE_BYTES],
    zone: [u8; STAMP_BYTES - ZONE_AT],
    /// UTC at the stated midnight of the day; `None` before the first.
    midnight_micros: Option<i64>,
    minute: [u8; MINUTE_BYTES],
    /// UTC at the beginning of the minute, in the zone above; `None` before the first.
    minute_micros: Option<i64>,
    known: Known,
}

impl Usual {
    /// The event of a line, as the other way of reading would make it; `None` when the line is not of this layout.
    #[inline]
    pub(crate) fn read<'a>(&mut self, line: &'a [u8], origin: Origin) -> Option<Event<'a>> {
        let space = memchr::memchr(b' ', line.get(..=ADDRESS_BYTES_MAX).unwrap_or(line))?;
        let (stamp, tail) = line[space..].strip_prefix(b" - - [")?.split_first_chunk::<STAMP_BYTES>()?;
        let tail = tail.strip_prefix(b"] ")?;
        let (request_line, rest) = until_quote(tail.strip_prefix(b"\"")?)?;
        let (status, bytes_sent, headers) = answer(rest)?;
        let mut http = HttpRequest { status: Some(status), bytes_sent, ..HttpRequest::default() };
        let mut anomalies = Anomalies::default();
        let found = self.known.find(request_line, headers);
        if let (Ok(of_request), Ok(of_headers)) = found {
            of_request.fill(request_line, &mut http, &mut anomalies);
            of_headers.fill(headers, &mut http);
        } else {
            let odd = oddities(tail);
            if odd != 0 && (odd != BRACKET || request::holds_record(tail)) {
                return None;
            }
            read_headers(headers, &mut http)?;
            request::split(request_line, &mut http, &mut anomalies);
            if odd == 0 {
                self.known.learn(&found, request_line, headers, &http, anomalies);
            }
        }
        let address = self.address(&line[..space])?;
        let moment = self.moment(stamp)?;
        anomalies.merge(moment.anomalies);
        let mut event = Event::new(origin, Service::WebAccess, Action::Http(http));
        event.time = moment.time;
        event.time_basis = moment.basis;
        event.source = Some(address);
        event.anomalies = anomalies;
        Some(event)
    }

    /// What texts that repeat were read as; whoever reads on with it reads faster and the same.
    pub(crate) fn known(&mut self) -> &mut Known {
        &mut self.known
    }

    fn address(&mut self, text: &[u8]) -> Option<IpAddr> {
        if self.address.is_none() || *self.address_text != *text {
            self.address = address::ip(text);
            self.address_text.clear();
            self.address_text.extend_from_slice(text);
        }
        self.address
    }

    fn moment(&mut self, stamp: &[u8; STAMP_BYTES]) -> Option<Moment> {
        if let Some(minute) = self.minute_micros
            && stamp[..MINUTE_BYTES] == self.minute
            && stamp[ZONE_AT..] == self.zone
            && let [b':', tens @ b'0'..=b'5', ones @ b'0'..=b'9'] = stamp[MINUTE_BYTES..ZONE_AT]
        {
            let second = i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
            return Some(calendar::stated_instant(minute + second * MICROS_PER_SECOND));
        }
        let second = second_of_day(stamp);
        let moment = self.moment_of_day(stamp, second)?;
        self.minute.copy_from_slice(&stamp[..MINUTE_BYTES]);
        self.minute_micros = second
            .zip(moment.time)
            .map(|(second, time)| time.0 - i64::from(second % SECONDS_PER_MINUTE) * MICROS_PER_SECOND);
        Some(moment)
    }

    fn moment_of_day(&mut self, stamp: &[u8; STAMP_BYTES], second: Option<u32>) -> Option<Moment> {
        if let Some(midnight) = self.midnight_micros
            && stamp[..DATE_BYTES] == self.date
            && stamp[ZONE_AT..] == self.zone
            && let Some(second) = second
        {
            return Some(calendar::stated_instant(midnight + i64::from(second) * MICROS_PER_SECOND));
        }
        let stated = instant::clf(stamp)?;
        let instant = stated.civil.0 - i64::from(stated.offset_seconds?) * MICROS_PER_SECOND;
        self.date.copy_from_slice(&stamp[..DATE_BYTES]);
        self.zone.copy_from_slice(&stamp[ZONE_AT..]);
        self.midnight_micros = second.map(|second| instant - i64::from(second) * MICROS_PER_SECOND);
        Some(calendar::stated_instant(instant))
    }
}

const SECONDS_PER_MINUTE: u32 = 60;

/// The second of a day at `hh:mm:ss` behind the date; `None` for what no ordinary day has.
fn second_of_day(stamp: &[u8; STAMP_BYTES]) -> Option<u32> {
    let digit = |at: usize| u32::from(stamp[at].wrapping_sub(b'0'));
    let digits = [12, 13, 15, 16, 18, 19].map(digit);
    let [hour, minute, second] = [0, 2, 4].map(|at| digits[at] * 10 + digits[at + 1]);
    let fits = digits.iter().all(|digit| *digit < 10) && hour < 24 && minute < 60 && second < 60;
    (fits && stamp[14] == b':' && stamp[17] == b':').then_some(hour * 3_600 + minute * 60 + second)
}

/// Status, bytes and the text of the headers. `None` when anything else stands there.
#[inline]
fn answer(rest: &[u8]) -> Option<(u16, Option<u64>, &[u8])> {
    let [b' ', a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', b' ', rest @ ..] = rest else { return None };
    let digit = |byte: &u8| u16::from(byte - b'0');
    let status = digit(a) * 100 + digit(b) * 10 + digit(c);
    if let [b'-', headers @ ..] = rest {
        return matches!(headers, [] | [b' ', ..]).then_some((status, None, headers));
    }
    let (mut bytes_sent, mut digits) = (0, 0);
    while let Some(digit @ b'0'..=b'9') = rest.get(digits) {
        bytes_sent = bytes_sent * 10 + u64::from(digit - b'0');
        digits += 1;
        if digits > SIZE_DIGITS_MAX {
            return None;
        }
    }
    let headers = &rest[digits..];
    (digits > 0 && matches!(headers, [] | [b' ', ..])).then_some((status, Some(bytes_sent), headers))
}

/// Referrer and agent, or nothing. `None` when anything else stands there.
fn read_headers<'a>(headers: &'a [u8], http: &mut HttpRequest<'a>) -> Option<()> {
    if headers.is_empty() {
        return Some(());
    }
    let (referrer, rest) = until_quote(headers.strip_prefix(b" \"")?)?;
    let (agent, rest) = until_quote(rest.strip_prefix(b" \"")?)?;
    http.referrer = Some(referrer).filter(|text| *text != b"-");
    http.user_agent = Some(agent).filter(|text| *text != b"-");
    rest.is_empty().then_some(())
}

/// The text before the next quote and what stands behind it.
fn until_quote(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'"', text)?;
    Some((&text[..end], &text[end + 1..]))
}

/// Bytes compared at once.
const LANES: usize = 32;

/// What [`oddity_of`] calls an opening bracket; anything else odd is 1.
const BRACKET: u8 = 2;

/// What of a text is not printable ASCII without escapes and brackets: 0 when nothing is, [`BRACKET`] when only brackets are.
fn oddities(text: &[u8]) -> u8 {
    let mut lanes = [0; LANES];
    let mut look = |block: &[u8]| {
        for (lane, byte) in lanes.iter_mut().zip(block) {
            *lane |= oddity_of(*byte);
        }
    };
    // The last block overlaps the one before it.
    let (blocks, _) = text.as_chunks::<LANES>();
    for block in blocks {
        look(block);
    }
    look(text.last_chunk::<LANES>().map_or(text, |last| last));
    lanes.iter().fold(0, |odd, lane| odd | lane)
}

/// Bytes outside `' '..='~'` and the backslash are unreadable here; an opening bracket may begin another record.
fn oddity_of(byte: u8) -> u8 {
    u8::from(byte.wrapping_sub(0x20) >= 0x5f) | u8::from(byte == b'\\') | (u8::from(byte == b'[') << 1)
}

#[cfg(test)]
mod tests {
    use bumpalo::Bump;
    use proptest::prelude::*;
    use vigie_facts::origin::InputId;

    use super::*;
    use crate::services::access::Access;
    use crate::services::{Reading, ServiceFormat};
    use crate::{Options, YearClock, calendar::Context, envelopes::Opened, oddity};

    const ORIGIN: Origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };

    /// The event as the parser makes it without the shortcut.
    fn slow<'a>(line: &'a [u8], arena: &'a Bump) -> Option<Event<'a>> {
        let mut context = Context::new(&Options::default(), YearClock::starting(None), false);
        let opened = Opened { origin: ORIGIN, ..Opened::bare(line) };
        let Reading::Event(mut event) = Access.read(&opened, &mut context, arena) else { return None };
        event.anomalies.merge(oddity::of(line));
        Some(event)
    }

    /// Whether the shortcut read the line. What it reads, it must read as the long way does.
    fn check(usual: &mut Usual, line: &[u8]) -> bool {
        let arena = Bump::new();
        let Some(quick) = usual.read(line, ORIGIN) else { return false };
        assert_eq!(Some(quick), slow(line, &arena), "{}", String::from_utf8_lossy(line));
        true
    }

    #[test]
    fn usual_lines_take_the_shortcut_and_others_do_not() {
        let mut usual = Usual::default();
        for (line, taken) in [
            (
                r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET /a?b=c HTTP/1.1" 200 512 "https://example.org/" "curl/7""#,
                true,
            ),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:01 +0100] "GET /a?b=c HTTP/1.1" 304 - "-" "-""#, true),
            (r#"2001:db8::7 - - [13/Feb/2017:20:00:01 +0200] "POST /a?b[]=c HTTP/2.0" 302 0 "" """#, true),
            (r#"2001:db8::7 - - [29/Feb/2016:23:59:59 +0000] "-" 408 0 "-" "App [FB_IAB/FB4A]""#, true),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 512"#, true),
            (r#"192.0.2.7 - anne [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00] "GET / HTTP/1.1" 200 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [31/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:60 +0100] "GET / HTTP/1.1" 200 512 "-" "-""#, true),
            (r#"192.0.2.7 - - [13/Feb/2017:24:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [13/Feb/1917:20:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "-""#, true),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET /\x22 HTTP/1.1" 200 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET /"x" HTTP/1.1" 200 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "x"y""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 999 512 "-" "-""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "-" "192.0.2.1""#, false),
            (r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "x [13/Feb/2017:20""#, false),
            ("192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] \"GET /\u{e9} HTTP/1.1\" 200 512 \"-\" \"-\"", false),
        ] {
            assert_eq!(check(&mut usual, line.as_bytes()), taken, "{line}");
        }
    }

    proptest! {
        #[test]
        fn lines_of_texts_that_repeat_are_read_alike(
            drawn in proptest::collection::vec((0..7_usize, 0..5_usize, 0..3_usize, 0..200_u32), 1..80),
        ) {
            const REQUESTS: [&str; 7] =
                ["GET / HTTP/1.1", "GET /a?b=c HTTP/1.0", "-", "POST /a[]", "\u{16}\u{3}", "GET /a b HTTP/1.1", "HEAD http://x/y?z HTTP/2.0"];
            const HEADERS: [&str; 5] =
                ["", r#" "-" "-""#, r#" "https://example.org/" "curl/7""#, r#" "-" "App [FB/4]""#, r#" "-" "a" "b""#];
            const SIZES: [&str; 3] = ["512", "-", "9999999999999999999"];
            let mut usual = Usual::default();
            for (request, headers, size, second) in drawn {
                let (minute, second) = (second / 60, second % 60);
                let (request, headers, size) = (REQUESTS[request], HEADERS[headers], SIZES[size]);
                let line = format!(r#"192.0.2.7 - - [13/Feb/2017:20:{minute:02}:{second:02} +0100] "{request}" 200 {size}{headers}"#);
                check(&mut usual, line.as_bytes());
            }
        }

        #[test]
        fn changed_lines_are_read_alike_or_left(
            changes in proptest::collection::vec((0_usize..170, prop_oneof![Just(b'"'), Just(b' '), Just(b'\\'), Just(b'['), Just(b'-'), Just(b'0'), Just(b':'), any::<u8>()]), 0..4),
            cut in 100_usize..200,
        ) {
            let mut usual = Usual::default();
            // The second line meets what the first left behind.
            check(&mut usual, br#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET / HTTP/1.1" 200 5 "-" "-""#);
            let mut line = br#"192.0.2.7 - - [13/Feb/2017:20:05:07 +0100] "GET /a/b.php?c=d&e[]=f HTTP/1.1" 200 51234 "https://www.example.org/x?y=z" "Mozilla/5.0 (X11; Linux x86_64) [en]""#.to_vec();
            for (at, byte) in changes {
                if let Some(old) = line.get_mut(at) {
                    *old = byte;
                }
            }
            line.truncate(cut);
            check(&mut usual, &line);
        }
    }
}
