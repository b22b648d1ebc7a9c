//! Known holes were tried: whatever is not up to date is the next one.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let forms = [Form::KnownVulnerability, Form::WebShell, Form::UnsafeDeserialization, Form::VulnerabilityScan];
    let attempts = seen.attempts_of(&forms);
    (attempts > 0).then(|| {
        Draft::soon("update-software").count("attempts", attempts).forms(seen, &forms).items(seen.subjects_of(&forms))
    })
}
