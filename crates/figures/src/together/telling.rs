//! From the engine's answer to what a report tells: sentences by key, moments on the organisation's clock, members with their place. Counts
//! and chooses nothing anew.

use std::collections::{HashMap, HashSet};

use vigie_correlate::clusters::{
    Basis, Cluster, Clusters, Confidence, Explanation, Limit, Outcome, Reason, State, Verdict,
};
use vigie_correlate::evidence::Class;
use vigie_facts::case::{Case, SourceId};
use vigie_facts::time::Timestamp;

use super::model::{ClusterShown, Counts, FindingShown, MemberShown, SessionShown, Together, TraceShown};
use super::{Found, LeftOut};
use crate::calendar::Calendar;
use crate::questions::places::source_short;
use crate::sentence::{Arg, Sentence};

/// Clusters of which a sentence stands in the verdict: a reader hears three.
const NAMED_MAX: usize = 3;

/// Clusters by tool that a report shows; `vigie clusters` lists all.
const TOOLS_SHOWN_MAX: usize = 5;

/// The kind of trace that says where a source is.
const NETWORK: &str = "network";

/// Clusters that acted together that a report shows.
const TOGETHER_SHOWN_MAX: usize = 25;

/// Chances are told to a hundredth of a power of ten, and no smaller than this.
const CHANCE_LOG10_MIN: f64 = -9_999.0;

/// What stands around an answer of the engine.
#[derive(Debug)]
pub(super) struct Around<'a> {
    pub(super) calendar: &'a Calendar,
    /// The case whose sources the actors are, if it is of one.
    pub(super) case: Option<&'a Case>,
    /// Whether everything is told, or what a report has room for.
    pub(super) whole: bool,
}

/// The answer as it is told.
pub(super) fn told(found: &Found, around: &Around<'_>) -> Together {
    let clusters = &found.clusters;
    let counts = counts(clusters);
    let mut tools = 0;
    let shown = clusters.clusters.iter().filter(|cluster| {
        tools += usize::from(cluster.verdict > Verdict::ActedTogether);
        around.whole || if cluster.verdict > Verdict::ActedTogether { tools <= TOOLS_SHOWN_MAX } else { true }
    });
    let shown: Vec<&Cluster> = shown.take(if around.whole { usize::MAX } else { TOGETHER_SHOWN_MAX }).collect();
    let sources = around.case.map_or_else(HashMap::new, |case| sources_of(&shown, case));
    let shown: Vec<ClusterShown> = shown.into_iter().map(|cluster| shown_as(cluster, around, &sources)).collect();
    Together {
        verdict: verdict(clusters, &counts, &shown, around.case.is_none()),
        control: control(clusters, &counts),
        people: Sentence::new("together-people"),
        tested: clusters.tested,
        clusters: shown,
        counts,
        decoys: clusters.decoys,
        check: check(clusters),
        limits: limits(clusters, &found.left_out),
        left_out: found.left_out,
    }
}

/// The sources that the members of some clusters are, by the names they have there.
fn sources_of(clusters: &[&Cluster], case: &Case) -> HashMap<String, SourceId> {
    let members = clusters.iter().flat_map(|cluster| &cluster.members);
    let wanted: HashSet<&str> = members.map(|member| member.actor.as_str()).collect();
    if wanted.is_empty() {
        return HashMap::new();
    }
    let named = (0..).zip(&case.sources).map(|(at, row)| (row.source.to_string(), SourceId(at)));
    named.filter(|(name, _)| wanted.contains(name.as_str())).collect()
}

fn counts(clusters: &Clusters) -> Counts {
    let mut counts = Counts::default();
    for cluster in &clusters.clusters {
        *match cluster.verdict {
            Verdict::CommonControl => &mut counts.common_control,
            Verdict::ActedTogether => &mut counts.acted_together,
            Verdict::SameTool => &mut counts.same_tool,
            Verdict::Commodity => &mut counts.commodity,
        } += 1;
    }
    counts
}

