//! One message as one line that every reader of syslog understands: line ends and other control characters written out as rsyslog does
//! (`#012`), a header of ours before a message that has none. It interprets nothing beyond that.
//!
//! Sources: RFC 3164, section 4.3 (relays complete a header), RFC 5424, section 6; rsyslog, `$EscapeControlCharactersOnReceive`.

use std::io::Write as _;
use std::net::IpAddr;

use bumpalo::Bump;
use vigie_facts::time::Timestamp;
use vigie_parse::calendar::Context;
use vigie_parse::{Options, YearClock, envelopes};

/// Bytes of a message that are kept; the rest is counted. RFC 5425 asks for 8 192, rsyslog takes as many, a datagram holds no more than
/// this.
pub const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// Envelopes that make a line a record of its own, whatever stands in the lines around it.
const HEADERS: [&str; 3] = ["rfc3164", "rfc5424", "rsyslog-iso"];

/// What a message without priority counts as: `user.notice` (RFC 3164, section 4.3.3).
const PRIORITY: &[u8] = b"<13>";

/// Bytes a program's name may have before its colon: RFC 3164 has 32, RFC 5424 48.
const TAG_BYTES_MAX: usize = 48;

/// Who sent a message and when it arrived: what a header of ours says.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// When.
    pub time: Timestamp,
    /// The address it came from; none on this machine itself.
    pub sender: Option<IpAddr>,
}

/// Writes a message as a line at the end of `out`; `cut_bytes` are known to be missing at its end. Whether there was anything to write.
///
/// ```
/// use vigie::listen::record::{Arrival, write_line};
/// let arrival = Arrival { time: vigie_facts::time::Timestamp(0), sender: Some("192.0.2.7".parse().unwrap()) };
/// let mut out = Vec::new();
/// write_line(&mut out, b"<38>Nov 22 13:00:00 web sshd[7]: one\nNov 22 13:00:00 web sshd[7]: forged\n", 0, arrival);
/// write_line(&mut out, b"<38>sshd[7]: no time", 0, arrival);
/// write_line(&mut out, b"no header at all", 9, arrival);
/// assert_eq!(
///     String::from_utf8(out).unwrap(),
///     "<38>Nov 22 13:00:00 web sshd[7]: one#012Nov 22 13:00:00 web sshd[7]: forged\n\
///      <38>1970-01-01T00:00:00.000000Z 192.0.2.7 sshd[7]: no time\n\
///      <13>1 1970-01-01T00:00:00.000000Z 192.0.2.7 - - - - no header at all [cut: 9 bytes]\n"
/// );
/// ```
pub fn write_line(out: &mut Vec<u8>, message: &[u8], cut_bytes: u64, arrival: Arrival) -> bool {
    // What a sender puts behind a message to end it is no part of it.
    let end = message.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r' | 0)).map_or(0, |at| at + 1);
    let kept = &message[..end.min(MESSAGE_BYTES_MAX)];
    let cut_bytes = cut_bytes + (end - kept.len()) as u64;
    if kept.is_empty() && cut_bytes == 0 {
        return false;
    }
    let start = out.len();
    push_escaped(out, kept);
    if !has_header(&out[start..]) {
        let message = out.split_off(start);
        push_with_header(out, &message, arrival);
    }
    if cut_bytes > 0 {
        out.extend_from_slice(format!(" [cut: {cut_bytes} bytes]").as_bytes());
    }
    out.push(b'\n');
    true
}

