//! Assets that stopped answering while they were burdened: a wave of errors of the server's own, or silence in a log that was
//! never silent. Hours are compared with the asset's other hours; a server that is always in trouble makes no incident.

use hashbrown::{HashMap, HashSet};
use vigie_facts::case::{Effect, IncidentKind, TraceKind, Weakness};
use vigie_facts::form::Form;
use vigie_facts::time::Timestamp;

use super::slips::SignInBook;
use super::{EVIDENCE_MAX, IncidentDraft};
use crate::observe::TrafficSeen;
use crate::picture::{AttemptDraft, Picture};

/// Server errors in an hour, and their share in percent, that make a wave.
const ERRORS_MIN: u64 = 50;
const ERRORS_PERCENT_MIN: u64 = 20;

/// The share in percent that is usual at most in the asset's other hours for a wave to stand out.
const USUAL_PERCENT_MAX: u64 = 5;

/// Events an hour that an asset usually has at least for an hour without any to be a silence.
const USUAL_EVENTS_MIN: u64 = 100;

pub(super) fn find(picture: &Picture<'_>, _book: &SignInBook, drafts: &mut Vec<IncidentDraft>) {
    let mut hours: HashMap<u32, Vec<&TrafficSeen>> = HashMap::new();
    for seen in picture.traffic {
        hours.entry(seen.asset).or_default().push(seen);
    }
    for of_asset in hours.values_mut() {
        of_asset.sort_unstable_by_key(|seen| seen.hour);
    }
    let mut told = HashSet::new();
    for (at, attempt) in picture.attempts.iter().enumerate() {
        if attempt.form != Form::DenialOfService {
            continue;
        }
        let Some(hours) = hours.get(&attempt.asset) else { continue };
        if let Some((hour, draft)) = wave(picture, attempt, hours).or_else(|| silence(picture, attempt, hours)) {
            if told.insert((attempt.asset, hour)) {
                drafts.push(draft);
            }
            let same = |draft: &&mut IncidentDraft| {
                draft.kind == IncidentKind::StoppedAnswering
                    && draft.asset == attempt.asset
                    && Timestamp(draft.time_micros).hour() == hour
            };
            if let Some(draft) = drafts.iter_mut().rev().find(same) {
                draft.attempts.push(at as u32);
            }
        }
    }
}

fn span_hours(picture: &Picture<'_>, attempt: &AttemptDraft) -> (i64, i64) {
    let hour = |finding: u32| Timestamp(picture.row(finding).time_micros()).hour();
    let findings = picture.findings_in(attempt);
    (hour(findings[0]), hour(findings[findings.len() - 1]))
}

fn wave(picture: &Picture<'_>, attempt: &AttemptDraft, hours: &[&TrafficSeen]) -> Option<(i64, IncidentDraft)> {
    let (first, last) = span_hours(picture, attempt);
    let during = |seen: &&&TrafficSeen| (first..=last).contains(&seen.hour);
    let worst = hours.iter().filter(during).max_by_key(|seen| (seen.server_errors, std::cmp::Reverse(seen.hour)))?;
    if worst.server_errors < ERRORS_MIN || worst.server_errors * 100 < worst.events * ERRORS_PERCENT_MIN {
        return None;
    }
    let others = hours.iter().filter(|seen| !during(seen));
    let (events, errors) = others.fold((0, 0), |(e, s), seen| (e + seen.events, s + seen.server_errors));
    if errors * 100 > events * USUAL_PERCENT_MAX {
        return None;
    }
    let mut draft = draft(picture, attempt, Timestamp::from_seconds(worst.hour * 3_600));
    if events < USUAL_EVENTS_MIN {
        draft.weakened_by.push(Weakness::FewComparisons);
    }
    let in_hour = picture
        .rows_of(TraceKind::ServerError)
        .filter(|(_, row)| row.asset() == attempt.asset && Timestamp(row.time_micros()).hour() == worst.hour);
    for (at, row) in in_hour.take(EVIDENCE_MAX) {
        if draft.evidence.iter().all(|(part, _)| *part != "answer") {
            draft.time_micros = row.time_micros();
        }
        draft.evidence.push(("answer", at));
    }
    draft.effect = if worst.server_errors * 2 >= worst.events { Effect::Had } else { Effect::MayHaveHad };
    Some((worst.hour, draft))
}

/// An hour without any event right after the attempt, between hours that have many.
fn silence(picture: &Picture<'_>, attempt: &AttemptDraft, hours: &[&TrafficSeen]) -> Option<(i64, IncidentDraft)> {
    let (_, last) = span_hours(picture, attempt);
    let at = hours.partition_point(|seen| seen.hour <= last);
    let next = hours.get(at)?;
    let mut usual: Vec<u64> = hours.iter().map(|seen| seen.events).collect();
    usual.sort_unstable();
    let ordinary = usual[usual.len() / 2];
    if next.hour <= last + 1 || ordinary < USUAL_EVENTS_MIN {
        return None;
    }
    let mut draft = draft(picture, attempt, Timestamp::from_seconds((last + 1) * 3_600));
    draft.weakened_by.push(Weakness::LogGap);
    let findings = picture.findings_in(attempt);
    let last_finding = findings[findings.len() - 1];
    draft.evidence.push(("silence", picture.findings[last_finding as usize].row));
    Some((last + 1, draft))
}

fn draft(picture: &Picture<'_>, attempt: &AttemptDraft, time: Timestamp) -> IncidentDraft {
    IncidentDraft {
        kind: IncidentKind::StoppedAnswering,
        effect: Effect::MayHaveHad,
        time_micros: time.0,
        asset: attempt.asset,
        source: attempt.source,
        account: picture.row(picture.findings_in(attempt)[0]).account(),
        attempts: Vec::new(),
        evidence: Vec::new(),
        weakened_by: Vec::new(),
    }
}
