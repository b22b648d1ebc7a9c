//! Administration pages were searched for: let only those reach them who administer.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.attempts_of(&[Form::AdminInterfaceProbe]);
    (attempts > 0).then(|| {
        Draft::soon("restrict-admin-pages")
            .count("attempts", attempts)
            .forms(seen, &[Form::AdminInterfaceProbe])
            .items(seen.subjects_of(&[Form::AdminInterfaceProbe]))
    })
}
