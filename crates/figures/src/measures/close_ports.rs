//! Ports were tried one after the other: close what nobody needs.

use super::{Draft, Seen};
use vigie_facts::form::Form;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.attempts_of(&[Form::PortScan]);
    (attempts > 0).then(|| Draft::later("close-ports").count("attempts", attempts).forms(seen, &[Form::PortScan]))
}
