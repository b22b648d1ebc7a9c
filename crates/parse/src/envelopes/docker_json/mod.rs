//! Docker's `json-file` driver: `{"log":"…\n","stream":"stderr","time":"2024-05-01T10:00:00.123456789Z"}`. Names neither host
//! nor program: the service is found by its message.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::{Anomalies, Anomaly};

use crate::Framing;
use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};
use crate::{json, scan};

/// See the module.
pub(crate) struct DockerJson;

impl Envelope for DockerJson {
    fn id(&self) -> &'static str {
        "docker-json"
    }

    fn framing(&self) -> Framing {
        Framing::PartialLines
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, arena: &'a Bump) -> Option<Opened<'a>> {
        if record.first() != Some(&b'{') || memchr::memmem::find(record, b"\"log\"").is_none() {
            return None;
        }
        let mut odd = Anomalies::default();
        let first_len = memchr::memchr(b'\n', record).unwrap_or(record.len());
        let entry = json::read(&record[..first_len], arena, &mut odd)?;
        let mut message = entry.text("log")?;
        if first_len < record.len() {
            let mut whole = ArenaVec::with_capacity_in(record.len(), arena);
            whole.extend_from_slice(message);
            for line in record[first_len + 1..].split(|b| *b == b'\n') {
                whole.extend_from_slice(json::read(line, arena, &mut odd)?.text("log")?);
            }
            message = whole.into_bump_slice();
        }
        let time = entry.text("time")?;
        entry.get("stream")?;
        let mut opened = Opened::bare(message.trim_ascii_end());
        opened.anomalies = odd;
        match scan::iso_time(time) {
            Some(time) => opened.set_moment(context.iso(time)),
            None => opened.anomalies.add(Anomaly::BadTime),
        }
        // Docker splits messages over 16 KiB; all parts but the last have no line end, and the framing keeps them together.
        if !message.ends_with(b"\n") {
            opened.anomalies.add(Anomaly::Truncated);
        }
        Some(opened)
    }
}
