//! Docker's `json-file` driver: `{"log":"…\n","stream":"stderr","time":"2024-05-01T10:00:00.123456789Z"}`. Names neither host
//! nor program: the service is found by its message.

use bumpalo::Bump;
use vigie_facts::anomaly::{Anomalies, Anomaly};

use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};
use crate::{json, scan};

/// See the module.
pub(crate) struct DockerJson;

impl Envelope for DockerJson {
    fn id(&self) -> &'static str {
        "docker-json"
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, arena: &'a Bump) -> Option<Opened<'a>> {
        if record.first() != Some(&b'{') || memchr::memmem::find(record, b"\"log\"").is_none() {
            return None;
        }
        let mut odd = Anomalies::default();
        let entry = json::read(record, arena, &mut odd)?;
        let message = entry.text("log")?;
        let time = entry.text("time")?;
        entry.get("stream")?;
        let mut opened = Opened::bare(message.trim_ascii_end());
        opened.anomalies = odd;
        match scan::iso_time(time) {
            Some(time) => opened.set_moment(context.iso(time)),
            None => opened.anomalies.add(Anomaly::BadTime),
        }
        // Docker splits messages over 16 KiB; all parts but the last have no line end.
        if !message.ends_with(b"\n") {
            opened.anomalies.add(Anomaly::Truncated);
        }
        Some(opened)
    }
}
