//! Question 6: did they get in? Incidents with the lines they rest on and what would weaken them; or no trace of success, with
//! how much could be seen. Never "nothing happened".

use std::collections::BTreeSet;

use vigie_facts::case::{Effect, Incident, IncidentKind, Weakness};

use super::{Asked, places, what};
use crate::answer::{
    Confidence, Coverage, EVIDENCE_MAX, Entry, EvidenceShown, INCIDENTS_MAX, IncidentShown, MarkShown,
};
use crate::figure::{Figure, Unit};
use crate::sentence::{Arg, Sentence};
use crate::tally::citation;

pub(super) fn entry(asked: &Asked<'_>, coverage: Coverage) -> Entry {
    let count = |wanted: fn(&Incident) -> bool| asked.case.incidents.iter().filter(|row| wanted(row)).count() as u64;
    let innocent = count(|row| what::is_innocent(row.mark.as_ref()));
    let sensors = count(|row| !what::is_innocent(row.mark.as_ref()) && is_sensor(row));
    let had = count(|row| counts(row) && row.effect == Effect::Had);
    let may_have = count(|row| counts(row) && row.effect == Effect::MayHaveHad);
    let mut rows: Vec<(usize, &Incident)> = asked.case.incidents.iter().enumerate().collect();
    rows.sort_by_key(|(index, row)| {
        (what::is_innocent(row.mark.as_ref()), is_sensor(row), row.effect == Effect::MayHaveHad, row.time, *index)
    });
    let incidents = rows.into_iter().take(INCIDENTS_MAX).map(|(index, row)| shown(asked, index, row)).collect();
    let figure = |name: &str, value| Figure::new(format!("entry.{name}"), value, Unit::Incidents);
    Entry {
        verdict: verdict(had, may_have, sensors, &coverage),
        had: figure("had", had),
        may_have_had: figure("may-have-had", may_have),
        sensors_entered: figure("sensors-entered", sensors),
        marked_innocent: figure("marked-innocent", innocent),
        incidents,
        coverage,
    }
}

/// A honeypot is there to be entered: said, and kept out of "they got in".
fn is_sensor(incident: &Incident) -> bool {
    incident.kind == IncidentKind::HoneypotEntered
}

fn counts(incident: &Incident) -> bool {
    !what::is_innocent(incident.mark.as_ref()) && !is_sensor(incident)
}

fn verdict(had: u64, may_have: u64, sensors: u64, coverage: &Coverage) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    if had > 0 {
        sentences.push(Sentence::new("entry-had").count("incidents", had));
    }
    if may_have > 0 {
        sentences.push(Sentence::new("entry-may-have").count("incidents", may_have));
    }
    let spans = &coverage.own_spans;
    if spans.denominator == 0 {
        sentences.push(Sentence::new("entry-nothing-to-see"));
    } else {
        let key = if had + may_have == 0 { "entry-no-trace" } else { "entry-coverage" };
        sentences.push(
            Sentence::new(key)
                .percent("percent", spans.percent)
                .count("seen", spans.numerator)
                .count("hours", spans.denominator)
                .count("systems", coverage.systems_total.value)
                .percent("understood", coverage.understood.percent),
        );
    }
    if sensors > 0 {
        sentences.push(Sentence::new("entry-sensors").count("incidents", sensors));
    }
    sentences
}

fn shown(asked: &Asked<'_>, index: usize, row: &Incident) -> IncidentShown {
    let case = asked.case;
    let id = format!("incident-{}", index + 1);
    let asset = case.assets.get(row.asset.index());
    let attempts: Vec<_> = row.attempts.iter().filter_map(|id| case.attempts.get(id.index())).collect();
    let forms: BTreeSet<_> = attempts.iter().map(|attempt| attempt.form).collect();
    let detections = attempts.iter().map(|attempt| u64::from(attempt.detections)).sum();
    let moment = asked.calendar.moment(row.time);
    let source = row.source.and_then(|source| places::source_short(case, source));
    let account = row.account.map(|account| asked.naming.account(case, account).0);
    let asset_name = asset.map(|asset| crate::cut(&asset.name)).unwrap_or_default();
    let none = || Arg::Word("not-known".into());
    let sentence = Sentence::new(incident_key(row.kind))
        .with("moment", Arg::Moment(moment))
        .text("asset", asset_name.clone())
        .with("account", account.clone().map_or_else(none, Arg::Text))
        .with("source", source.as_ref().map_or_else(none, |source| Arg::Text(source.address.clone())))
        .count("attempts", attempts.len() as u64)
        .count("detections", detections);
    let evidence = row.evidence.iter().take(EVIDENCE_MAX).map(|evidence| EvidenceShown {
        part: evidence.part.to_string(),
        moment: evidence.time.map(|time| asked.calendar.moment(time)),
        citation: citation(case, &asked.naming, evidence.origin, evidence.line),
    });
    IncidentShown {
        kind: row.kind,
        effect: row.effect,
        confidence: confidence(row.effect, &row.weakened_by),
        moment,
        asset: asset_name,
        service: asset.map_or(vigie_facts::service::Service::OtherDaemon, |asset| asset.service),
        source,
        account,
        forms: forms.into_iter().collect(),
        attempts: Figure::new(format!("{id}.attempts"), attempts.len() as u64, Unit::Attempts),
        detections: Figure::new(format!("{id}.detections"), detections, Unit::Detections),
        sentence,
        evidence: evidence.collect(),
        evidence_more: row.evidence.len().saturating_sub(EVIDENCE_MAX) as u64,
        weaknesses: row.weakened_by.clone(),
        mark: row.mark.as_ref().map(|mark| MarkShown { hostile: mark.hostile, why: crate::cut(&mark.why) }),
        id,
    }
}

/// How good the basis is: the log states the effect and nothing known weakens it; one or the other; neither.
fn confidence(effect: Effect, weaknesses: &[Weakness]) -> Confidence {
    match (effect, weaknesses.len()) {
        (Effect::Had, 0) => Confidence::High,
        (Effect::Had, _) | (Effect::MayHaveHad, 0 | 1) => Confidence::Moderate,
        (Effect::MayHaveHad, _) => Confidence::Low,
    }
}

/// The key of the words of a kind of incident.
pub fn incident_key(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::SignInAfterFailures => "incident-sign-in-after-failures",
        IncidentKind::SignInFromNewNetwork => "incident-sign-in-from-new-network",
        IncidentKind::ExploitAnsweredDifferently => "incident-exploit-answered-differently",
        IncidentKind::WebShellAnswered => "incident-web-shell-answered",
        IncidentKind::FollowUp => "incident-follow-up",
        IncidentKind::StoppedAnswering => "incident-stopped-answering",
        IncidentKind::HoneypotEntered => "incident-honeypot-entered",
    }
}

/// The key of the words of a weakness.
pub fn weakness_key(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::OwnerMistyped => "weakness-owner-mistyped",
        Weakness::OwnerTravels => "weakness-owner-travels",
        Weakness::SharedSource => "weakness-shared-source",
        Weakness::FewComparisons => "weakness-few-comparisons",
        Weakness::PageVaries => "weakness-page-varies",
        Weakness::LogGap => "weakness-log-gap",
        Weakness::SensorByDesign => "weakness-sensor-by-design",
        Weakness::Administration => "weakness-administration",
    }
}