/// Appends bytes with control characters as `#` and three octal digits; a tab stays.
pub(super) fn push_escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    let is_control = |byte: &u8| (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f;
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(is_control) {
        let byte = rest[at];
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&[b'#', b'0' + (byte >> 6), b'0' + (byte >> 3 & 7), b'0' + (byte & 7)]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

fn has_header(line: &[u8]) -> bool {
    let mut context = Context::new(&Options::default(), YearClock::starting(None), false);
    let arena = Bump::new();
    let mut headers = envelopes::ALL.iter().filter(|envelope| HEADERS.contains(&envelope.id()));
    headers.any(|envelope| envelope.open(line, &mut context, &arena).is_some())
}

/// A message with the header it lacks. All its bytes are kept; a priority it has comes first.
fn push_with_header(out: &mut Vec<u8>, message: &[u8], arrival: Arrival) {
    let priority_len = priority_len(message);
    let (priority, rest) = message.split_at(priority_len);
    out.extend_from_slice(if priority.is_empty() { PRIORITY } else { priority });
    let time = stamp(arrival.time);
    let written = match (begins_with_tag(rest), arrival.sender) {
        (true, Some(sender)) => write!(out, "{time} {sender} "),
        (true, None) => write!(out, "{time} "),
        (false, Some(sender)) => write!(out, "1 {time} {sender} - - - - "),
        (false, None) => write!(out, "1 {time} - - - - - "),
    };
    debug_assert!(written.is_ok(), "a vector takes everything");
    out.extend_from_slice(rest);
}

/// An instant as RFC 5424 writes it, always of the same length.
pub(super) fn stamp(time: Timestamp) -> String {
    let (year, month, day, hour, minute, second, micros) = time.civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

/// Length of `<0>` to `<191>` at the beginning.
fn priority_len(message: &[u8]) -> usize {
    let digits = message.iter().skip(1).take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let number = message.get(1..=digits).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u16>().ok());
    let is_one = message.first() == Some(&b'<') && message.get(digits + 1) == Some(&b'>');
    if is_one && number.is_some_and(|number| number <= 191) { digits + 2 } else { 0 }
}

/// Whether `program: ` or `program[123]: ` stands first.
fn begins_with_tag(message: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'(' | b')');
    let name = message.iter().take(TAG_BYTES_MAX).take_while(|byte| is_name(byte)).count();
    let after = &message[name..];
    let after_pid = match after.strip_prefix(b"[") {
        Some(inside) => {
            let digits = inside.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            inside[digits..].strip_prefix(b"]").filter(|_| digits > 0)
        }
        None => Some(after),
    };
    name > 0 && after_pid.is_some_and(|rest| rest.starts_with(b": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: &[u8], cut_bytes: u64) -> String {
        let arrival = Arrival { time: Timestamp(1_700_000_000_123_456), sender: "2001:db8::7".parse().ok() };
        let mut out = Vec::new();
        write_line(&mut out, message, cut_bytes, arrival);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn whatever_a_message_holds_it_is_one_line_and_keeps_its_bytes() {
        let time = "2023-11-14T22:13:20.123456Z";
        for (message, expected) in [
            (&b"<34>Oct 11 22:14:15 mymachine su: failed\r\n"[..], "<34>Oct 11 22:14:15 mymachine su: failed\n".into()),
            (
                b"<34>1 2003-10-11T22:14:15.003Z h su - ID47 - \xef\xbb\xbfx\0",
                "<34>1 2003-10-11T22:14:15.003Z h su - ID47 - \u{feff}x\n".into(),
            ),
            (b"a\x1b[31m\x7f\0b\tc", format!("<13>1 {time} 2001:db8::7 - - - - a#033[31m#177#000b\tc\n")),
            (b"<999>x", format!("<13>1 {time} 2001:db8::7 - - - - <999>x\n")),
            (b"<191>x", format!("<191>1 {time} 2001:db8::7 - - - - x\n")),
            (b"<38>postfix/smtpd[3]: x", format!("<38>{time} 2001:db8::7 postfix/smtpd[3]: x\n")),
            (b"<>", format!("<13>1 {time} 2001:db8::7 - - - - <>\n")),
            (b"<", format!("<13>1 {time} 2001:db8::7 - - - - <\n")),
            (b"__CURSOR=forged", format!("<13>1 {time} 2001:db8::7 - - - - __CURSOR=forged\n")),
            (b"{\"MESSAGE\":1}", format!("<13>1 {time} 2001:db8::7 - - - - {{\"MESSAGE\":1}}\n")),
            (b"\n\r\0", String::new()),
            (b"", String::new()),
        ] {
            assert_eq!(line(message, 0), expected);
        }
        assert_eq!(line(b"", 7), format!("<13>1 {time} 2001:db8::7 - - - -  [cut: 7 bytes]\n"));
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_by_how_much() {
        let line = line(&vec![b'x'; MESSAGE_BYTES_MAX + 5], 2);
        assert!(line.ends_with("xx [cut: 7 bytes]\n"), "{}", &line[line.len() - 40..]);
        assert!(line.len() < MESSAGE_BYTES_MAX + 100);
    }

    #[test]
    fn every_line_is_opened_by_an_envelope_of_syslog() {
        for message in
            [&b"plain"[..], b"sshd: x", b"<1>2 y", b"Nov 31 99:99:99", b"# 1 2 3", b"MESSAGE=x", b" continued"]
        {
            let line = line(message, 0);
            assert!(has_header(line.trim_end().as_bytes()), "{line:?}");
        }
    }

    #[test]
    fn of_random_bytes_comes_one_line_of_syslog() {
        const LETTERS: &[u8] = b"<13>1 - []:\n\r\0\x1b\x7f\xc3\xa9#0Nov2:T{}\"";
        let mut seed = 11_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize
        };
        let starts =
            [&b""[..], b"<34>", b"<34>1 2026-11-22T13:00:00Z ", b"<34>Nov 22 13:00:00 ", b"2026-11-22T13:00:00Z h a: "];
        for _ in 0..5_000 {
            let mut message = starts[next() % starts.len()].to_vec();
            message.extend((0..next() % 60).map(|_| LETTERS[next() % LETTERS.len()]));
            let mut out = Vec::new();
            let arrival = Arrival { time: Timestamp(0), sender: None };
            if write_line(&mut out, &message, 0, arrival) {
                let line = out.strip_suffix(b"\n").unwrap();
                let is_odd = line.iter().any(|byte| (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f);
                assert!(!is_odd && has_header(line), "{} from {}", line.escape_ascii(), message.escape_ascii());
            } else {
                assert!(message.iter().all(|byte| matches!(byte, b'\n' | b'\r' | 0)), "{}", message.escape_ascii());
            }
        }
    }
}
