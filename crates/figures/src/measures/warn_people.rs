//! Some attempts know our people or our words: tell those they aim at.

use super::{Draft, Seen};
use vigie_facts::case::{Aim, AimReason, Attempt};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let knows_us = |attempt: &&Attempt| attempt.aim == Aim::Targeted && attempt.aim_reasons.iter().any(is_of_people);
    let attempts = seen.asked.case.attempts.iter().filter(knows_us).count() as u64;
    let rows = seen.answer.aims.reasons.iter();
    let examples = rows.filter(|row| ["real-account", "organisation-word"].contains(&row.reason.as_str()));
    (attempts > 0).then(|| {
        Draft::soon("warn-people")
            .count("attempts", attempts)
            .figure("aims.targeted.attempts")
            .items(examples.flat_map(|row| row.examples.clone()))
    })
}

/// A path that answers here is known to us, and no person's business.
fn is_of_people(reason: &AimReason) -> bool {
    matches!(reason, AimReason::RealAccount(_) | AimReason::OrganisationWord(_))
}
