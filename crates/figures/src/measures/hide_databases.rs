//! Databases were reached from outside: they should not be reachable.

use super::{Draft, Seen};
use vigie_facts::service::Target;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let row = seen.answer.pursued.targets.iter().find(|row| row.target == Target::Databases)?;
    (row.attempts.value > 0)
        .then(|| Draft::soon("hide-databases").count("attempts", row.attempts.value).figure(&row.attempts.key))
}
