//! The syslog protocol (RFC 5424): `<priority>1 time host app-name procid msgid [structured data] message`, with or without
//! an octet count in front (RFC 6587). Structured data are stepped over, not interpreted.

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;

use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};
use crate::scan;

/// See the module.
pub(crate) struct Rfc5424;

impl Envelope for Rfc5424 {
    fn id(&self) -> &'static str {
        "rfc5424"
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        let count_len = scan::digits(record);
        let counted = record[count_len..].strip_prefix(b" ").filter(|_| (1..=6).contains(&count_len));
        let rest = counted.unwrap_or(record).strip_prefix(b"<")?;
        let close = rest.iter().take(4).position(|b| *b == b'>')?;
        let _priority: u8 = scan::number(&rest[..close])?;
        let mut rest = rest[close + 1..].strip_prefix(b"1 ")?;
        let time = next_word(&mut rest)?;
        let host = next_word(&mut rest)?;
        let process = next_word(&mut rest)?;
        let pid = next_word(&mut rest)?;
        let _message_id = next_word(&mut rest)?;
        let (data_len, whole) = structured_data(rest)?;
        let message = rest[data_len..].strip_prefix(b" ").unwrap_or(&rest[data_len..]);
        let message = message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message);
        // rsyslog's own template of this layout leaves the space that stood behind the program's name.
        let mut opened = Opened::bare(message.strip_prefix(b" ").unwrap_or(message));
        if !whole {
            opened.anomalies.add(Anomaly::Truncated);
        }
        if let Some(time) = time {
            match scan::iso_time(time).filter(|iso| iso.len == time.len()) {
                Some(iso) => opened.set_moment(context.iso(iso)),
                None => opened.anomalies.add(Anomaly::BadTime),
            }
        }
        opened.host = host;
        opened.process = process;
        opened.pid = pid.and_then(scan::number);
        Some(opened)
    }
}

/// The next field, `Some(None)` when it is the nil value `-`.
#[allow(clippy::option_option, reason = "a missing field and the nil value are two things")]
fn next_word<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let end = memchr::memchr(b' ', rest)?;
    let word = &rest[..end];
    *rest = &rest[end + 1..];
    (!word.is_empty()).then_some((word != b"-").then_some(word))
}

/// Length of the structured data and whether they are closed.
fn structured_data(bytes: &[u8]) -> Option<(usize, bool)> {
    if bytes.first() == Some(&b'-') {
        return Some((1, true));
    }
    let (mut at, mut quoted) = (0, false);
    while bytes.get(at) == Some(&b'[') {
        loop {
            at += 1;
            match bytes.get(at) {
                None => return Some((at.min(bytes.len()), false)),
                Some(b'\\') if quoted => at += 1,
                Some(b'"') => quoted = !quoted,
                Some(b']') if !quoted => break,
                Some(_) => {}
            }
        }
        at += 1;
    }
    (at > 0).then_some((at, true))
}
