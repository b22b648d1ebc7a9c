//! From findings to a verdict. Tooling alone is never command, one kind is never two, and what was tested on itself does not count.

use std::collections::BTreeMap;

use crate::audience::is_part;
use crate::clusters::{Basis, Cluster, Confidence, Decoys, Explained, Explanation, Finding, Outcome, State, Verdict};
use crate::evidence::{Class, Dependence, SPEAKS_LOG10};
use crate::stats::combine::{bonferroni, partial_conjunction};

/// A tool that at least this many use is a commodity unless something else shows.
pub(crate) const COMMODITY_USERS: usize = 10;

/// Nothing is ever more likely than this.
const LIKELIHOOD_MAX: f64 = 0.99;

/// log10 of the level at which groups are found: one in twenty, as [`Settings::q`](crate::Settings::q) is.
const FOUND_LOG10: f64 = -1.301;

/// With one kind of evidence common control is at most this likely: another explanation of that kind would remove it.
const LIKELIHOOD_ONE_KIND: f64 = 0.8;

/// The chance of each dependence class that was tested, Bonferroni inside the class; priors left out.
pub(crate) fn by_dependence(findings: &[Finding]) -> BTreeMap<Dependence, (f64, bool)> {
    let mut chances: BTreeMap<Dependence, (Vec<f64>, bool)> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.class != Class::Prior) {
        if let Outcome::Tested { chance_log10, .. } = finding.outcome {
            let held = chances.entry(finding.dependence).or_default();
            held.0.push(chance_log10);
            held.1 |= finding.class == Class::Command;
        }
    }
    chances.into_iter().map(|(dependence, (chances, command))| (dependence, (bonferroni(&chances), command))).collect()
}

/// Fills in verdict, likelihood, confidence and explanations. `clusters` is how many are judged in this answer: those found by tool alone
/// pay for it, because their command evidence was looked for in each.
pub(crate) fn judge(cluster: &mut Cluster, decoys: &Decoys, clusters: usize) {
    let mut kinds = by_dependence(&cluster.findings);
    if matches!(cluster.basis, Basis::Tool | Basis::Turns) {
        // The members were chosen for their tool, or among its users: it is given, not found.
        kinds.insert(Dependence::Tool, (0.0, false));
    }
    if cluster.basis == Basis::Tool {
        for kind in kinds.values_mut() {
            kind.0 = (kind.0 + (clusters.max(1) as f64).log10()).min(0.0);
        }
    }
    let speaking = kinds.values().filter(|kind| kind.0 <= SPEAKS_LOG10).count();
    // What a group was found by was tested in all that could have been one, at this level; whatever else speaks has to be rarer.
    let level = if cluster.basis == Basis::Tool { SPEAKS_LOG10 } else { FOUND_LOG10 };
    let command = kinds.values().any(|kind| kind.0 <= level && kind.1);
    let chances: Vec<f64> = kinds.values().map(|kind| kind.0).collect();
    cluster.two_kinds_log10 = partial_conjunction(&chances, 2);
    cluster.verdict = match (command, speaking) {
        (true, _) if is_audience(cluster) => Verdict::Commodity,
        (true, 2..) => Verdict::CommonControl,
        (true, _) if is_crowd(cluster) => Verdict::Commodity,
        // Users of one tool were not found by acting together, and one event that all of them hear of, or one hour that all keep, bunches their acts too.
        (true, _) if cluster.basis != Basis::Tool => Verdict::ActedTogether,
        _ if cluster.members.len() >= COMMODITY_USERS => Verdict::Commodity,
        _ => Verdict::SameTool,
    };
    let false_share = decoys.false_discovery_rate;
    let doubt = |share: f64| share.max(10_f64.powf(cluster.two_kinds_log10)).max(1.0 - LIKELIHOOD_MAX);
    cluster.likelihood_percent = match cluster.verdict {
        Verdict::CommonControl => false_share.map(|share| percent(1.0 - doubt(share))),
        Verdict::ActedTogether => false_share.map(|share| percent((1.0 - share).min(LIKELIHOOD_ONE_KIND))),
        Verdict::SameTool | Verdict::Commodity => None,
    };
    cluster.explanations = explain(cluster);
    let open = cluster.explanations.iter().any(|explained| explained.state == State::Open);
    cluster.confidence = match (cluster.verdict, speaking) {
        (Verdict::CommonControl, 3..) if !open && decoys.groups == 0 && decoys.worlds > 0 => Confidence::High,
        (Verdict::CommonControl, _) => Confidence::Moderate,
        _ => Confidence::Low,
    };
}

