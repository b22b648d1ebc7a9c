//! The log format of Kubernetes' container runtimes (CRI): `2024-05-01T10:00:00.123456789+02:00 stdout F message`. A line
//! marked `P` is part of a longer message: the framing keeps parts together, and they are joined here. One whose end is
//! missing is read as it stands and marked truncated.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::Anomaly;

use crate::Framing;
use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};
use crate::scan;

/// See the module.
pub(crate) struct Cri;

impl Envelope for Cri {
    fn id(&self) -> &'static str {
        "cri"
    }

    fn framing(&self) -> Framing {
        Framing::PartialLines
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, arena: &'a Bump) -> Option<Opened<'a>> {
        let time = scan::iso_time(record)?;
        let first_len = memchr::memchr(b'\n', record).unwrap_or(record.len());
        let (mut partial, first) = part(&record[..first_len])?;
        let mut message = first;
        if first_len < record.len() {
            let mut whole = ArenaVec::with_capacity_in(record.len(), arena);
            whole.extend_from_slice(first);
            for line in record[first_len + 1..].split(|b| *b == b'\n') {
                let (goes_on, text) = part(line)?;
                whole.extend_from_slice(text);
                partial = goes_on;
            }
            message = whole.into_bump_slice();
        }
        let mut opened = Opened::bare(message);
        opened.set_moment(context.iso(time));
        if partial {
            opened.anomalies.add(Anomaly::Truncated);
        }
        Some(opened)
    }
}

/// Whether a line is marked as a part, and its text.
fn part(line: &[u8]) -> Option<(bool, &[u8])> {
    let rest = &line[scan::iso_time(line)?.len..];
    let rest = rest.strip_prefix(b" stdout ").or_else(|| rest.strip_prefix(b" stderr "))?;
    // Tags are joined by colons; the first tells whether the message is whole.
    let (tag, message) = rest.split_at(memchr::memchr(b' ', rest).unwrap_or(rest.len()));
    let partial = match tag.first() {
        Some(b'F') => false,
        Some(b'P') => true,
        _ => return None,
    };
    Some((partial, message.strip_prefix(b" ").unwrap_or_default()))
}
