//! Sensors made to be entered that were. By design, and worth knowing: what is done there is done elsewhere too.

use hashbrown::HashMap;
use vigie_facts::case::{Effect, IncidentKind, TraceKind, Weakness};
use vigie_facts::time::MICROS_PER_SECOND;

use super::slips::SignInBook;
use super::{EVIDENCE_MAX, IncidentDraft};
use crate::observe::reading::is_honeypot;
use crate::picture::Picture;
use crate::row::{NONE, Row};
use crate::rows::RowAt;

/// One incident for each visit: sign-ins and commands of one source on one sensor without a pause over the session gap.
pub(super) fn find(picture: &Picture<'_>, _book: &SignInBook, drafts: &mut Vec<IncidentDraft>) {
    let gap_micros = picture.options.session_gap_seconds.saturating_mul(MICROS_PER_SECOND);
    let mut open: HashMap<(u32, u32), (usize, i64)> = HashMap::new();
    for (at, row) in picture.ledger.rows.iter().enumerate() {
        let entered = row.kind() == Some(TraceKind::SignInSuccess);
        let acts = row.kind() == Some(TraceKind::CommandEntered);
        if !is_honeypot(row.service())
            || !(entered || acts)
            || row.source() == NONE
            || row.time_micros() == Row::NO_TIME
        {
            continue;
        }
        let visit =
            open.get_mut(&(row.source(), row.asset())).filter(|(_, last)| row.time_micros() - *last <= gap_micros);
        if let Some((draft, last)) = visit {
            *last = row.time_micros();
            let evidence = &mut drafts[*draft].evidence;
            if evidence.len() < EVIDENCE_MAX && picture.has_line(at as u32) {
                evidence.push((if entered { "success" } else { "follow-up" }, at as u32));
            }
        } else if entered {
            open.insert((row.source(), row.asset()), (drafts.len(), row.time_micros()));
            drafts.push(visit_of(picture, at as u32, row));
        }
    }
}

fn visit_of(picture: &Picture<'_>, at: u32, row: RowAt<'_>) -> IncidentDraft {
    IncidentDraft {
        kind: IncidentKind::HoneypotEntered,
        effect: Effect::Had,
        time_micros: row.time_micros(),
        asset: row.asset(),
        source: row.source(),
        account: row.account(),
        attempts: picture.findings_of(at).iter().map(|finding| finding.attempt).filter(|id| *id != NONE).collect(),
        evidence: vec![("success", at)],
        weakened_by: vec![Weakness::SensorByDesign],
    }
}
