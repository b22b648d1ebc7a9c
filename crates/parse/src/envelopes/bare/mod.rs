//! No envelope: the service states its own time. Opens anything.

use bumpalo::Bump;

use crate::calendar::Context;
use crate::envelopes::{Envelope, Opened};

/// See the module.
pub(crate) struct Bare;

impl Envelope for Bare {
    fn id(&self) -> &'static str {
        super::BARE
    }

    fn opens_anything(&self) -> bool {
        true
    }

    fn open<'a>(&self, record: &'a [u8], _context: &mut Context, _arena: &'a Bump) -> Option<Opened<'a>> {
        Some(Opened::bare(record))
    }
}
