//! The journal export format (systemd, "Journal Export Formats"): blocks of `FIELD=value` lines; a field whose value holds
//! line ends is written as its name, its length in eight bytes and the bytes.

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;

use crate::calendar::Context;
use crate::envelopes::journald_json::realtime;
use crate::envelopes::{Envelope, Opened};
use crate::{Framing, oddity, scan};

/// See the module.
pub(crate) struct JournaldExport;

impl Envelope for JournaldExport {
    fn id(&self) -> &'static str {
        "journald-export"
    }

    fn framing(&self) -> Framing {
        Framing::Blocks
    }

    fn open<'a>(&self, record: &'a [u8], _context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        if !record.starts_with(b"__CURSOR=") && !record.starts_with(b"__REALTIME_TIMESTAMP=") {
            return None;
        }
        let mut opened = Opened::bare(&[]);
        let (mut time, mut source_time) = (None, None);
        let mut command = None;
        let mut rest = record;
        while !rest.is_empty() {
            let Some((name, value, after)) = field(rest) else {
                opened.anomalies.add(Anomaly::Truncated);
                break;
            };
            rest = after;
            match name {
                b"MESSAGE" => opened.message = value,
                b"__REALTIME_TIMESTAMP" => time = Some(value),
                b"_SOURCE_REALTIME_TIMESTAMP" => source_time = Some(value),
                b"_HOSTNAME" => opened.host = Some(value),
                b"SYSLOG_IDENTIFIER" => opened.process = Some(value),
                b"_COMM" => command = Some(value),
                b"_PID" => opened.pid = scan::number(value),
                _ => {}
            }
        }
        opened.set_moment(realtime(time.or(source_time)));
        opened.process = opened.process.or(command);
        opened.anomalies.merge(oddity::of(opened.message));
        Some(opened)
    }
}

/// The first field: its name, its value and what follows. `None` when it is cut.
fn field(rest: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let line = &rest[..end];
    let after = rest.get(end + 1..).unwrap_or_default();
    if let Some(equals) = memchr::memchr(b'=', line) {
        return Some((&line[..equals], &line[equals + 1..], after));
    }
    let len = usize::try_from(u64::from_le_bytes(*after.first_chunk::<8>()?)).ok()?;
    let end = len.checked_add(8)?;
    let value = after.get(8..end)?;
    let after = &after[end..];
    Some((line, value, after.strip_prefix(b"\n").unwrap_or(after)))
}
