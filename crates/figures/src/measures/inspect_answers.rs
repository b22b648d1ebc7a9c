//! An exploiting request was answered in another way than usual, or a shell answered: look at that machine before anything else runs on it.

use super::{Draft, Seen};
use vigie_facts::case::IncidentKind;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let incidents = seen.incidents(&[
        IncidentKind::ExploitAnsweredDifferently,
        IncidentKind::WebShellAnswered,
        IncidentKind::FollowUp,
    ]);
    let first = incidents.first()?;
    let draft = Draft::now("inspect-answers")
        .count("incidents", incidents.len() as u64)
        .figure("entry.had")
        .figure("entry.may-have-had");
    let draft = draft.text("asset", first.asset.clone());
    Some(draft.items(incidents.iter().flat_map(|incident| {
        incident
            .evidence
            .iter()
            .take(1)
            .map(|evidence| format!("{}:{}", evidence.citation.path, evidence.citation.line))
    })))
}
