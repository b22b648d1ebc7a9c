//! Somebody looked for a mail server that sends for everybody: make sure ours does not.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.attempts_of(&[Form::MailRelayProbe, Form::AddressHarvesting]);
    (attempts > 0).then(|| {
        Draft::later("check-relay")
            .count("attempts", attempts)
            .forms(seen, &[Form::MailRelayProbe, Form::AddressHarvesting])
    })
}
