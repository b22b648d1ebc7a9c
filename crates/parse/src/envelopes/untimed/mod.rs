//! A syslog line from which the time was cut off: `host program[123]: message`, as pagers and copied excerpts have it. Only with
//! a process number, because anything else could be a sentence.

use bumpalo::Bump;

use crate::calendar::Context;
use crate::envelopes::{Envelope, Header, Opened};

/// See the module.
pub(crate) struct Untimed;

impl Envelope for Untimed {
    fn id(&self) -> &'static str {
        "untimed"
    }

    fn open<'a>(&self, record: &'a [u8], _context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        if !record.first().is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let header = Header::read(record);
        let (Some(host), Some(process), Some(pid)) = (header.host, header.process, header.pid) else { return None };
        let mut opened = Opened::bare(header.message);
        opened.host = Some(host);
        opened.process = Some(process);
        opened.pid = Some(pid);
        Some(opened)
    }
}
