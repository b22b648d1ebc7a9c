//! BIND's own log channels: `23-Aug-2013 10:32:56.621 message`, with category and severity in front of the message or not.

use bumpalo::Bump;

use crate::calendar::{Civil, Context};
use crate::envelopes::{Envelope, Opened};
use crate::scan;

/// See the module.
pub(crate) struct BindLog;

impl Envelope for BindLog {
    fn id(&self) -> &'static str {
        "bind-log"
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        if record.len() < 24 || record[2] != b'-' || record[6] != b'-' || record[11] != b' ' || record[20] != b'.' {
            return None;
        }
        let (hour, minute, second) = scan::clock(&record[12..])?;
        let (micros, fraction_len) = scan::fraction(&record[20..]);
        let civil = Civil {
            year: i32::from(scan::number::<u16>(&record[7..11])?),
            month: scan::month(&record[3..])?,
            day: scan::two(record, 0)?,
            hour,
            minute,
            second,
            micros,
        };
        let mut opened = Opened::bare(record[20 + fraction_len..].strip_prefix(b" ")?);
        opened.set_moment(context.local(civil));
        opened.process = Some(b"named");
        Some(opened)
    }
}
