//! Input was used to make programs do what they should not: filter it, and give the programs fewer rights.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let forms: Vec<Form> = Form::ALL.iter().copied().filter(|form| is_injection(*form)).collect();
    let attempts = seen.attempts_of(&forms);
    (attempts > 0).then(|| {
        Draft::soon("filter-injections").count("attempts", attempts).forms(seen, &forms).items(seen.subjects_of(&forms))
    })
}

fn is_injection(form: Form) -> bool {
    form.id().ends_with("-injection")
        || matches!(
            form,
            Form::CrossSiteScripting
                | Form::PathTraversal
                | Form::FileInclusion
                | Form::XmlExternalEntity
                | Form::ServerSideRequestForgery
        )
}