fn verdict(clusters: &Clusters, counts: &Counts, shown: &[ClusterShown], is_table: bool) -> Vec<Sentence> {
    let tested = &clusters.tested;
    if tested.actors < 2 {
        return vec![Sentence::new("together-nobody").count("actors", tested.actors)];
    }
    let compared = |sentence: Sentence| sentence.count("actors", tested.actors).count("sessions", tested.sessions);
    let mut sentences = Vec::new();
    if counts.together() == 0 && is_undecidable(clusters) {
        sentences.push(compared(Sentence::new("together-undecidable").count("once", once(clusters))));
    } else if counts.together() == 0 {
        sentences.push(compared(Sentence::new(if is_table { "together-none-of-table" } else { "together-none" })));
    } else {
        let together = clusters.clusters.iter().filter(|cluster| cluster.verdict <= Verdict::ActedTogether);
        let members: usize = together.map(|cluster| cluster.members.len()).sum();
        let key = if is_table { "together-found-of-table" } else { "together-found" };
        let found = Sentence::new(key).count("clusters", counts.together()).count("members", members as u64);
        sentences.push(compared(found));
        let told = shown.iter().filter(|cluster| cluster.verdict <= Verdict::ActedTogether).take(NAMED_MAX);
        sentences.extend(told.map(|cluster| cluster.sentence.clone()));
    }
    if counts.by_tool() > 0 {
        sentences.push(Sentence::new("together-tools").count("clusters", counts.by_tool()));
    }
    sentences
}

/// Actors that came once only.
fn once(clusters: &Clusters) -> u64 {
    let of = |limit: &Limit| if let Limit::OneSessionPerSource { actors } = limit { Some(*actors) } else { None };
    clusters.limits.iter().find_map(of).unwrap_or(0)
}

/// Whether most of those compared came once only: then "no" would be said of the others alone.
fn is_undecidable(clusters: &Clusters) -> bool {
    once(clusters) * 2 > clusters.tested.actors
}

/// R3: what data can decide.
fn control(clusters: &Clusters, counts: &Counts) -> Sentence {
    match (counts.common_control, counts.acted_together) {
        (0, 0) if is_undecidable(clusters) => Sentence::new("together-control-undecidable"),
        (0, 0) => Sentence::new("together-control-none"),
        (0, clusters) => Sentence::new("together-control-one-kind").count("clusters", clusters),
        (clusters, _) => Sentence::new("together-control-found").count("clusters", clusters),
    }
}

fn check(clusters: &Clusters) -> Option<Sentence> {
    let decoys = &clusters.decoys;
    let rate = decoys.false_discovery_rate?;
    Some(
        Sentence::new("together-check")
            .count("worlds", decoys.worlds.into())
            .count("found", decoys.worlds_with_groups.into())
            .percent("rate", Some((rate * 100.0).ceil())),
    )
}

fn shown_as(cluster: &Cluster, around: &Around<'_>, sources: &HashMap<String, SourceId>) -> ClusterShown {
    let members: Vec<MemberShown> = cluster
        .members
        .iter()
        .map(|member| {
            let found = sources.get(&member.actor).copied().zip(around.case);
            MemberShown {
                actor: crate::cut(&member.actor),
                source: found.and_then(|(id, case)| source_short(case, id)),
                operator: found
                    .and_then(|(id, case)| case.sources[id.index()].place.operator.as_deref().map(crate::cut)),
                attended: member.attended,
                chance_log10: chance(member.chance_log10),
            }
        })
        .collect();
    ClusterShown {
        id: cluster.id,
        basis: cluster.basis,
        verdict: cluster.verdict,
        likelihood_percent: cluster.likelihood_percent,
        confidence: cluster.confidence,
        people: cluster.people,
        two_kinds_log10: chance(cluster.two_kinds_log10),
        sentence: in_one_sentence(cluster),
        caution: caution(&members),
        members,
        sessions: cluster.sessions.iter().map(|session| session_shown(session, around.calendar)).collect(),
        links: cluster
            .links
            .iter()
            .map(|link| vigie_correlate::clusters::Link {
                chance_log10: chance(link.chance_log10),
                expected: thousandth(link.expected),
                ..*link
            })
            .collect(),
        findings: cluster.findings.iter().map(finding_shown).collect(),
        explanations: cluster.explanations.clone(),
        // Where the members are stands beside each of them.
        traces: cluster
            .traces
            .iter()
            .filter(|trace| around.case.is_none() || trace.kind != NETWORK)
            .map(|trace| TraceShown {
                kind: crate::cut(&trace.kind),
                trace: crate::cut(&trace.trace),
                members: trace.members,
                others: trace.others,
            })
            .collect(),
    }
}

