//! The BSD syslog format (RFC 3164): `<priority>Mmm dd hh:mm:ss host program[123]: message`, with or without priority and
//! host. States no year and no zone. Does not guess either: see [`Context`](crate::calendar::Context).

use bumpalo::Bump;

use crate::calendar::{Context, yearless_stamp};
use crate::envelopes::{Envelope, Header, Opened, RFC3164};

/// See the module.
pub(crate) struct Rfc3164;

impl Envelope for Rfc3164 {
    fn id(&self) -> &'static str {
        RFC3164
    }

    fn yearless(&self) -> bool {
        true
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        let rest = after_priority(record)?;
        let stamp = yearless_stamp(rest)?;
        let mut opened = Opened::bare(&[]);
        opened.set_moment(context.yearless(&stamp));
        let after = rest[stamp.len..].trim_ascii_start();
        let header = Header::read(after);
        opened.host = header.host;
        opened.process = header.process;
        opened.pid = header.pid;
        opened.message = header.message;
        Some(opened)
    }
}

/// The record after an optional `<0>` to `<191>`.
pub(crate) fn after_priority(record: &[u8]) -> Option<&[u8]> {
    if record.first() != Some(&b'<') {
        return Some(record);
    }
    let close = record.iter().take(6).position(|b| *b == b'>')?;
    Some(&record[close + 1..])
}
