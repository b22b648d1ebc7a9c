//! An effect is shown: whoever must be told has deadlines.

use super::{Draft, Seen};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let incidents = seen.answer.entry.had.value;
    (incidents > 0).then(|| Draft::now("prepare-notice").count("incidents", incidents).figure("entry.had"))
}