fn session_shown(session: &vigie_correlate::clusters::Session, calendar: &Calendar) -> SessionShown {
    let moment = |ms: i64| calendar.moment(Timestamp(ms.saturating_mul(1_000)));
    SessionShown {
        from: moment(session.from_ms),
        to: moment(session.to_ms),
        from_ms: session.from_ms,
        to_ms: session.to_ms,
        present: session.present,
    }
}

fn finding_shown(finding: &vigie_correlate::clusters::Finding) -> FindingShown {
    let outcome = match finding.outcome {
        Outcome::Tested { chance_log10, observed, expected, speaks_for } => Outcome::Tested {
            chance_log10: chance(chance_log10),
            observed: thousandth(observed),
            expected: thousandth(expected),
            speaks_for,
        },
        not_testable @ Outcome::NotTestable { .. } => not_testable,
    };
    FindingShown {
        evidence: finding.evidence.to_owned(),
        class: finding.class,
        dependence: finding.dependence,
        outcome,
    }
}

/// A finite chance to a hundredth of a power of ten.
fn chance(log10: f64) -> f64 {
    let rounded = (log10.max(CHANCE_LOG10_MIN) * 100.0).round() / 100.0;
    // No negative zero: it would be written as one.
    if rounded < 0.0 { rounded } else { 0.0 }
}

fn thousandth(value: f64) -> f64 {
    if value.is_finite() { (value * 1_000.0).round() / 1_000.0 + 0.0 } else { 0.0 }
}

fn in_one_sentence(cluster: &Cluster) -> Sentence {
    let sentence = Sentence::new(match (cluster.verdict, cluster.likelihood_percent) {
        (Verdict::CommonControl, Some(_)) => "cluster-common-control",
        (Verdict::CommonControl, None) => "cluster-common-control-unrated",
        (Verdict::ActedTogether, Some(_)) => "cluster-acted-together",
        (Verdict::ActedTogether, None) => "cluster-acted-together-unrated",
        (Verdict::SameTool, _) => "cluster-same-tool",
        (Verdict::Commodity, _) => "cluster-commodity",
    })
    .count("id", cluster.id.into())
    .count("members", cluster.members.len() as u64)
    .count("sessions", cluster.sessions.len() as u64)
    .word("confidence", confidence_key(cluster.confidence));
    match cluster.likelihood_percent {
        Some(percent) => sentence.word("likelihood", likelihood_key(percent)).percent("percent", Some(percent.into())),
        None => sentence,
    }
}

/// When most members stand in the networks of one known operator, there is nothing mysterious about a common hand.
fn caution(members: &[MemberShown]) -> Option<Sentence> {
    let mut of_operator: HashMap<&str, usize> = HashMap::new();
    for operator in members.iter().filter_map(|member| member.operator.as_deref()) {
        *of_operator.entry(operator).or_default() += 1;
    }
    let (operator, count) = of_operator.into_iter().max_by_key(|&(name, count)| (count, std::cmp::Reverse(name)))?;
    (count * 2 > members.len())
        .then(|| Sentence::new("cluster-known-operator").text("operator", operator).count("members", count as u64))
}