fn percent(share: f64) -> u8 {
    (share.clamp(0.01, LIKELIHOOD_MAX) * 100.0).floor() as u8
}

/// A group that as many others attend like members has no edge: it is the part of an audience that came every time. That the work is shared out tells it apart.
fn is_audience(cluster: &Cluster) -> bool {
    is_part(cluster.members.len(), cluster.outsiders) && !shares_work(cluster)
}

fn shares_work(cluster: &Cluster) -> bool {
    cluster.findings.iter().any(|finding| {
        finding.dependence == Dependence::Work && matches!(finding.outcome, Outcome::Tested { speaks_for: true, .. })
    })
}

/// A crowd that answers one message comes in a few large bursts and never divides work.
fn is_crowd(cluster: &Cluster) -> bool {
    let few_and_large = cluster.sessions.len() <= 3 && cluster.members.len() >= CROWD_MIN;
    cluster.basis == Basis::Sessions && few_and_large && !shares_work(cluster)
}

/// Readers of a message come by the dozen; groups under one hand that meet only two or three times are rarely so large.
const CROWD_MIN: usize = 50;

/// Meetings from which on a common event or a schedule is no explanation any more: one message makes one burst, and moments that agree
/// modulo a day were counted once.
const MEETINGS_MANY: usize = 4;

/// An explanation is ruled out only where a test that contains it was made and speaks; else it stays open, or was not asked.
fn explain(cluster: &Cluster) -> Vec<Explained> {
    let speaks = |dependence: Dependence| {
        cluster.findings.iter().any(|finding| {
            finding.dependence == dependence
                && finding.class == Class::Command
                && matches!(finding.outcome, Outcome::Tested { speaks_for: true, .. })
        })
    };
    let (timing, work) = (speaks(Dependence::Timing), speaks(Dependence::Work));
    let by_session = cluster.basis == Basis::Sessions && timing;
    let by_trace = cluster.basis == Basis::Traces && timing;
    let by_turns = cluster.basis == Basis::Turns && timing;
    let often = by_session && cluster.sessions.len() >= MEETINGS_MANY && !is_audience(cluster);
    // The density of a trace that hardly anybody else left is the group's own: it says nothing of what others would do.
    let (used, own) =
        (cluster.traces.len(), cluster.traces.iter().filter(|trace| trace.others < trace.members).count());
    let shared_with_others = by_trace && used > 0 && own * 2 <= used;
    let ruled = |out: bool| if out { State::RuledOut } else { State::Open };
    [
        // Whoever uses the same tool has no reason to meet or to divide the work, and that is what was compared with others.
        (Explanation::PublicTool, ruled(work || often || shared_with_others || by_turns)),
        // What sets all off at once makes nobody wait for the others.
        (Explanation::CommonEvent, ruled(often || shared_with_others || by_turns)),
        (Explanation::Schedule, ruled(often || by_trace || by_turns)),
        (Explanation::FastAutomation, if by_trace { State::RuledOut } else { State::NotTested }),
        // Readers of a letter come back with the next: only that they share out work tells a group from a crowd of its size.
        (
            Explanation::Crowd,
            ruled(work || often && cluster.members.len() < CROWD_MIN || shared_with_others || by_turns),
        ),
        (Explanation::SharedAddress, State::NotTested),
    ]
    .map(|(explanation, state)| Explained { explanation, state })
    .to_vec()
}
