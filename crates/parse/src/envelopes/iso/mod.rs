//! rsyslog's high-precision format and its like: `2024-05-01T10:00:00.123456+02:00 host program[123]: message`. Only opens
//! lines with a program; other lines that begin with such a time belong to services that state their own.

use bumpalo::Bump;

use crate::calendar::Context;
use crate::envelopes::rfc3164::after_priority;
use crate::envelopes::{Envelope, Header, Opened};
use crate::scan;

/// See the module.
pub(crate) struct Iso;

impl Envelope for Iso {
    fn id(&self) -> &'static str {
        "rsyslog-iso"
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        let rest = after_priority(record)?;
        let time = scan::iso_time(rest)?;
        let header = Header::read(rest[time.len..].strip_prefix(b" ")?);
        header.process?;
        let mut opened = Opened::bare(header.message);
        opened.set_moment(context.iso(time));
        opened.host = header.host;
        opened.process = header.process;
        opened.pid = header.pid;
        Some(opened)
    }
}