/// What could not be seen, and what was not compared.
fn limits(clusters: &Clusters, left_out: &LeftOut) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = clusters.limits.iter().map(limit).collect();
    let refused = &clusters.refused;
    let counted = [
        ("together-refused", refused.weights + refused.times + refused.nameless + refused.beyond_limit),
        ("together-without-source", left_out.without_source),
        ("together-without-time", left_out.without_time),
        ("together-own", left_out.own_or_allowed),
    ];
    for (key, count) in counted {
        if count > 0 {
            sentences.push(Sentence { key: key.into(), args: std::collections::BTreeMap::new() }.count("count", count));
        }
    }
    if left_out.pruned {
        sentences.push(Sentence::new("together-pruned"));
    }
    if left_out.thinned_sources > 0 {
        let (sources, events) = (left_out.thinned_sources, left_out.thinned_events);
        sentences.push(Sentence::new("together-thinned").count("sources", sources).count("events", events));
    }
    sentences
}

fn limit(limit: &Limit) -> Sentence {
    match limit {
        Limit::NothingToCompare => Sentence::new("together-limit-nothing"),
        Limit::JitterBeyond { width_ms } => Sentence::new("together-limit-jitter").with("width", span(*width_ms)),
        Limit::SingleSession => Sentence::new("together-limit-single-session"),
        Limit::OwnTraces => Sentence::new("together-limit-own-traces"),
        Limit::OneSessionPerSource { actors } => Sentence::new("together-limit-one-session").count("actors", *actors),
        Limit::Crowded { widths_ms } => {
            let widths = Arg::List(widths_ms.iter().map(|&width| span(width)).collect());
            Sentence::new("together-limit-crowded").with("widths", widths)
        }
        Limit::EverPresent { actors } => Sentence::new("together-limit-ever-present").count("actors", *actors),
        Limit::Scheduled { actors } => Sentence::new("together-limit-scheduled").count("actors", *actors),
        Limit::CommonTraces { traces } => Sentence::new("together-limit-common-traces").count("traces", *traces),
        Limit::AsIfShuffled { groups } => Sentence::new("together-limit-as-if-shuffled").count("groups", *groups),
        Limit::PairsLeftOut { pairs } => Sentence::new("together-limit-pairs").count("pairs", *pairs),
        Limit::CoarseTimes { grain_ms } => Sentence::new("together-limit-coarse").with("grain", span(*grain_ms)),
    }
}

/// Milliseconds in the largest unit that gives a whole number.
fn span(milliseconds: i64) -> Arg {
    let seconds = milliseconds.unsigned_abs().div_ceil(1_000);
    let (key, count) = match seconds {
        0 => ("span-seconds", 0),
        seconds if seconds.is_multiple_of(3_600) => ("span-hours", seconds / 3_600),
        seconds if seconds.is_multiple_of(60) => ("span-minutes", seconds / 60),
        seconds => ("span-seconds", seconds),
    };
    Arg::Sentence(Box::new(Sentence { key: key.into(), args: std::collections::BTreeMap::new() }.count("count", count)))
}

/// The key of the words of a likelihood: the scale of ICD 203 (Analytic Standards, 2015).
pub fn likelihood_key(percent: u8) -> &'static str {
    match percent {
        0..=5 => "likelihood-almost-no-chance",
        6..=20 => "likelihood-very-unlikely",
        21..=45 => "likelihood-unlikely",
        46..=55 => "likelihood-even",
        56..=80 => "likelihood-likely",
        81..=95 => "likelihood-very-likely",
        96.. => "likelihood-almost-certain",
    }
}

