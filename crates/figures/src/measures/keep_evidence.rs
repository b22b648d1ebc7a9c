//! Something may have happened: keep the logs as they are, before rotation deletes them.

use super::{Draft, Seen};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let incidents = seen.answer.entry.had.value + seen.answer.entry.may_have_had.value;
    (incidents > 0).then(|| {
        Draft::now("keep-evidence").count("incidents", incidents).figure("entry.had").figure("entry.may-have-had")
    })
}
