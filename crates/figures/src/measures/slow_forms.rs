//! Forms are filled by machines: make it cost them something.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.attempts_of(&[Form::FormSpam]);
    (attempts > 0).then(|| Draft::later("slow-forms").count("attempts", attempts).forms(seen, &[Form::FormSpam]))
}
