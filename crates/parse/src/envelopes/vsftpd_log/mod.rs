//! vsftpd's own log file: `Fri Jan 19 12:20:33 2007 [pid 27202] message`. The account, where there is one, begins the message.

use bumpalo::Bump;

use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};
use crate::scan;

/// See the module.
pub(crate) struct VsftpdLog;

impl Envelope for VsftpdLog {
    fn id(&self) -> &'static str {
        "vsftpd-log"
    }

    fn open<'a>(&self, record: &'a [u8], context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        let stamp = crate::instant::asctime(record.get(..24)?)?;
        let rest = record.get(24..)?.strip_prefix(b" [pid ")?;
        let len = scan::digits(rest);
        let message = rest[len..].strip_prefix(b"] ")?;
        let mut opened = Opened::bare(message);
        opened.set_moment(context.moment(stamp));
        opened.process = Some(b"vsftpd");
        opened.pid = scan::number(&rest[..len]);
        Some(opened)
    }
}
