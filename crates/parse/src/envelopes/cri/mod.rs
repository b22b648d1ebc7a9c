//! The log format of Kubernetes' container runtimes (CRI): `2024-05-01T10:00:00.123456789+02:00 stdout F message`. A line
//! marked `P` is part of a longer message: it is read as it stands and marked truncated.

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;

use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};
use crate::scan;

/// See the module.
pub(crate) struct Cri;

impl Envelope for Cri {
    fn id(&self) -> &'static str {
        "cri"
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        let time = scan::iso_time(record)?;
        let rest = &record[time.len..];
        let rest = rest.strip_prefix(b" stdout ").or_else(|| rest.strip_prefix(b" stderr "))?;
        // Tags are joined by colons; the first tells whether the message is whole.
        let (tag, message) = rest.split_at(memchr::memchr(b' ', rest).unwrap_or(rest.len()));
        let partial = match tag.first() {
            Some(b'F') => false,
            Some(b'P') => true,
            _ => return None,
        };
        let mut opened = Opened::bare(message.strip_prefix(b" ").unwrap_or_default());
        opened.set_moment(context.iso(time));
        if partial {
            opened.anomalies.add(Anomaly::Truncated);
        }
        Some(opened)
    }
}
