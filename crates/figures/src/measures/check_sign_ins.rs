//! Somebody may be signed in who should not be: close the sessions, change the passwords, ask the owners.

use super::{Draft, Seen};
use vigie_facts::case::IncidentKind;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let incidents = seen.incidents(&[IncidentKind::SignInAfterFailures, IncidentKind::SignInFromNewNetwork]);
    let first = incidents.first()?;
    let draft = Draft::now("check-sign-ins")
        .count("incidents", incidents.len() as u64)
        .figure("entry.had")
        .figure("entry.may-have-had");
    let draft = draft.text("asset", first.asset.clone());
    Some(draft.items(incidents.iter().filter_map(|incident| incident.account.clone())))
}
