//! Some attempts know us: tell the people and teams they aim at.

use super::{Draft, Seen};
use vigie_facts::case::Aim;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let row = seen.answer.aims.rows.iter().find(|row| row.aim == Aim::Targeted)?;
    let known = ["real-account", "existing-path", "organisation-word"];
    let examples = seen.answer.aims.reasons.iter().filter(|row| known.contains(&row.reason.as_str()));
    (row.attempts.value > 0).then(|| {
        Draft::soon("warn-people")
            .count("attempts", row.attempts.value)
            .figure(&row.attempts.key)
            .items(examples.flat_map(|row| row.examples.clone()))
    })
}
