//! The site was burdened or stopped answering: put something in front that absorbs it.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.attempts_of(&[Form::DenialOfService]);
    let minutes = seen.answer.cost.disturbed_minutes.value;
    (attempts + minutes > 0).then(|| {
        Draft::soon("soften-floods")
            .count("attempts", attempts)
            .count("minutes", minutes)
            .forms(seen, &[Form::DenialOfService])
            .figure("cost.disturbed-minutes")
            .items(seen.answer.cost.assets.iter().map(|row| row.name.clone()))
    })
}