/// The key of the words of a verdict.
pub fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::CommonControl => "verdict-common-control",
        Verdict::ActedTogether => "verdict-acted-together",
        Verdict::SameTool => "verdict-same-tool",
        Verdict::Commodity => "verdict-commodity",
    }
}

/// The key of the words of a confidence.
pub fn confidence_key(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "cluster-confidence-low",
        Confidence::Moderate => "cluster-confidence-moderate",
        Confidence::High => "cluster-confidence-high",
    }
}

/// The key of the words of the test a cluster was found by.
pub fn basis_key(basis: Basis) -> &'static str {
    match basis {
        Basis::Sessions => "cluster-basis-sessions",
        Basis::Traces => "cluster-basis-traces",
        Basis::Turns => "cluster-basis-turns",
        Basis::Tool => "cluster-basis-tool",
    }
}

/// The key of the words of a class of evidence.
pub fn class_key(class: Class) -> &'static str {
    match class {
        Class::Command => "evidence-class-command",
        Class::Tooling => "evidence-class-tooling",
        Class::Prior => "evidence-class-prior",
    }
}

/// The key of the words of an innocent explanation.
pub fn explanation_key(explanation: Explanation) -> &'static str {
    match explanation {
        Explanation::PublicTool => "explanation-public-tool",
        Explanation::CommonEvent => "explanation-common-event",
        Explanation::Schedule => "explanation-schedule",
        Explanation::FastAutomation => "explanation-fast-automation",
        Explanation::Crowd => "explanation-crowd",
        Explanation::SharedAddress => "explanation-shared-address",
    }
}

/// The key of the words of an explanation's state.
pub fn state_key(state: State) -> &'static str {
    match state {
        State::RuledOut => "explanation-ruled-out",
        State::Open => "explanation-open",
        State::NotTested => "explanation-not-tested",
    }
}

/// The key of the words of why something could not be tested.
pub fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::TooLittle => "not-testable-too-little",
        Reason::NobodyToCompare => "not-testable-nobody-to-compare",
        Reason::NoSuchTrace => "not-testable-no-such-trace",
        Reason::FoundByIt => "not-testable-found-by-it",
    }
}

/// The key of the words of what a kind of evidence looks at; a test holds that every kind has one.
pub fn evidence_key(evidence: &str) -> &'static str {
    match evidence {
        "cohort" => "kind-of-evidence-cohort",
        "dispersion" => "kind-of-evidence-dispersion",
        "division-of-labour" => "kind-of-evidence-division-of-labour",
        "fingerprint" => "kind-of-evidence-fingerprint",
        "hand-off" => "kind-of-evidence-hand-off",
        "lifetime" => "kind-of-evidence-lifetime",
        "order" => "kind-of-evidence-order",
        "proximity" => "kind-of-evidence-proximity",
        "synchrony" => "kind-of-evidence-synchrony",
        "turns" => "kind-of-evidence-turns",
        _ => "kind-of-evidence-other",
    }
}

/// The key of the words of a kind of trace of a case; `None` for a column of a table, which has its own name.
pub fn trace_key(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "path" => "trace-path",
        "recipient" => "trace-recipient",
        "statement" => "trace-statement",
        "command" => "trace-command",
        "port" => "trace-port",
        "account" => "trace-account",
        "agent" => "trace-agent",
        "greeting" => "trace-greeting",
        "client" => "trace-client",
        "network" => "trace-network",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_evidence_has_its_words() {
        for kind in vigie_correlate::evidence::EVIDENCE {
            assert_ne!(evidence_key(kind.name), "kind-of-evidence-other", "{}", kind.name);
        }
    }

    #[test]
    fn chances_are_finite_and_round() {
        assert_eq!(
            (chance(f64::NEG_INFINITY), chance(-2.728), chance(0.0), chance(-0.001)),
            (-9_999.0, -2.73, 0.0, 0.0)
        );
        assert_eq!((thousandth(f64::NAN), thousandth(1.23456)), (0.0, 1.235));
    }
}
