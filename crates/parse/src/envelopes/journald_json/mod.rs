//! The journal as `journalctl -o json` (one object a line) and `-o json-pretty` (one object over several lines) write it.
//! Messages that are not UTF-8 come as arrays of byte values.

use bumpalo::Bump;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::time::Timestamp;

use crate::calendar::{Context, Moment};
use crate::envelopes::{Envelope, Opened};
use crate::{Framing, json, oddity, scan};

/// See the module.
pub(crate) struct JournaldJson {
    /// Whether an object stands on several lines.
    pub(crate) pretty: bool,
}

impl Envelope for JournaldJson {
    fn id(&self) -> &'static str {
        if self.pretty { "journald-json-pretty" } else { "journald-json" }
    }

    fn framing(&self) -> Framing {
        if self.pretty { Framing::ContinuedLines } else { Framing::Lines }
    }

    fn open<'a>(&self, record: &'a [u8], _context: &mut Context, arena: &'a Bump) -> Option<Opened<'a>> {
        // A cheap look first: this envelope is offered every line of every JSON log.
        if record.first() != Some(&b'{') || memchr::memmem::find(record, b"_REALTIME_TIMESTAMP\"").is_none() {
            return None;
        }
        let mut odd = Anomalies::default();
        let entry = json::read(record, arena, &mut odd)?;
        let message = entry.get("MESSAGE").and_then(|value| value.bytes(arena)).unwrap_or_default();
        let mut opened = Opened::bare(message);
        opened.anomalies = odd;
        // The record is printable where its message, unescaped, is not.
        opened.anomalies.merge(oddity::of(message));
        opened.set_moment(realtime(
            entry.text("__REALTIME_TIMESTAMP").or_else(|| entry.text("_SOURCE_REALTIME_TIMESTAMP")),
        ));
        opened.host = entry.text("_HOSTNAME");
        opened.process = entry.text("SYSLOG_IDENTIFIER").or_else(|| entry.text("_COMM"));
        opened.pid = entry.text("_PID").or_else(|| entry.text("SYSLOG_PID")).and_then(scan::number);
        Some(opened)
    }
}

/// The journal's time: microseconds since the epoch, in decimal.
pub(crate) fn realtime(text: Option<&[u8]>) -> Moment {
    let mut moment = Moment::default();
    match text.and_then(scan::number::<i64>) {
        Some(micros) => moment.time = Some(Timestamp(micros)),
        None => moment.anomalies.add(Anomaly::BadTime),
    }
    moment
}
